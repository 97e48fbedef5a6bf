import Contracts
import Cryptography
import Lifecycle
import Messaging
import Store
import TestSupport
import Testing

@testable import Identity

struct RegistrationTests {
    @Test func `leads from registration to a usable account`() async throws {
        let bench = try await Bench()
        try await bench.register()
        let (link, mailed) = try await bench.mail(after: CitizenRegistered.name)
        let password = try #require(mailed)
        #expect(link?.hasPrefix("http://localhost:8080/xac-nhan#") == true)
        #expect(password.count == 20)
        let token = try await bench.token(after: CitizenRegistered.name)
        #expect(token.count == 43)
        // Before the confirmation the mailed password opens nothing.
        #expect(
            await refusal { try await bench.signIn("an@example.vn", password) }
                == .wrongCredentials)

        let confirmed = try await bench.confirm(token)
        #expect(confirmed == .init(email: "an@example.vn", session: nil))
        let session = try await bench.signIn("AN@EXAMPLE.VN", password.lowercased())
        #expect(session.role == .activating)
        let activating = try await bench.caller(of: session)
        #expect(
            await refusal { try await bench.desk.readAccount.answer(.init(), for: activating) }
                == .signInNeeded)
        // Once only.
        #expect(
            await refusal { try await bench.signIn("an@example.vn", password) }
                == .wrongCredentials)

        let opened = try await bench.desk.setFirstPassword.handle(
            SetFirstPassword(password: Bench.ownPassword),
            bench.delivery(SetFirstPassword.self, activating))
        #expect(opened.role == .citizen)
        #expect(try await bench.resolve(session).caller == nil)
        let citizen = try await bench.caller(of: opened)
        #expect(citizen.isVerified == false)
        let account = try await bench.desk.readAccount.answer(.init(), for: citizen)
        #expect(account.details == Bench.details)
        #expect(account.state == .confirmed)
        #expect(account.displayName == "Nguyễn Văn An")
        #expect(try await bench.events(AccountActivated.name).count == 1)
        #expect(try await bench.events(SessionsEnded.name).count == 1)
        _ = try await bench.signIn("an@example.vn", Bench.ownPassword)
        #expect(
            await refusal { try await bench.signIn("an@example.vn", password) }
                == .wrongCredentials)
        #expect(try await bench.store.verifyAudit().firstBad == nil)
        for action in ["registered", "confirmed", "activated"] {
            #expect(try await bench.audited(action) == 1)
        }
    }

    @Test func `answers the same and does the same work for a known address`() async throws {
        let bench = try await Bench()
        try await bench.activate()
        func sizes() async throws -> [Int] {
            try await bench.store.read { snapshot in
                try ["links", "outbox", "audit"].map { table in
                    let sql: SQL =
                        switch table {
                        case "links": "SELECT count(*) AS n FROM links"
                        case "outbox": "SELECT count(*) AS n FROM outbox"
                        default: "SELECT count(*) AS n FROM audit"
                        }
                    return try snapshot.first(sql).map { try $0["n"] } ?? 0
                }
            }
        }
        let before = try await sizes()
        let known = try await bench.register("AN@example.VN")
        let between = try await sizes()
        let unknown = try await bench.register("binh@example.vn")
        let after = try await sizes()
        #expect(known == unknown)
        #expect(zip(between, before).map { $0 - $1 } == zip(after, between).map { $0 - $1 })
        #expect(try await bench.events(KnownAddressRegistered.name).count == 1)
        #expect(try await bench.events(CitizenRegistered.name).count == 2)
        // The account in use is as it was.
        _ = try await bench.signIn("an@example.vn", Bench.ownPassword)
        #expect(try await bench.count("SELECT count(*) AS n FROM consents") == 2)
    }

    @Test func `lets the newest registration of an unconfirmed address win`() async throws {
        let bench = try await Bench()
        try await bench.register()
        let oldToken = try await bench.token(after: CitizenRegistered.name)
        let oldEvent = try #require(try await bench.events(CitizenRegistered.name).first)
        var details = Bench.details
        details.givenName = "Bình"
        bench.clock.advance(by: .seconds(60))
        try await bench.register("an@example.vn", details)
        #expect(await refusal { try await bench.confirm(oldToken) } == .linkGone)
        let reference = String(
            oldEvent.split(separator: "\"mailReference\":\"")[1].prefix { $0 != "\"" })
        let reply = try await bench.desk.revealMailSecrets.answer(
            RevealMailSecrets(reference: reference), for: .service(.mailer))
        #expect(reply.parts == nil)
        try await bench.confirm(try await bench.token(after: CitizenRegistered.name))
        #expect(try await bench.count("SELECT count(*) AS n FROM accounts") == 1)
        #expect(
            try await bench.count(
                "SELECT count(*) AS n FROM citizens WHERE given_name = 'Bình' AND version = 2")
                == 1)
        #expect(try await bench.count("SELECT count(*) AS n FROM consents") == 2)
    }

    @Test func `confirms a link once, within its day and only for its purpose`() async throws {
        let bench = try await Bench()
        try await bench.register()
        let token = try await bench.token(after: CitizenRegistered.name)
        #expect(await refusal { try await bench.confirm("x") } == .linkGone)
        #expect(
            await refusal {
                try await bench.desk.resetPassword.handle(
                    ResetPassword(token: token, password: Bench.ownPassword),
                    bench.delivery(ResetPassword.self))
            } == .linkGone)
        bench.clock.advance(by: .seconds(24 * 3600 - 1))
        try await bench.confirm(token)
        #expect(await refusal { try await bench.confirm(token) } == .alreadyConfirmed)

        try await bench.register("binh@example.vn")
        let late = try await bench.token(after: CitizenRegistered.name)
        bench.clock.advance(by: .seconds(24 * 3600))
        #expect(await refusal { try await bench.confirm(late) } == .linkGone)
        #expect(try await bench.mail(after: CitizenRegistered.name).link == nil)
    }

    @Test func `takes the mailed password for one day after the confirmation`() async throws {
        let bench = try await Bench()
        try await bench.register()
        let password = try #require(try await bench.mail(after: CitizenRegistered.name).password)
        try await bench.confirm(try await bench.token(after: CitizenRegistered.name))
        bench.clock.advance(by: .seconds(24 * 3600))
        #expect(
            await refusal { try await bench.signIn("an@example.vn", password) }
                == .wrongCredentials)
        // A reset mail is the way on, and it activates the account.
        _ = try await bench.desk.requestPasswordReset.handle(
            RequestPasswordReset(email: "an@example.vn"),
            bench.delivery(RequestPasswordReset.self))
        _ = try await bench.desk.resetPassword.handle(
            ResetPassword(
                token: try await bench.token(after: PasswordResetRequested.name),
                password: Bench.ownPassword), bench.delivery(ResetPassword.self))
        #expect(try await bench.events(AccountActivated.name).count == 1)
        #expect(try await bench.events(PasswordChanged.name).isEmpty)
        _ = try await bench.signIn("an@example.vn", Bench.ownPassword)
    }

    @Test func `leaves the password out of the mail where the deployment says so`() async throws {
        var policy = Policy()
        policy.mailsPassword = false
        let bench = try await Bench(policy)
        try await bench.register()
        #expect(try await bench.mail(after: CitizenRegistered.name).password == nil)
        let token = try await bench.token(after: CitizenRegistered.name)
        let delivery = bench.delivery(ConfirmRegistration.self, id: "m-1")
        let first = try await bench.desk.confirmRegistration.handle(.init(token: token), delivery)
        let again = try await bench.desk.confirmRegistration.handle(.init(token: token), delivery)
        #expect(first == again)
        let session = try #require(first.session)
        #expect(try await bench.caller(of: session).role == .activating)
    }

    @Test func `names all wrong fields and stores nothing`() async throws {
        let bench = try await Bench()
        var details = Bench.details
        details.phone = "123"
        let command = RegisterCitizen(email: "an example.vn", details: details, consent: "")
        let refused = await refusal {
            try await bench.desk.registerCitizen.handle(
                command, bench.delivery(RegisterCitizen.self))
        }
        #expect(refused?.kind == .invalid)
        #expect(refused?.fields.map(\.path) == ["email", "consent", "details.phone"])
        #expect(try await bench.count("SELECT count(*) AS n FROM accounts") == 0)
        #expect(try await bench.testStore.outbox().isEmpty)
    }

    @Test func `warns of details that do not fit, and takes them`() async throws {
        let bench = try await Bench()
        var details = Bench.details
        details.sex = .female
        let reply = try await bench.register("an@example.vn", details)
        #expect(reply.warnings.map(\.path) == ["details.sex"])
        #expect(try await bench.events(CitizenRegistered.name).count == 1)
    }

    @Test func `registers once when the message or the key comes again`() async throws {
        let bench = try await Bench()
        let command = RegisterCitizen(
            email: "an@example.vn", details: Bench.details, consent: "2026-01")
        for id in ["m-1", "m-1", "m-2"] {
            _ = try await bench.desk.registerCitizen.handle(
                command, bench.delivery(RegisterCitizen.self, id: id, key: "key"))
        }
        #expect(try await bench.events(CitizenRegistered.name).count == 1)
    }

    @Test func `limits registrations by network and mails by address`() async throws {
        var policy = Policy()
        policy.requestsPerAddress = 5
        let bench = try await Bench(policy)
        for _ in 1...5 { try await bench.register() }
        // Three mails; the newest link of those still works.
        #expect(try await bench.events(CitizenRegistered.name).count == 3)
        let refused = await refusal { try await bench.register("binh@example.vn") }
        #expect(refused?.kind == .tooMany)
        #expect(refused?.retryAfterSeconds == 3600)
        try await bench.register("binh@example.vn", from: Bench.visitor("203.0.113.8"))
        bench.clock.advance(by: .seconds(3600))
        try await bench.register()
        #expect(try await bench.events(CitizenRegistered.name).count == 5)
        try await bench.confirm(try await bench.token(after: CitizenRegistered.name))
    }

    @Test func `tells contacts and mail secrets to their services alone`() async throws {
        let bench = try await Bench()
        let citizen = try await bench.activate()
        let id = CitizenID(rawValue: try #require(citizen.id))
        let contact = try await bench.desk.readContact.answer(
            ReadContact(citizen: id), for: .service(.notification))
        #expect(contact.email == "an@example.vn")
        #expect(contact.details == Bench.details)
        #expect(
            await refusal {
                try await bench.desk.readContact.answer(.init(citizen: id), for: citizen)
            } == .notAllowed)
        #expect(
            await refusal {
                try await bench.desk.revealMailSecrets.answer(
                    .init(reference: "x"), for: .service(.notification))
            } == .notAllowed)
        #expect(
            await refusal {
                try await bench.desk.resolveSession.answer(.init(tokenHash: "x"), for: citizen)
            } == .notAllowed)
    }
}
