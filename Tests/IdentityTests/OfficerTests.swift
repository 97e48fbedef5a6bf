import Contracts
import Cryptography
import Lifecycle
import Messaging
import Store
import TestSupport
import Testing

@testable import Identity

struct OfficerTests {
    private static let command = CreateOfficer(
        email: "hoa@danang.gov.vn", fullName: "Trần Thị Hoa",
        unit: UnitCode(rawValue: "48.20194"), duties: [.reception, .handling])
    private static let operatorCaller = Caller(role: .operator, id: "root")

    private func code(_ bench: Bench, _ id: OfficerID) throws -> String {
        try #require(
            OneTimeCode.code(
                secret: bench.desk.secrets.secondFactor(officer: id.rawValue),
                at: bench.clock.clock.now()))
    }

    @Test func `makes an officer who signs in with a second factor, each code once`() async throws {
        let bench = try await Bench()
        let officer = try await bench.desk.createOfficer.handle(
            Self.command, bench.delivery(CreateOfficer.self, Self.operatorCaller, id: "m-1"))
        let again = try await bench.desk.createOfficer.handle(
            Self.command, bench.delivery(CreateOfficer.self, Self.operatorCaller, id: "m-1"))
        #expect(again.id == officer.id && again.password == officer.password)
        let password = try #require(officer.password)
        #expect(password.count == 20)
        #expect(officer.totpSecret?.count == 32)

        let email = Self.command.email
        #expect(
            await refusal { try await bench.signIn(email, password) } == .oneTimeCodeNeeded)
        #expect(
            await refusal { try await bench.signIn(email, password, code: "000000") }
                == .wrongOneTimeCode)
        #expect(
            await refusal {
                try await bench.signIn(email, "sai mật khẩu", code: try code(bench, officer.id))
            } == .wrongCredentials)
        let session = try await bench.signIn(email, password, code: try code(bench, officer.id))
        #expect(session.role == .officer)
        #expect(
            await refusal {
                try await bench.signIn(email, password, code: try code(bench, officer.id))
            } == .wrongOneTimeCode)

        let caller = try await bench.caller(of: session)
        #expect(caller.unit == Self.command.unit)
        #expect(caller.duties == Self.command.duties)
        let account = try await bench.desk.readAccount.answer(.init(), for: caller)
        #expect(account.displayName == "Trần Thị Hoa")
        #expect(account.details == nil)
        bench.clock.advance(by: .seconds(900))
        #expect(try await bench.resolve(session).caller == nil)
        #expect(try await bench.audited("officer-created") == 1)
    }

    @Test func `gives an administrator the role`() async throws {
        let bench = try await Bench()
        var command = Self.command
        command.duties = [.administration]
        let made = try await bench.desk.createOfficer.handle(
            command, bench.delivery(CreateOfficer.self, Self.operatorCaller))
        let session = try await bench.signIn(
            command.email, try #require(made.password), code: try code(bench, made.id))
        #expect(session.role == .administrator)
    }

    @Test func `refuses a second account with the address, wrong fields, and other callers`()
        async throws
    {
        let bench = try await Bench()
        func create(
            _ command: CreateOfficer, _ caller: Caller = Self.operatorCaller
        ) async throws -> CreateOfficer.Reply {
            try await bench.desk.createOfficer.handle(
                command, bench.delivery(CreateOfficer.self, caller))
        }
        _ = try await create(Self.command)
        var twin = Self.command
        twin.email = "HOA@danang.gov.vn"
        #expect(await refusal { try await create(twin) } == .addressInUse)
        let wrong = CreateOfficer(
            email: "hoa", fullName: "", unit: UnitCode(rawValue: " "), duties: [])
        let refused = await refusal { try await create(wrong) }
        #expect(refused?.fields.map(\.path) == ["email", "fullName", "unit", "duties"])
        #expect(
            await refusal { try await create(Self.command, Caller(role: .administrator, id: "x")) }
                == .notAllowed)
    }

    @Test func `mails nothing about an officer's account to anybody`() async throws {
        let bench = try await Bench()
        _ = try await bench.desk.createOfficer.handle(
            Self.command, bench.delivery(CreateOfficer.self, Self.operatorCaller))
        try await bench.register(Self.command.email)
        _ = try await bench.desk.requestPasswordReset.handle(
            .init(email: Self.command.email), bench.delivery(RequestPasswordReset.self))
        #expect(try await bench.testStore.outbox().map(\.type) == [OfficerChanged.name])
    }
}
