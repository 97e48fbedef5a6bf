import Foundation

/// A citizen with an activated account, signed in as a program is: with a bearer token.
package struct Citizen: Sendable {
    package let deployment: Deployment
    package let email: String
    package let token: String

    /// The password that each of them sets.
    package static let password = "Cầu Rồng phun lửa 9 giờ"

    /// Registers, confirms the mailed link, sets a password and signs in.
    package init(of deployment: Deployment, email: String) async throws {
        self.deployment = deployment
        self.email = email
        let client = HTTPClient(port: deployment.gatewayPort)
        let registered = try client.post(
            "/api/v1/registrations", try Self.registration(email, client))
        guard registered.status == 202 else { throw Deployment.Failure(registered.text) }
        let (link, oneTime) = try await Self.credentials(in: deployment, for: email)
        let confirmed = try client.post(
            "/api/v1/registrations/confirmations", #"{"token":"\#(link)"}"#)
        guard confirmed.status == 200 else { throw Deployment.Failure(confirmed.text) }
        let first = try client.post(
            "/api/v1/sessions", #"{"email":"\#(email)","password":"\#(oneTime)"}"#, wantsToken: true
        )
        let activated = try client.post(
            "/api/v1/activations", #"{"password":"\#(Self.password)"}"#, wantsToken: true,
            token: first.json["token"] as? String)
        guard let token = activated.json["token"] as? String else {
            throw Deployment.Failure("\(first.text) \(activated.text)")
        }
        self.token = token
    }

    /// Sends a request in the citizen's name.
    package func send(
        _ method: String, _ path: String, json: String? = nil, headers: [(String, String)] = []
    ) throws -> HTTPClient.Answer {
        var headers = headers + [("Authorization", "Bearer \(token)")]
        if json != nil { headers.append(("Content-Type", "application/json")) }
        return try HTTPClient(port: deployment.gatewayPort)
            .send(method, path, headers: headers, body: Array((json ?? "").utf8))
    }

    /// Stores a file of these bytes and answers the document's id.
    package func upload(_ bytes: [UInt8], name: String, type: String) throws -> String {
        let opened = try send(
            "POST", "/api/v1/documents",
            json: #"{"fileName":"\#(name)","mediaType":"\#(type)","size":\#(bytes.count)}"#)
        guard let id = opened.json["id"] as? String,
            let url = (opened.json["url"] as? String).flatMap(URL.init(string:))
        else { throw Deployment.Failure(opened.text) }
        let stored = try HTTPClient(port: deployment.documentsPort).send(
            "PUT", url.path, headers: [("Content-Type", type)], body: bytes)
        guard stored.status == 201 else { throw Deployment.Failure(stored.text) }
        return id
    }

    /// A registration that is right in every field.
    package static func registration(_ email: String, _ client: HTTPClient) throws -> String {
        let consent = try client.send("GET", "/api/v1/portal").json["consentVersion"] as? String
        return """
            {"email":"\(email)","consent":"\(consent ?? "")","details":{"familyName":"Lê",
             "middleName":"Văn","givenName":"Đạt","dateOfBirth":"1985-02-28","sex":"male",
             "identityNumber":"048085001234","phone":"0905123456","ethnicity":"Kinh",
             "address":{"unit":"\(try unit(client))","line":"5 Trần Phú"}}}
            """
    }

    /// The code of the ward Hải Châu.
    package static func unit(_ client: HTTPClient) throws -> String {
        let units =
            try client.send("GET", "/api/v1/units?kind=ward").json["items"] as? [[String: Any]]
        let ward = units?.first { $0["name"] as? String == "Phường Hải Châu" }
        return ward?["code"] as? String ?? ""
    }

    /// The link's token and the one-time password in the mail that was sent.
    private static func credentials(
        in deployment: Deployment, for email: String
    ) async throws -> (link: String, password: String) {
        let end = ContinuousClock.now + .seconds(20)
        while ContinuousClock.now < end {
            let words = try deployment.lastMail(to: email).split(whereSeparator: \.isWhitespace)
            let link = words.first { $0.contains("/xac-nhan#") }?.split(separator: "#").last
            let password = words.first { word in
                word.count == 20
                    && word.allSatisfy { $0.isASCII && ($0.isNumber || $0.isUppercase) }
            }
            if let link, let password { return (String(link), String(password)) }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw Deployment.Failure("no mail for \(email):\n\(try deployment.logs())")
    }
}

extension HTTPClient {
    /// Posts JSON.
    package func post(
        _ path: String, _ json: String, wantsToken: Bool = false, token: String? = nil
    ) throws -> Answer {
        var headers = [("Content-Type", "application/json")]
        if wantsToken { headers.append(("Accept-Session", "bearer")) }
        if let token { headers.append(("Authorization", "Bearer \(token)")) }
        return try send("POST", path, headers: headers, body: Array(json.utf8))
    }
}
