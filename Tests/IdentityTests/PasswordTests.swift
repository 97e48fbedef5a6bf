import Contracts
import Cryptography
import Lifecycle
import Messaging
import Store
import Synchronization
import TestSupport
import Testing

@testable import Identity

struct PasswordTests {
    private func askReset(_ bench: Bench, _ email: String = "an@example.vn") async throws {
        _ = try await bench.desk.requestPasswordReset.handle(
            .init(email: email), bench.delivery(RequestPasswordReset.self))
    }

    private func reset(
        _ bench: Bench, _ token: String, _ password: String = "một mật khẩu khác"
    ) async throws {
        _ = try await bench.desk.resetPassword.handle(
            .init(token: token, password: password), bench.delivery(ResetPassword.self))
    }

    @Test func `resets a password by mail, once, and ends all sessions`() async throws {
        let bench = try await Bench()
        try await bench.activate()
        let session = try await bench.signIn("an@example.vn", Bench.ownPassword)
        try await askReset(bench)
        let mail = try await bench.mail(after: PasswordResetRequested.name)
        #expect(mail.link?.hasPrefix("http://localhost:8080/dat-lai-mat-khau#") == true)
        #expect(mail.password == nil)
        let token = try await bench.token(after: PasswordResetRequested.name)
        // A password that is not taken leaves the link as it is.
        let refused = await refusal { try await reset(bench, token, "matkhau123") }
        #expect(refused?.fields.map(\.path) == ["password"])
        try await reset(bench, token)
        #expect(await refusal { try await reset(bench, token) } == .linkGone)
        #expect(try await bench.resolve(session).caller == nil)
        #expect(try await bench.events(PasswordChanged.name).count == 1)
        #expect(try await bench.audited("password-reset") == 1)
        #expect(
            await refusal { try await bench.signIn("an@example.vn", Bench.ownPassword) }
                == .wrongCredentials)
        _ = try await bench.signIn("an@example.vn", "một mật khẩu khác")
    }

    @Test func `lets only the newest reset link work, for half an hour`() async throws {
        let bench = try await Bench()
        try await bench.activate()
        try await askReset(bench)
        let old = try await bench.token(after: PasswordResetRequested.name)
        try await askReset(bench)
        #expect(await refusal { try await reset(bench, old) } == .linkGone)
        let new = try await bench.token(after: PasswordResetRequested.name)
        bench.clock.advance(by: .seconds(1800))
        #expect(await refusal { try await reset(bench, new) } == .linkGone)
    }

    @Test func `answers a reset request the same for an unknown address, without a mail`()
        async throws
    {
        let bench = try await Bench()
        try await askReset(bench, "nobody@example.vn")
        #expect(try await bench.testStore.outbox().isEmpty)
        #expect(try await bench.count("SELECT count(*) AS n FROM links") == 1)
        let refused = await refusal { try await askReset(bench, "nobody") }
        #expect(refused?.fields.map(\.path) == ["email"])
    }

    @Test func `sends a fresh confirmation when a reset is asked before it`() async throws {
        let bench = try await Bench()
        try await bench.register()
        let old = try await bench.token(after: CitizenRegistered.name)
        bench.clock.advance(by: .seconds(1))
        try await askReset(bench)
        #expect(try await bench.events(CitizenRegistered.name).count == 2)
        #expect(await refusal { try await bench.confirm(old) } == .linkGone)
        try await bench.confirm(try await bench.token(after: CitizenRegistered.name))
    }

    @Test func `changes a password and ends all other sessions`() async throws {
        let bench = try await Bench()
        let citizen = try await bench.activate()
        let other = try await bench.signIn("an@example.vn", Bench.ownPassword)
        func change(_ current: String, _ new: String) async throws {
            _ = try await bench.desk.changePassword.handle(
                .init(currentPassword: current, newPassword: new),
                bench.delivery(ChangePassword.self, citizen))
        }
        let wrong = await refusal { try await change("sai mật khẩu", "một mật khẩu khác") }
        #expect(wrong?.fields.map(\.path) == ["currentPassword"])
        #expect(try await bench.count("SELECT count AS n FROM failures") == 1)
        let weak = await refusal { try await change(Bench.ownPassword, "an@example.vn") }
        #expect(weak?.fields.map(\.path) == ["newPassword"])
        try await change(Bench.ownPassword, "một mật khẩu khác")
        #expect(try await bench.resolve(other).caller == nil)
        #expect(
            try await bench.desk.listSessions.answer(.init(), for: citizen).items.count == 1)
        #expect(try await bench.events(PasswordChanged.name).count == 1)
        _ = try await bench.signIn("an@example.vn", "một mật khẩu khác")
    }

    @Test func `sets a first password in its own step alone`() async throws {
        let bench = try await Bench()
        let citizen = try await bench.activate()
        func set(_ caller: Caller) async throws {
            _ = try await bench.desk.setFirstPassword.handle(
                .init(password: Bench.ownPassword),
                bench.delivery(SetFirstPassword.self, caller))
        }
        #expect(await refusal { try await set(citizen) } == .signInNeeded)
        // A gateway that has not heard yet that the step's session ended.
        var stale = citizen
        stale.role = .activating
        #expect(await refusal { try await set(stale) } == .signInNeeded)
    }

    @Test func `never lets the mailed password become an own one`() async throws {
        let bench = try await Bench()
        try await bench.register()
        let mailed = try #require(try await bench.mail(after: CitizenRegistered.name).password)
        try await bench.confirm(try await bench.token(after: CitizenRegistered.name))
        let spellings = [
            mailed, mailed.lowercased(), String(mailed.map { $0 == "0" ? "o" : $0 }),
            mailed.map(String.init).joined(separator: "-"),
        ]
        try await askReset(bench)
        let token = try await bench.token(after: PasswordResetRequested.name)
        for spelling in spellings {
            let refused = await refusal { try await reset(bench, token, spelling) }
            #expect(refused?.fields.map(\.path) == ["password"])
        }
        let step = try await bench.caller(of: try await bench.signIn("an@example.vn", mailed))
        func set(_ password: String) async throws -> OpenedSession {
            try await bench.desk.setFirstPassword.handle(
                .init(password: password), bench.delivery(SetFirstPassword.self, step))
        }
        let first = await refusal { try await set(mailed) }
        #expect(first?.fields.map(\.path) == ["password"])
        let citizen = try await bench.caller(of: try await set(Bench.ownPassword))
        let changed = await refusal {
            try await bench.desk.changePassword.handle(
                .init(currentPassword: Bench.ownPassword, newPassword: mailed),
                bench.delivery(ChangePassword.self, citizen))
        }
        #expect(changed?.fields.map(\.path) == ["newPassword"])
    }

    @Test func `gives the same session when a first password is delivered again`() async throws {
        let bench = try await Bench()
        try await bench.register()
        let mailed = try #require(try await bench.mail(after: CitizenRegistered.name).password)
        try await bench.confirm(try await bench.token(after: CitizenRegistered.name))
        let session = try await bench.signIn("an@example.vn", mailed)
        let delivery = bench.delivery(
            SetFirstPassword.self, try await bench.caller(of: session), id: "m-1")
        let weak = await refusal {
            try await bench.desk.setFirstPassword.handle(
                .init(password: "12345678"),
                bench.delivery(SetFirstPassword.self, delivery.caller))
        }
        #expect(weak?.fields.map(\.path) == ["password"])
        let first = try await bench.desk.setFirstPassword.handle(
            .init(password: Bench.ownPassword), delivery)
        let again = try await bench.desk.setFirstPassword.handle(
            .init(password: Bench.ownPassword), delivery)
        #expect(first == again)
        #expect(try await bench.events(AccountActivated.name).count == 1)
    }

    @Test func `answers the same when a message comes again while it is being handled`()
        async throws
    {
        let bench = try await Bench()
        try await bench.register()
        let mailed = try #require(try await bench.mail(after: CitizenRegistered.name).password)
        try await bench.confirm(try await bench.token(after: CitizenRegistered.name))
        let step = try await bench.caller(of: try await bench.signIn("an@example.vn", mailed))
        let set = bench.delivery(SetFirstPassword.self, step, id: "m-1")
        let sessions = try await fourAtOnce {
            try await bench.desk.setFirstPassword.handle(.init(password: Bench.ownPassword), set)
        }
        #expect(sessions.count == 4 && Set(sessions.map(\.token)).count == 1)
        try await askReset(bench)
        let token = try await bench.token(after: PasswordResetRequested.name)
        let reset = bench.delivery(ResetPassword.self, id: "m-2")
        let resets = try await fourAtOnce {
            try await bench.desk.resetPassword.handle(
                .init(token: token, password: "một mật khẩu khác"), reset)
        }
        #expect(resets.count == 4)
        #expect(try await bench.events(PasswordChanged.name).count == 1)
    }

    private func fourAtOnce<Reply: Sendable>(
        _ body: @escaping @Sendable () async throws -> Reply
    ) async throws -> [Reply] {
        try await withThrowingTaskGroup(of: Reply.self) { group in
            for _ in 1...4 { group.addTask { try await body() } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }

    @Test func `makes whoever comes on top of the waiting try again later`() async throws {
        let workers = try PasswordWorkers(cost: .init(memoryMiB: 8), waitingLimit: 3)
        let answers = await withTaskGroup(of: Refusal?.self, returning: [Refusal?].self) { group in
            for _ in 1...30 {
                group.addTask {
                    do {
                        _ = try await workers.hash(Array("mật khẩu".utf8))
                        return nil
                    } catch { return error as? Refusal }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers.contains(nil))
        #expect(answers.contains(.unavailable))
        #expect(try await workers.verify([1], against: nil) == false)
        let impatient = try PasswordWorkers(
            cost: .init(memoryMiB: 8), patience: .seconds(-1))
        #expect(await refusal { try await impatient.hash([1]) } == .unavailable)
    }
}
