import Foundation

extension Citizen {
    /// A marital status application with no papers but those the procedure needs.
    package func submission() throws -> String {
        let client = HTTPClient(port: deployment.gatewayPort)
        let procedure = try client.send("GET", "/api/v1/procedures/1.004873").json
        let caseKey = (procedure["cases"] as! [[String: Any]])[0]["key"] as! String
        func applies(_ item: [String: Any]) -> Bool {
            (item["cases"] as? [String])?.contains(caseKey) ?? true
        }
        var answers: [String: Any] = [:]
        for field in procedure["form"] as! [[String: Any]]
        where applies(field) && field["isRequired"] as! Bool {
            answers[field["key"] as! String] = Self.answer(to: field)
        }
        let pdf = Array("%PDF-1.4\n%%EOF\n".utf8)
        let components = try (procedure["components"] as! [[String: Any]])
            .filter { applies($0) && $0["isRequired"] as! Bool }
            .filter { ["submit", "conditional"].contains($0["kind"] as! String) }
            .map { component in
                let id = try upload(pdf, name: "to-khai.pdf", type: "application/pdf")
                return ["key": component["key"]!, "documents": [id]]
            }
        let body: [String: Any] = [
            "procedure": "1.004873", "caseKey": caseKey, "unit": try Citizen.unit(client),
            "answers": answers, "components": components,
        ]
        return String(
            decoding: try JSONSerialization.data(withJSONObject: body, options: .sortedKeys),
            as: UTF8.self)
    }

    package static func answer(to field: [String: Any]) -> Any {
        switch field["type"] as! String {
        case "date": "2000-01-05"
        case "integer": field["minimum"] as? Int ?? 1
        case "choice": (field["choices"] as! [[String: Any]])[0]["key"]!
        case "yesNo": true
        case "identityNumber": "048085001234"
        case "phone": "0905123456"
        case "email": "dat@example.vn"
        case "unit": "48.20242"
        default: "Lê Văn Đạt"
        }
    }

    /// Submits until there is a receipt, as a browser that repeats with the same key does.
    package func submitUntilAnswered(_ body: String, key: String) throws -> String {
        let end = ContinuousClock.now + .seconds(60)
        var last = ""
        while ContinuousClock.now < end {
            let answer = try send(
                "POST", "/api/v1/dossiers", json: body, headers: [("Idempotency-Key", key)])
            if let code = answer.json["code"] as? String, answer.status == 201 { return code }
            guard answer.status >= 500 else { throw Deployment.Failure(answer.text) }
            last = answer.text
        }
        throw Deployment.Failure("never answered: \(last)")
    }
}
