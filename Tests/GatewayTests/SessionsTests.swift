import Contracts
import Cryptography
import Foundation
import HTTP
import Lifecycle
import Messaging
import Synchronization
import TestSupport
import Testing

@testable import Gateway

struct SessionsTests {
    private static let opened =
        #"{"id":"s1","token":"\#(Bench.token)","role":"citizen","expiresAt":"2026-11-23T09:00:00+07:00"}"#

    @Test func `asks identity once, by the token's hash, and hands on who asks`() async throws {
        let bench = try Bench()
        for _ in 1...3 { _ = await bench.sendSignedIn("GET", "/api/v1/me") }
        let hash = SHA256.hash(Array(Bench.token.utf8)).hex
        let asked = bench.owners.asked(ResolveSession.self)
        #expect(asked.map(\.json) == [#"{"tokenHash":"\#(hash)"}"#])
        #expect(asked.map(\.caller) == [Caller(role: .service, id: "gateway")])
        #expect(
            bench.owners.asked(ReadAccount.self).map(\.caller)
                == Array(
                    repeating: Caller(
                        role: .citizen, id: "citizen-1", session: "session-1",
                        address: "192.0.2.7"), count: 3))
    }

    @Test func `asks again when identity's answer is no longer valid`() async throws {
        let bench = try Bench()
        _ = await bench.sendSignedIn("GET", "/api/v1/me")
        bench.time.advance(by: .seconds(60))
        bench.owners.answer(
            ResolveSession.self, #"{"validUntil":"2026-11-23T09:00:00+07:00"}"#)
        #expect(await bench.sendSignedIn("GET", "/api/v1/me").status == 401)
    }

    @Test func `forgets sessions that identity says were ended`() async throws {
        let bench = try Bench()
        _ = await bench.sendSignedIn("GET", "/api/v1/me")
        let other = SessionsEnded(account: "c", tokenHashes: ["00"], sequence: 1)
        bench.sessions.hear((SessionsEnded.name, try StrictJSON.encode(other)))
        _ = await bench.sendSignedIn("GET", "/api/v1/me")
        #expect(bench.owners.asked(ResolveSession.self).count == 1)

        let hash = SHA256.hash(Array(Bench.token.utf8)).hex
        let ended = SessionsEnded(account: "citizen-1", tokenHashes: [hash], sequence: 2)
        bench.sessions.hear((SessionsEnded.name, try StrictJSON.encode(ended)))
        _ = await bench.sendSignedIn("GET", "/api/v1/me")
        #expect(bench.owners.asked(ResolveSession.self).count == 2)
    }

    @Test func `forgets everything when announcements may have been missed`() async throws {
        let bench = try Bench()
        _ = await bench.sendSignedIn("GET", "/api/v1/me")
        bench.sessions.hear(nil)
        _ = await bench.sendSignedIn("GET", "/api/v1/me")
        #expect(bench.owners.asked(ResolveSession.self).count == 2)
    }

    @Test func `holds no more sessions than its limit and keeps those in use`() {
        var table = SessionTable(limit: 10)
        let now = Timestamp(milliseconds: 0)
        for number in 0..<100 {
            table.insert("h\(number)", .anonymous(), until: now + .seconds(9))
            #expect(table.find("h0", at: now) != nil)
            #expect(table.count <= 10)
        }
        #expect(table.find("h50", at: now) == nil)
    }

    @Test func `wants a session only where the route says so`() async throws {
        let bench = try Bench()
        let response = await bench.send("GET", "/api/v1/me")
        #expect(response.status == 401)
        #expect(try response.problem().type == "/problems/sign-in-needed")
        #expect(response.values("Set-Cookie").isEmpty)
        _ = await bench.sendSignedIn("GET", "/api/v1/units")
        #expect(bench.owners.asked.map(\.caller) == [.anonymous(address: "192.0.2.7")])
    }

    @Test func `takes an unknown session's cookie away`() async throws {
        let bench = try Bench()
        bench.owners.answer(
            ResolveSession.self, #"{"validUntil":"2026-11-23T09:00:00+07:00"}"#)
        let cookie = ["cookie": "a=b; __Host-session=\(Bench.token)"]
        let response = await bench.send("GET", "/api/v1/me", cookie)
        #expect(response.status == 401)
        let cleared = try #require(response.values("Set-Cookie").first)
        #expect(cleared.hasPrefix("__Host-session=;") && cleared.hasSuffix("Max-Age=0"))
    }

    @Test(arguments: ["", "short", "có dấu", String(repeating: "a", count: 129)])
    func `does not trouble identity with what can be no token`(_ token: String) async throws {
        let bench = try Bench()
        let response = await bench.send(
            "GET", "/api/v1/me", ["authorization": "Bearer \(token)"])
        #expect(response.status == 401)
        #expect(bench.owners.asked.isEmpty)
    }

    @Test func `puts the token of a new session into the cookie, not the body`() async throws {
        let bench = try Bench()
        bench.owners.answer(SignIn.self, Self.opened)
        let response = await bench.send("POST", "/api/v1/sessions", body: "{}")
        #expect(response.status == 201)
        #expect(!response.text.contains(Bench.token))
        #expect(response.text.contains("\"role\":\"citizen\""))
        #expect(
            response.values("Set-Cookie") == [
                "__Host-session=\(Bench.token); Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=3600"
            ])
    }

    @Test func `gives a program the token in the body when it asks for it`() async throws {
        let bench = try Bench()
        bench.owners.answer(SignIn.self, Self.opened)
        let response = await bench.send(
            "POST", "/api/v1/sessions", ["accept-session": "bearer"], body: "{}")
        #expect(response.text == Self.opened)
        #expect(response.values("Set-Cookie").isEmpty)
        let odd = await bench.send(
            "POST", "/api/v1/sessions", ["accept-session": "x"], body: "{}")
        #expect(odd.status == 400)
    }

    @Test func `keeps the token of a confirmation out of the body too`() async throws {
        let bench = try Bench()
        let path = "/api/v1/registrations/confirmations"
        bench.owners.answer(
            ConfirmRegistration.self, #"{"email":"an@example.org","session":\#(Self.opened)}"#)
        let response = await bench.send("POST", path, body: "{}")
        #expect(response.status == 200)
        #expect(!response.text.contains(Bench.token))
        #expect(response.values("Set-Cookie").count == 1)

        bench.owners.answer(ConfirmRegistration.self, #"{"email":"an@example.org"}"#)
        let plain = await bench.send("POST", path, body: "{}")
        #expect(plain.text == #"{"email":"an@example.org"}"#)
        #expect(plain.values("Set-Cookie").isEmpty)
    }

    @Test func `signs out: the cookie goes and the session is forgotten`() async throws {
        let bench = try Bench()
        let cookie = ["cookie": "__Host-session=\(Bench.token)"]
        let response = await bench.send("DELETE", "/api/v1/sessions/current", cookie)
        #expect(response.status == 204)
        #expect(response.values("Set-Cookie").first?.hasSuffix("Max-Age=0") == true)
        _ = await bench.send("GET", "/api/v1/me", cookie)
        #expect(bench.owners.asked(ResolveSession.self).count == 2)

        let others = await bench.send("DELETE", "/api/v1/sessions/others", cookie)
        #expect(others.values("Set-Cookie").isEmpty)
    }

    @Test func `a failing identity is told as such, not as signed out`() async throws {
        let bench = try Bench()
        bench.owners.refuse(ResolveSession.self, .expired)
        let response = await bench.sendSignedIn("GET", "/api/v1/me")
        #expect(response.status == 504)
        #expect(response.values("Set-Cookie").isEmpty)
    }
}

/// An identity that ends the session while it is answering that it is open.
private final class RacingIdentity: Asking {
    let owners = FakeOwners()
    let sessions = Mutex<Sessions?>(nil)

    func forward(
        _ type: any Request.Type, json: [UInt8], as caller: Caller, idempotencyKey: String?,
        timeout: Duration
    ) async throws(Refusal) -> HandledReply {
        let reply = try await owners.forward(
            type, json: json, as: caller, idempotencyKey: idempotencyKey, timeout: timeout)
        sessions.withLock { $0 }?.hear(nil)
        return reply
    }
}

struct SessionRaceTests {
    @Test func `does not remember what ended while identity was answering`() async throws {
        let identity = RacingIdentity()
        let clock = TestClock().clock
        try identity.owners.openSessions(of: "citizen-1", until: clock.now() + .seconds(60))
        let sessions = Sessions(asking: identity, clock: clock)
        identity.sessions.withLock { $0 = sessions }
        for _ in 1...2 { #expect(try await sessions.caller(for: Bench.token)?.id == "citizen-1") }
        #expect(identity.owners.asked(ResolveSession.self).count == 2)
    }
}
