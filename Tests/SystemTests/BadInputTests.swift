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
        let routes = try DescribedRoutes(of: deployment)
        var count = 0
        for route in routes.all {
            for attempt in Self.attempts(on: route, of: routes) {
                // Signed in where the route asks for it, else the sign-in would be the refusal.
                let headers = attempt.headers + [("Authorization", "Bearer \(citizen.token)")]
                let answer = try client.send(
                    attempt.method, attempt.path, headers: headers, body: attempt.body)
                count += 1
                Self.expectKindRefusal(answer, of: attempt)
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
        if answer.status == 200, attempt.path == "/api/v1/receipt-checks" {
            // Whether any text is a receipt is what it is asked.
            #expect(answer.json["isGenuine"] as? Bool == false, "\(attempt)")
            return
        }
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
        on route: DescribedRoutes.Route, of routes: DescribedRoutes
    ) -> [Attempt] {
        let (method, operation) = (route.method, route.operation)
        let plain = route.path(with: "khong-co")
        var all: [Attempt] = []
        if route.path.contains("{") {
            for value in ["%FF%FE", "%00", "..%2F..%2Fetc", String(repeating: "9", count: 3000)] {
                all.append(
                    Attempt(method: method, path: route.path(with: value), body: Array("{}".utf8))
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
        guard let body = routes.body(of: route) else { return all }
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
        for name in (body["properties"] as? [String: Any] ?? [:]).keys.sorted() {
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
}
