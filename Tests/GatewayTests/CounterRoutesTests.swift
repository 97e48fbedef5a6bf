import Contracts
import HTTP
import Lifecycle
import TestSupport
import Testing

@testable import Gateway

/// The routes of officers, administrators and the counter.
struct CounterRoutesTests {
    static let routes: [(String, String)] = [
        ("GET", "me/verification"), ("GET", "me/accesses"), ("POST", "counter-codes"),
        ("POST", "counter-visits"), ("POST", "account-searches"), ("POST", "accounts/A1/openings"),
        ("PUT", "accounts/A1/verification"), ("PUT", "accounts/A1/refusal"),
        ("PUT", "accounts/A1/cancellation"), ("GET", "colleagues"), ("GET", "officers"),
        ("POST", "officers"), ("GET", "officers/O1"), ("PUT", "officers/O1"),
        ("PUT", "officers/O1/activity"), ("POST", "officers/O1/enrolments"),
        ("POST", "officers/O1/absences"), ("DELETE", "officers/O1/absences/B1"),
    ]

    private static func body(_ method: String) -> String? {
        method == "POST" || method == "PUT" ? "{}" : nil
    }

    @Test(arguments: routes)
    func `answers 401 to who is not signed in, and asks no owner`(
        _ method: String, _ path: String
    ) async throws {
        let bench = try Bench()
        let response = await bench.send(
            method, "/api/v1/\(path)", ["if-match": "\"1\""], body: Self.body(method))
        #expect(response.status == 401)
        #expect(try response.problem().type == "/problems/sign-in-needed")
        #expect(bench.owners.asked.isEmpty)
    }

    @Test(arguments: routes, [Refusal.notFound, .notAllowed])
    func `hands on the owner's no to who may not`(
        _ route: (String, String), _ refusal: Refusal
    ) async throws {
        let bench = try Bench()
        for type in Directory.requests where type.name.hasPrefix("identity.") {
            if type != ResolveSession.self { bench.owners.refuse(type, refusal) }
        }
        let response = await bench.sendSignedIn(
            route.0, "/api/v1/\(route.1)", ["if-match": "\"1\""], body: Self.body(route.0))
        #expect(response.status == (refusal == .notFound ? 404 : 403))
        #expect(bench.owners.asked.count == 2)
    }

    @Test(arguments: [
        "accounts/A1/verification", "accounts/A1/refusal", "accounts/A1/cancellation",
        "officers/O1", "officers/O1/activity",
    ])
    func `wants the version for each decision`(_ path: String) async throws {
        let bench = try Bench()
        let response = await bench.sendSignedIn("PUT", "/api/v1/\(path)", body: "{}")
        #expect(response.status == 428)
        let given = await bench.sendSignedIn(
            "PUT", "/api/v1/\(path)", ["if-match": "\"7\""], body: #"{"reason":"x"}"#)
        #expect(given.status == 200)
        let json = try #require(bench.owners.asked.last?.json)
        #expect(json.contains("\"version\":7") && json.contains("\"reason\":\"x\""))
    }

    @Test func `names the place of a new officer`() async throws {
        let bench = try Bench()
        bench.owners.answer(InviteOfficer.self, #"{"id":"O7"}"#, version: 1)
        let response = await bench.sendSignedIn("POST", "/api/v1/officers", body: "{}")
        #expect(response.status == 201)
        #expect(response.values("Location") == ["/api/v1/officers/O7"])
        #expect(response.values("ETag") == ["\"1\""])
    }

    @Test func `lets an officer enrol who cannot sign in yet`() async throws {
        let bench = try Bench()
        let shown = await bench.send("POST", "/api/v1/officer-enrolments", body: #"{"token":"x"}"#)
        #expect(shown.status == 200 && shown.values("Cache-Control") == ["no-store"])
        let done = await bench.send(
            "POST", "/api/v1/officer-enrolments/completions", body: #"{"token":"x"}"#)
        #expect(done.status == 204)
        #expect(bench.owners.asked.map(\.caller.role) == [.anonymous, .anonymous])
    }

    @Test func `asks identity again once it announces that sessions may do something else`()
        async throws
    {
        let bench = try Bench()
        let token = Bench.token
        #expect(try await bench.sessions.caller(for: token)?.isVerified == nil)
        let verified = ResolveSession.Reply(
            caller: Caller(role: .citizen, id: "citizen-1", isVerified: true),
            validUntil: bench.time.clock.now() + .seconds(60))
        bench.owners.answer(
            ResolveSession.self, String(decoding: try StrictJSON.encode(verified), as: UTF8.self))
        #expect(try await bench.sessions.caller(for: token)?.isVerified == nil)
        let hash = try #require(bench.owners.asked(ResolveSession.self).first).json
        let asked = try StrictJSON.decode(ResolveSession.self, trusted: Array(hash.utf8))
        let event = SessionsChanged(
            account: "citizen-1", tokenHashes: [asked.tokenHash], sequence: 2)
        bench.sessions.hear((SessionsChanged.name, try StrictJSON.encode(event)))
        #expect(try await bench.sessions.caller(for: token)?.isVerified == true)
    }
}
