import Contracts
import Cryptography
import Lifecycle
import Messaging
import Store
import Synchronization
import TestSupport
import Testing

@testable import Identity

/// A desk on a real store with a clock that the test moves, and short ways to go through it.
struct Bench: Sendable {
    let testStore: TestStore
    let clock: TestClock
    let desk: Desk

    static let details = PersonalDetails(
        familyName: "Nguyễn", middleName: "Văn", givenName: "An",
        dateOfBirth: LocalDate(year: 1990, month: 5, day: 17)!, sex: .male,
        identityNumber: "048090001234", phone: "0905123456",
        address: Address(unit: UnitCode(rawValue: "48.20194"), line: "12 Trần Phú"))
    static let ownPassword = "con đường đất đỏ quê tôi"

    init(_ policy: Policy = Policy(), cost: PasswordWorkers.Cost = .init(memoryMiB: 8)) async throws
    {
        clock = TestClock()
        testStore = try await TestStore(Schema.migrations, clock: clock.clock)
        desk = Desk(
            store: testStore.store, secrets: Secrets(serviceKey: .random()), policy: policy,
            passwords: try PasswordWorkers(cost: cost), clock: clock.clock)
    }

    var store: Store { testStore.store }

    /// The caller as somebody at a browser who is not signed in.
    static func visitor(_ address: String = "203.0.113.7") -> Caller {
        .anonymous(address: address)
    }

    func delivery(
        _ type: any Message.Type, _ caller: Caller = visitor(), id: String = randomBytes(16).hex,
        key: String? = nil, data: [UInt8] = []
    ) -> Delivery {
        testStore.delivery(of: type, from: caller, id: id, idempotencyKey: key, data: data)
    }

    @discardableResult
    func register(
        _ email: String = "an@example.vn", _ details: PersonalDetails = details,
        from caller: Caller = visitor()
    ) async throws -> RegisterCitizen.Reply {
        let command = RegisterCitizen(email: email, details: details, consent: "2026-01")
        return try await desk.registerCitizen.handle(
            command, delivery(RegisterCitizen.self, caller))
    }

    /// The secret parts of the mail that the last event of this name is about.
    func mail(after event: String) async throws -> (link: String?, password: String?) {
        let json = try #require(try await events(event).last)
        let reference = try #require(
            json.split(separator: "\"mailReference\":\"").last?.prefix { $0 != "\"" })
        let reply = try await desk.revealMailSecrets.answer(
            RevealMailSecrets(reference: String(reference)), for: .service(.mailer))
        return (reply.parts?["link"], reply.parts?["password"])
    }

    /// The token in a mailed link.
    func token(after event: String) async throws -> String {
        let link = try #require(try await mail(after: event).link)
        return String(try #require(link.split(separator: "#").last))
    }

    /// The JSON of the events of this name, oldest first.
    func events(_ name: String) async throws -> [String] {
        try await testStore.outbox().filter { $0.type == name }.map(\.json)
    }

    @discardableResult
    func confirm(_ token: String) async throws -> ConfirmRegistration.Reply {
        try await desk.confirmRegistration.handle(
            ConfirmRegistration(token: token), delivery(ConfirmRegistration.self))
    }

    func signIn(
        _ email: String, _ password: String, code: String? = nil, device: String? = "Firefox",
        from caller: Caller = visitor()
    ) async throws -> OpenedSession {
        try await desk.signIn.handle(
            SignIn(email: email, password: password, oneTimeCode: code, device: device),
            delivery(SignIn.self, caller))
    }

    /// Registers, confirms, signs in with the mailed password and sets an own one.
    @discardableResult
    func activate(_ email: String = "an@example.vn") async throws -> Caller {
        try await register(email)
        let mailed = try #require(try await mail(after: CitizenRegistered.name).password)
        try await confirm(try await token(after: CitizenRegistered.name))
        let activating = try await caller(of: try await signIn(email, mailed))
        let opened = try await desk.setFirstPassword.handle(
            SetFirstPassword(password: Self.ownPassword),
            delivery(SetFirstPassword.self, activating))
        return try await caller(of: opened)
    }

    /// What a gateway learns of a session.
    func resolve(_ session: OpenedSession) async throws -> ResolveSession.Reply {
        let token = try #require(session.token)
        return try await desk.resolveSession.answer(
            ResolveSession(tokenHash: SHA256.hash(Array(token.utf8)).hex),
            for: Caller(role: .service, id: "gateway"))
    }

    func caller(of session: OpenedSession) async throws -> Caller {
        var caller = try #require(try await resolve(session).caller)
        caller.address = "203.0.113.7"
        return caller
    }

    /// An officer made by the operator, as the gateway tells who asks.
    func officer(
        _ email: String, _ duties: [OfficerDuty], unit: String = "48.20194",
        name: String = "Trần Thị Hoa"
    ) async throws -> Caller {
        let made = try await desk.createOfficer.handle(
            CreateOfficer(
                email: email, fullName: name, unit: UnitCode(rawValue: unit), duties: duties),
            delivery(CreateOfficer.self, Caller(role: .operator, id: "root")))
        return Caller(
            role: duties.contains(.administration) ? .administrator : .officer,
            id: made.id.rawValue, name: name, unit: UnitCode(rawValue: unit), duties: duties,
            address: "203.0.113.9")
    }

    /// Opens an account at the counter.
    func open(_ citizen: Caller, by officer: Caller) async throws -> CounterAccount {
        try await desk.openAccount.handle(
            OpenAccount(id: citizen.citizen, reason: "Công dân xin xác thực"),
            delivery(OpenAccount.self, officer))
    }

    /// Verifies an account with the paper of its own number.
    @discardableResult
    func verify(
        _ citizen: Caller, by officer: Caller, version: Int64, paper: IdentityPaper = paper,
        id: String = randomBytes(16).hex
    ) async throws -> CounterAccount {
        try await desk.verifyAccount.handle(
            VerifyAccount(id: citizen.citizen, version: version, paper: paper),
            delivery(VerifyAccount.self, officer, id: id))
    }

    static let paper = IdentityPaper(
        kind: .citizenCard, number: "048 090 001 234",
        issuedOn: LocalDate(year: 2021, month: 8, day: 10)!,
        issuedBy: "Cục Cảnh sát quản lý hành chính về trật tự xã hội")

    func count(_ sql: SQL) async throws -> Int {
        try await store.read { try $0.first(sql).map { try $0["n"] } ?? -1 }
    }

    func audited(_ action: String) async throws -> Int {
        try await count("SELECT count(*) AS n FROM audit WHERE action = \(action)")
    }
}

extension Caller {
    /// The citizen who asks.
    var citizen: CitizenID { CitizenID(rawValue: id ?? "") }
    /// The officer who asks.
    var officer: OfficerID { OfficerID(rawValue: id ?? "") }
}

/// The refusal that `body` ends with.
func refusal(
    of body: () async throws -> some Sendable, _ location: SourceLocation = #_sourceLocation
) async -> Refusal? {
    do {
        _ = try await body()
        Issue.record("not refused", sourceLocation: location)
    } catch let refusal as Refusal {
        return refusal
    } catch {
        Issue.record(error, sourceLocation: location)
    }
    return nil
}
