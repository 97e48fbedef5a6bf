import Foundation
import TestSupport
import Testing

/// Every route that names an object, asked by those whose it is not: the table comes from the
/// OpenAPI document, so that a new route is in it from its first day.
@Suite struct AccessTests {
    /// Somebody who asks.
    struct Person {
        let name: String
        let token: String?
    }

    /// The objects of one citizen and one unit, by the path that they stand below.
    private struct Objects {
        let dossier: String
        let document: String
        let notice: String
        let account: String
        let officer: String
        let session: String

        func id(for path: String) -> String? {
            let places = [
                ("dossiers", dossier), ("documents", document), ("notices", notice),
                ("accounts", account), ("officers", officer), ("sessions", session),
            ]
            return places.first { path.hasPrefix("/api/v1/\($0.0)/{") }?.1
        }
    }

    /// What everybody has by the same name, or each for himself.
    private static let namesNothing = ["/api/v1/drafts/"]
    /// For those with the duty of administration.
    private static let administration = "/api/v1/officers/"
    /// Any counter of the city may verify any account.
    private static let everyCounters = ["/api/v1/accounts/"]

    @Test func `objects of others are not there for anybody, on every route`() async throws {
        let deployment = try await Deployment()
        let client = HTTPClient(port: deployment.gatewayPort)
        let owner = try await Citizen(of: deployment, email: "chu@example.vn")
        let other = try await Citizen(of: deployment, email: "khac@example.vn")
        let unit = try Citizen.unit(client)
        let units = try client.send("GET", "/api/v1/units?kind=ward").json["items"]
        let elsewhere = try #require(
            (units as? [[String: Any]])?.compactMap { $0["code"] as? String }.first { $0 != unit })
        let duties = "reception,handling,leadership"
        let own = try await SignedInOfficer(of: deployment, unit: unit, duties: duties)
        let stranger = try await SignedInOfficer(of: deployment, unit: elsewhere, duties: duties)
        let objects = try await Self.objects(of: owner, own)
        let people = [
            Person(name: "another citizen", token: other.token),
            Person(name: "an officer of another unit", token: stranger.token),
            Person(name: "nobody", token: nil),
        ]
        let routes = try DescribedRoutes(of: deployment)
        var count = 0
        for route in routes.all where route.path.contains("{") && route.isSecured {
            if Self.namesNothing.contains(where: route.path.hasPrefix) { continue }
            let id = try #require(objects.id(for: route.path), "no object for \(route)")
            for person in people {
                if person.name.contains("officer"),
                    Self.everyCounters.contains(where: route.path.hasPrefix)
                {
                    continue
                }
                let answer = try Self.ask(route, id, person, routes, client)
                count += 1
                var wanted = [person.token == nil ? 401 : 404]
                if person.name.contains("officer"), route.path.hasPrefix(Self.administration) {
                    // Refused as such, and the same whether there is such an officer or not.
                    wanted.append(403)
                    let none = try Self.ask(route, "khong-co", person, routes, client)
                    #expect(none.text == answer.text, "\(route)")
                }
                #expect(
                    wanted.contains(answer.status),
                    "\(person.name) got \(answer.status) from \(route): \(answer.text)")
            }
        }
        #expect(count > 60)
        // All of it is still there for those whose it is.
        #expect(try owner.send("GET", "/api/v1/dossiers/\(objects.dossier)").status == 200)
        #expect(try owner.send("GET", "/api/v1/documents/\(objects.document)").status == 200)
    }

    private static func ask(
        _ route: DescribedRoutes.Route, _ id: String, _ person: Person, _ routes: DescribedRoutes,
        _ client: HTTPClient
    ) throws -> HTTPClient.Answer {
        var headers = person.token.map { [("Authorization", "Bearer \($0)")] } ?? []
        headers += [("If-Match", "\"1\""), ("Idempotency-Key", UUID().uuidString)]
        var body: [UInt8] = []
        if let schema = routes.body(of: route) {
            headers.append(("Content-Type", "application/json"))
            body = Array(
                try JSONSerialization.data(withJSONObject: routes.sample(of: schema)))
        }
        // A paper is asked for by a dossier and a number.
        let path = route.path.replacing("{number}", with: "1").replacing(/\{[a-zA-Z]+\}/, with: id)
        return try client.send(route.method, path, headers: headers, body: body)
    }

    /// Makes one of each, and an officer's paper on the dossier.
    private static func objects(
        of owner: Citizen, _ officer: SignedInOfficer
    ) async throws -> Objects {
        let client = HTTPClient(port: owner.deployment.gatewayPort)
        let code = try owner.submitUntilAnswered(try owner.submission(), key: UUID().uuidString)
        let asOfficer = [
            ("Authorization", "Bearer \(officer.token)"), ("Content-Type", "application/json"),
        ]
        let accepted = try client.send(
            "POST", "/api/v1/dossiers/\(code)/moves", headers: asOfficer,
            body: Array(#"{"version":1,"move":"accept"}"#.utf8))
        #expect(accepted.status == 200, "\(accepted.text)")
        func first(_ path: String) async throws -> String {
            let end = ContinuousClock.now + .seconds(20)
            while ContinuousClock.now < end {
                let items = try owner.send("GET", path).json["items"] as? [[String: Any]]
                if let id = items?.first?["id"] as? String { return id }
                try await Task.sleep(for: .milliseconds(100))
            }
            throw Deployment.Failure("nothing at \(path)")
        }
        let me = try client.send("GET", "/api/v1/me", headers: asOfficer).json
        let document = try owner.upload(
            Array("%PDF-1.4\n%%EOF\n".utf8), name: "to-khai.pdf", type: "application/pdf")
        return Objects(
            dossier: code, document: document,
            notice: try await first("/api/v1/notices"),
            account: try #require(try owner.send("GET", "/api/v1/me").json["id"] as? String),
            officer: try #require(me["id"] as? String),
            session: try await first("/api/v1/sessions"))
    }
}
