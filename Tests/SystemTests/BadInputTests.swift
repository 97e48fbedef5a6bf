import Foundation
import TestSupport
import Testing

/// Every route of the OpenAPI document gets what no honest client sends.
@Suite struct BadInputTests {
    /// One request that must be refused.
    struct Attempt: CustomStringConvertible {
        let method: String
        let path: String
        var headers: [(String, String)] = [("Content-Type", "application/json")]
        var body: [UInt8] = []
        var description: String {
            "\(method) \(path.prefix(120)) \(String(decoding: body.prefix(120), as: UTF8.self))"
        }
    }

    @Test func `is refused kindly by each route, with a problem, and stores nothing`() async throws
    {
        let deployment = try await Deployment()
        let citizen = try await Citizen(of: deployment, email: "thu@example.org")
        let client = HTTPClient(port: deployment.gatewayPort)
        let document = try client.send("GET", "/api/openapi.json").json
        let paths = try #require(document["paths"] as? [String: [String: Any]])
        var count = 0
        for (path, operations) in paths.sorted(by: { $0.key < $1.key }) {
            for (method, operation) in operations.sorted(by: { $0.key < $1.key }) {
                guard let operation = operation as? [String: Any] else { continue }
                for attempt in Self.attempts(method.uppercased(), path, operation, document) {
                    // Signed in where the route asks for it, else the sign-in would be the refusal.
                    let headers = attempt.headers + [("Authorization", "Bearer \(citizen.token)")]
                    let answer = try client.send(
                        attempt.method, attempt.path, headers: headers, body: attempt.body)
                    count += 1
                    Self.expectKindRefusal(answer, of: attempt)
                }
            }
        }
        #expect(count > 300)
        #expect(try citizen.send("GET", "/api/v1/me").status == 200)
        let logs = try deployment.logs()
        deployment.end()
        #expect(!logs.contains(#""level":"error""#), "\(logs)")
        for (table, store) in [
            ("dossiers", "dossiers"), ("drafts", "dossiers"), ("documents", "documents"),
        ] {
            let rows = try await deployment.number(
                "SELECT count(*) AS n FROM \(table)", in: store)
            #expect(rows == 0, "\(table)")
        }
        #expect(try await deployment.number("SELECT count(*) AS n FROM mails", in: "mailer") <= 2)
    }

    static func expectKindRefusal(_ answer: HTTPClient.Answer, of attempt: Attempt) {
        #expect(
            (400..<500).contains(answer.status), "\(answer.status) for \(attempt): \(answer.text)")
        #expect(
            answer.headers["content-type"]?.hasPrefix("application/problem+json") == true,
            "\(attempt)")
        let detail = answer.json["detail"] as? String ?? ""
        #expect(
            detail.hasSuffix(".") && !detail.utf8.allSatisfy { $0 < 128 }, "\(attempt): \(detail)")
        #expect(answer.json["status"] as? Int == answer.status, "\(attempt)")
    }

    /// What is tried on one operation.
    static func attempts(
        _ method: String, _ path: String, _ operation: [String: Any], _ document: [String: Any]
    ) -> [Attempt] {
        let plain = filled(path, with: "khong-co")
        var all: [Attempt] = []
        if path.contains("{") {
            for value in ["%FF%FE", "%00", "..%2F..%2Fetc", String(repeating: "9", count: 3000)] {
                all.append(
                    Attempt(method: method, path: filled(path, with: value), body: Array("{}".utf8))
                )
            }
        }
        let names = (operation["parameters"] as? [[String: Any]] ?? [])
            .filter { $0["in"] as? String == "query" }.compactMap { $0["name"] as? String }
        if method == "GET" {
            all.append(Attempt(method: method, path: plain + "?khongBiet=1", headers: []))
            if names.contains("limit") {
                for value in ["abc", "0", "-1", "100000", "1e9", "99999999999999999999"] {
                    all.append(
                        Attempt(method: method, path: plain + "?limit=\(value)", headers: []))
                }
            }
            if names.contains("after") {
                for value in ["@@@", "%FF", "AAAA"] {
                    all.append(
                        Attempt(method: method, path: plain + "?after=\(value)", headers: []))
                }
            }
        }
        guard let body = operation["requestBody"] as? [String: Any] else { return all }
        let raw: [[UInt8]] = [
            Array("{".utf8), [0x7B, 0x22, 0xFF, 0xFE, 0x22, 0x3A, 0x31, 0x7D], Array("[]".utf8),
            Array("null".utf8), Array("{}{}".utf8), Array(#"{"khongBiet":1}"#.utf8),
            Array(#"{"a":"#.utf8) + Array(String(repeating: "[", count: 5000).utf8),
            Array(#"{"a":""#.utf8) + [UInt8](repeating: 0x61, count: 300_000) + Array(#""}"#.utf8),
        ]
        all += raw.map { Attempt(method: method, path: plain, body: $0) }
        all.append(
            Attempt(
                method: method, path: plain, headers: [("Content-Type", "text/plain")],
                body: Array("{}".utf8)))
        for name in members(of: body, in: document) {
            for value in [
                "17.5", "[[]]", #"{"x":{}}"#, #""\u0000""#, #""\ud800""#, "1e999",
                "\"" + String(repeating: "ạ", count: 30_000) + "\"",
            ] {
                all.append(
                    Attempt(
                        method: method, path: plain, body: Array(#"{"\#(name)":\#(value)}"#.utf8)))
            }
        }
        return all
    }

    /// The names of the body's members.
    static func members(of body: [String: Any], in document: [String: Any]) -> [String] {
        let content = body["content"] as? [String: Any]
        let media = content?["application/json"] as? [String: Any]
        var schema = media?["schema"] as? [String: Any]
        if let reference = schema?["$ref"] as? String {
            let name = String(reference.split(separator: "/").last ?? "")
            let components = document["components"] as? [String: Any]
            schema = (components?["schemas"] as? [String: Any])?[name] as? [String: Any]
        }
        return (schema?["properties"] as? [String: Any] ?? [:]).keys.sorted()
    }

    static func filled(_ path: String, with value: String) -> String {
        path.replacing(/\{[a-zA-Z]+\}/, with: value)
    }
}
