import Contracts
import Cryptography
import Lifecycle
import Messaging
import Store
import TestSupport
import Testing

@testable import Identity

struct SessionTests {
    @Test func `gives the same token when a sign-in is delivered again, and stores a hash`()
        async throws
    {
        let bench = try await Bench()
        try await bench.activate()
        let command = SignIn(email: "an@example.vn", password: Bench.ownPassword)
        let delivery = bench.delivery(SignIn.self, id: "m-1")
        let first = try await bench.desk.signIn.handle(command, delivery)
        let again = try await bench.desk.signIn.handle(command, delivery)
        #expect(first == again)
        #expect(first.token?.count == 43)
        let other = try await bench.desk.signIn.handle(command, bench.delivery(SignIn.self))
        #expect(other.token != first.token)
        #expect(try await bench.count("SELECT count(*) AS n FROM sessions") == 3)
    }

    @Test func `ends after half an hour without use and after twelve hours anyway`() async throws {
        let bench = try await Bench()
        try await bench.activate()
        let idle = try await bench.signIn("an@example.vn", Bench.ownPassword)
        let used = try await bench.signIn("an@example.vn", Bench.ownPassword)
        bench.clock.advance(by: .seconds(1799))
        let answer = try await bench.resolve(used)
        #expect(answer.caller != nil)
        #expect(answer.validUntil == bench.clock.clock.now() + .seconds(60))
        bench.clock.advance(by: .seconds(1))
        #expect(try await bench.resolve(idle).caller == nil)
        for _ in 1...23 {
            bench.clock.advance(by: .seconds(1740))
            #expect(try await bench.resolve(used).caller != nil)
        }
        // 12 h after it was opened, less ten seconds: no gateway may remember it longer.
        bench.clock.advance(by: .seconds(1370))
        #expect(
            try await bench.resolve(used).validUntil == bench.clock.clock.now() + .seconds(10))
        bench.clock.advance(by: .seconds(10))
        #expect(try await bench.resolve(used).caller == nil)
    }

    @Test func `notes the use of a session once a minute at most`() async throws {
        let bench = try await Bench()
        try await bench.activate()
        let session = try await bench.signIn("an@example.vn", Bench.ownPassword)
        func lastUse() async throws -> Int {
            try await bench.count(
                "SELECT last_used_at AS n FROM sessions WHERE id = \(session.id)")
        }
        let opened = try await lastUse()
        bench.clock.advance(by: .seconds(59))
        _ = try await bench.resolve(session)
        #expect(try await lastUse() == opened)
        bench.clock.advance(by: .seconds(1))
        _ = try await bench.resolve(session)
        #expect(try await lastUse() == opened + 60_000)
    }

    @Test func `knows no session by another hash`() async throws {
        let bench = try await Bench()
        let reply = try await bench.desk.resolveSession.answer(
            .init(tokenHash: String(repeating: "0", count: 64)),
            for: Caller(role: .service, id: "gateway"))
        #expect(reply.caller == nil)
        #expect(reply.validUntil == bench.clock.clock.now())
    }

    @Test func `lists and ends one's own sessions`() async throws {
        let bench = try await Bench()
        let first = try await bench.activate()
        bench.clock.advance(by: .seconds(1))
        let opened = try await bench.signIn(
            "an@example.vn", Bench.ownPassword, device: "Điện\u{1B}thoại")
        let phone = try await bench.caller(of: opened)
        let list = try await bench.desk.listSessions.answer(.init(), for: first).items
        #expect(list.map(\.isCurrent) == [false, true])
        #expect(list.first?.device == "Điệnthoại")

        let stranger = try await bench.activate("binh@example.vn")
        #expect(
            await refusal {
                try await bench.desk.endSession.handle(
                    .init(id: opened.id), bench.delivery(EndSession.self, stranger))
            } == .notFound)
        _ = try await bench.desk.endSession.handle(
            .init(id: "others"), bench.delivery(EndSession.self, first))
        #expect(try await bench.resolve(opened).caller == nil)
        let hash = SHA256.hash(Array(try #require(opened.token).utf8)).hex
        #expect(try await bench.events(SessionsEnded.name).last?.contains(hash) == true)
        _ = phone
        _ = try await bench.desk.endSession.handle(
            .init(id: "current"), bench.delivery(EndSession.self, first))
        #expect(try await bench.desk.listSessions.answer(.init(), for: first).items.isEmpty)
    }

    @Test func `keeps fifty sessions of an account at most`() async throws {
        let bench = try await Bench()
        let citizen = try await bench.activate()
        let id = try #require(citizen.id)
        try await bench.store.write { [sessions = bench.desk.sessions] transaction in
            let account = try StoredAccount.own(id, in: transaction)
            for _ in 1...60 {
                _ = try sessions.open(
                    for: account, as: .citizen, device: nil, in: transaction)
            }
        }
        #expect(try await bench.count("SELECT count(*) AS n FROM sessions") == 50)
    }

    @Test func `waits after five failures a minute from one address`() async throws {
        let bench = try await Bench()
        try await bench.activate()
        for _ in 1...5 {
            #expect(
                await refusal { try await bench.signIn("an@example.vn", "sai mật khẩu") }
                    == .wrongCredentials)
        }
        let refused = await refusal {
            try await bench.signIn("an@example.vn", Bench.ownPassword)
        }
        #expect(refused?.kind == .tooMany)
        #expect(refused?.retryAfterSeconds == 60)
        // Not for somebody else's address, and not after the minute.
        _ = try await bench.signIn(
            "an@example.vn", Bench.ownPassword, from: Bench.visitor("198.51.100.1"))
        bench.clock.advance(by: .seconds(60))
        _ = try await bench.signIn("an@example.vn", Bench.ownPassword)
    }

    @Test func `waits after twenty failures a minute from one address for any accounts`()
        async throws
    {
        let bench = try await Bench()
        for number in 1...20 {
            #expect(
                await refusal { try await bench.signIn("x\(number)@example.vn", "sai mật khẩu") }
                    == .wrongCredentials)
        }
        let refused = await refusal { try await bench.signIn("y@example.vn", "sai mật khẩu") }
        #expect(refused?.kind == .tooMany)
    }

    @Test func `lets an account wait after ten failures, but not on its known device`()
        async throws
    {
        let bench = try await Bench()
        try await bench.activate()
        let home = Bench.visitor("192.0.2.1")
        _ = try await bench.signIn("an@example.vn", Bench.ownPassword, device: "Tablet", from: home)
        for email in ["an@example.vn", "nobody@example.vn"] {
            for number in 1...10 {
                _ = await refusal {
                    try await bench.signIn(
                        email, "sai mật khẩu", from: Bench.visitor("198.51.100.\(number)"))
                }
            }
            // Known or not, the account waits.
            let refused = await refusal {
                try await bench.signIn(
                    email, Bench.ownPassword, from: Bench.visitor("198.51.100.99"))
            }
            #expect(refused?.retryAfterSeconds == 900)
        }
        #expect(try await bench.audited("sign-in-blocked") == 1)
        _ = try await bench.signIn("an@example.vn", Bench.ownPassword, device: "Tablet", from: home)
        // The success has ended the row of failures.
        _ = try await bench.signIn(
            "an@example.vn", Bench.ownPassword, from: Bench.visitor("198.51.100.99"))
    }

    @Test func `needs a reset after a hundred failures in a row`() async throws {
        var policy = Policy()
        policy.failuresBeforeReset = 12
        let bench = try await Bench(policy)
        try await bench.activate()
        for number in 1...12 {
            _ = await refusal {
                try await bench.signIn(
                    "an@example.vn", "sai mật khẩu", from: Bench.visitor("198.51.100.\(number)"))
            }
            if number == 10 { bench.clock.advance(by: .seconds(900)) }
        }
        bench.clock.advance(by: .seconds(86_400))
        #expect(
            await refusal { try await bench.signIn("an@example.vn", Bench.ownPassword) }
                == .resetNeeded)
        _ = try await bench.desk.requestPasswordReset.handle(
            .init(email: "an@example.vn"), bench.delivery(RequestPasswordReset.self))
        _ = try await bench.desk.resetPassword.handle(
            .init(
                token: try await bench.token(after: PasswordResetRequested.name),
                password: "một mật khẩu khác"), bench.delivery(ResetPassword.self))
        _ = try await bench.signIn("an@example.vn", "một mật khẩu khác")
    }

    @Test func `counts a failure once when its message is delivered again`() async throws {
        let bench = try await Bench()
        try await bench.activate()
        let delivery = bench.delivery(SignIn.self, id: "m-1")
        for _ in 1...7 {
            #expect(
                await refusal {
                    try await bench.desk.signIn.handle(
                        .init(email: "an@example.vn", password: "sai mật khẩu"), delivery)
                } == .wrongCredentials)
        }
        #expect(try await bench.count("SELECT count AS n FROM failures") == 1)
    }

    @Test func `holds the limit against guesses made at the same time`() async throws {
        let bench = try await Bench()
        try await bench.activate()
        let wrong = await withTaskGroup(of: Bool.self, returning: Int.self) { group in
            for number in 1...12 {
                group.addTask {
                    do {
                        _ = try await bench.signIn("an@example.vn", "sai mật khẩu \(number)")
                        return false
                    } catch { return error as? Refusal == .wrongCredentials }
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(wrong == 5)
    }
}
