import Foundation
import Testing

/// Submissions as many people and impatient people send them.
@Suite(.serialized, WithDeployment()) struct SubmissionTests {
    /// A marital status application with no papers but those the procedure needs.
    func submission(_ citizen: Citizen) throws -> String {
        let client = HTTPClient(port: citizen.deployment.gatewayPort)
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
                let id = try citizen.upload(pdf, name: "to-khai.pdf", type: "application/pdf")
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

    static func answer(to field: [String: Any]) -> Any {
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

    @Test
    func `five parallel submissions with one key are one dossier, one mail, five equal answers`()
        async throws
    {
        let deployment = try Deployment.current
        let citizen = try await Citizen(of: deployment, email: "nam@example.org")
        let body = try submission(citizen)
        let answers = try await withThrowingTaskGroup(of: HTTPClient.Answer.self) { group in
            for _ in 0..<5 {
                group.addTask {
                    try citizen.send(
                        "POST", "/api/v1/dossiers", json: body,
                        headers: [("Idempotency-Key", "bam-nhieu-lan")])
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers.allSatisfy { $0.status == 201 }, "\(answers.map(\.text))")
        #expect(Set(answers.map(\.text)).count == 1)
        let code = try #require(answers[0].json["code"] as? String)
        let listed = try citizen.send("GET", "/api/v1/dossiers").json["items"] as? [Any]
        #expect(listed?.count == 1)
        let other = try citizen.send(
            "POST", "/api/v1/dossiers", json: " " + body,
            headers: [("Idempotency-Key", "bam-nhieu-lan")])
        #expect(other.status == 409)

        // Behind the mails of the other test's thousand dossiers, when that one ran first.
        let end = ContinuousClock.now + .seconds(60)
        while try !isMailed(code, times: 1, in: deployment), ContinuousClock.now < end {
            try await Task.sleep(for: .milliseconds(200))
        }
        #expect(try isMailed(code, times: 1, in: deployment))
        #expect(try !isMailed(code, times: 2, in: deployment))
    }

    @Test
    func `a thousand submissions to one agency on one day get a thousand codes without a gap`()
        async throws
    {
        let deployment = try Deployment.current
        let citizen = try await Citizen(of: deployment, email: "ngan@example.org")
        let body = try submission(citizen)
        let codes = try await withThrowingTaskGroup(of: [String].self) { group in
            for _ in 0..<25 {
                group.addTask {
                    try (0..<40).map { _ in
                        let answer = try citizen.send("POST", "/api/v1/dossiers", json: body)
                        guard let code = answer.json["code"] as? String else {
                            throw Deployment.Failure(answer.text)
                        }
                        return code
                    }
                }
            }
            return try await group.reduce(into: Set<String>()) { $0.formUnion($1) }
        }
        #expect(codes.count == 1000)
        var byDay: [Substring: [Int]] = [:]
        for code in codes {
            let parts = code.split(separator: "-")
            byDay[parts[1], default: []].append(Int(parts[2]) ?? 0)
        }
        for numbers in byDay.values {
            #expect(numbers.max()! - numbers.min()! == numbers.count - 1)
        }
    }

    /// Whether that many mails at least have the code in their subject.
    private func isMailed(_ code: String, times: Int, in deployment: Deployment) throws -> Bool {
        try deployment.control("mail", "show", "\(times)", "--subject", code).status == 0
    }
}
