import Contracts
import Cryptography
import Lifecycle
import Messaging
import Store
import TestSupport
import Testing

@testable import Identity

struct EnrolmentTests {
    private static let email = "nam@danang.gov.vn"

    private func invite(_ bench: Bench) async throws -> (administrator: Caller, officer: Officer) {
        let administrator = try await bench.officer("quan@danang.gov.vn", [.administration])
        let officer = try await bench.desk.inviteOfficer.handle(
            .init(
                email: Self.email, fullName: "Lê Văn Nam", unit: UnitCode(rawValue: "48.20194"),
                duties: [.handling]), bench.delivery(InviteOfficer.self, administrator))
        return (administrator, officer)
    }

    private func open(_ bench: Bench, _ token: String) async throws -> OpenEnrolment.Reply {
        try await bench.desk.openEnrolment.answer(.init(token: token), for: Bench.visitor())
    }

    private func code(_ bench: Bench, _ token: String) throws -> String {
        let (secrets, time) = (bench.desk.secrets, bench.clock.clock.now())
        return try #require(
            OneTimeCode.code(secret: secrets.secondFactor(enrolment: token), at: time))
    }

    private func complete(
        _ bench: Bench, _ token: String, code: String, password: String = Bench.ownPassword,
        id: String = randomBytes(16).hex
    ) async throws -> Done {
        try await bench.desk.completeEnrolment.handle(
            .init(token: token, password: password, oneTimeCode: code),
            bench.delivery(CompleteEnrolment.self, id: id))
    }

    /// The id of the newest link, from which its second factor is derived.
    private func linkID(_ bench: Bench) async throws -> String {
        let json = try #require(try await bench.events(EnrolmentLinkIssued.name).last)
        return try StrictJSON.decode(EnrolmentLinkIssued.self, trusted: Array(json.utf8))
            .mailReference
    }

    @Test func `enrols with the mailed link: an own password and a first right code`() async throws
    {
        let bench = try await Bench()
        let (administrator, officer) = try await invite(bench)
        #expect(!officer.isEnrolled && officer.isActive)
        let mail = try await bench.mail(after: EnrolmentLinkIssued.name)
        #expect(try #require(mail.link).contains("/can-bo/kich-hoat#") && mail.password == nil)
        let token = try await bench.token(after: EnrolmentLinkIssued.name)
        let shown = try await open(bench, token)
        #expect(shown.email == Self.email && shown.fullName == "Lê Văn Nam")
        #expect(
            shown.totpUri.hasPrefix("otpauth://totp/eGov%20Da%20Nang:nam@danang.gov.vn?secret="))
        #expect(shown.totpUri.contains(shown.totpSecret) && shown.totpSecret.count == 32)
        #expect(shown.qrCode.hasPrefix("<svg "))
        #expect(try await open(bench, token) == shown)

        let link = try await linkID(bench)
        let wrong = await refusal {
            try await complete(bench, token, code: "000000", password: "ngắn")
        }
        #expect(wrong?.fields.map(\.path) == ["password", "oneTimeCode"])
        let right = try code(bench, link)
        _ = try await complete(bench, token, code: right, id: "m-1")
        _ = try await complete(bench, token, code: right, id: "m-1")
        #expect(await refusal { try await open(bench, token) } == .enrolmentGone)
        #expect(
            await refusal { try await complete(bench, token, code: right) } == .enrolmentGone)

        // The code that confirmed is used up; the next one signs in.
        #expect(
            await refusal { try await bench.signIn(Self.email, Bench.ownPassword, code: right) }
                == .wrongOneTimeCode)
        bench.clock.advance(by: .seconds(30))
        let session = try await bench.signIn(
            Self.email, Bench.ownPassword, code: try code(bench, link))
        #expect(session.role == .officer)
        let read = try await bench.desk.readOfficer.answer(
            .init(id: officer.id), for: administrator)
        #expect(read.isEnrolled)
        #expect(try await bench.audited("officer-enrolled") == 1)
    }

    @Test func `does not let an officer in before the enrolment is complete`() async throws {
        let bench = try await Bench()
        _ = try await invite(bench)
        let token = try await bench.token(after: EnrolmentLinkIssued.name)
        _ = try await open(bench, token)
        #expect(
            await refusal {
                try await bench.signIn(
                    Self.email, Bench.ownPassword, code: try code(bench, try await linkID(bench)))
            } == .wrongCredentials)
    }

    @Test func `lets a link die of age, of a newer one and of a closed account`() async throws {
        let bench = try await Bench()
        let (administrator, officer) = try await invite(bench)
        let first = try await bench.token(after: EnrolmentLinkIssued.name)
        func reset() async throws -> Officer {
            try await bench.desk.resetOfficerCredentials.handle(
                .init(id: officer.id), bench.delivery(ResetOfficerCredentials.self, administrator))
        }
        _ = try await reset()
        #expect(await refusal { try await open(bench, first) } == .enrolmentGone)
        let second = try await bench.token(after: EnrolmentLinkIssued.name)
        #expect(try await open(bench, second).email == Self.email)
        bench.clock.advance(by: .seconds(72 * 3600))
        #expect(await refusal { try await open(bench, second) } == .enrolmentGone)
        let current = try await reset()
        let third = try await bench.token(after: EnrolmentLinkIssued.name)
        _ = try await bench.desk.setOfficerActivity.handle(
            .init(id: officer.id, version: current.version, isActive: false),
            bench.delivery(SetOfficerActivity.self, administrator))
        #expect(await refusal { try await open(bench, third) } == .enrolmentGone)
        #expect(await refusal { try await reset() } == .officerInactive)
        #expect(await refusal { try await open(bench, "x") } == .enrolmentGone)
    }

    @Test func `takes no citizen's link for an officer's`() async throws {
        let bench = try await Bench()
        try await bench.activate()
        _ = try await bench.desk.requestPasswordReset.handle(
            .init(email: "an@example.vn"), bench.delivery(RequestPasswordReset.self))
        let token = try await bench.token(after: PasswordResetRequested.name)
        #expect(await refusal { try await open(bench, token) } == .enrolmentGone)
        #expect(
            await refusal { try await complete(bench, token, code: "000000") } == .enrolmentGone)
    }

    @Test func `replaces lost credentials: the old ones work no more at once`() async throws {
        let bench = try await Bench()
        let administrator = try await bench.officer("quan@danang.gov.vn", [.administration])
        let hoa = try await bench.officer("hoa@danang.gov.vn", [.reception])
        let old = bench.desk.secrets.officerPassword(id: hoa.officer.rawValue)
        let reset = try await bench.desk.resetOfficerCredentials.handle(
            .init(id: hoa.officer), bench.delivery(ResetOfficerCredentials.self, administrator))
        #expect(!reset.isEnrolled)
        #expect(
            await refusal { try await bench.signIn("hoa@danang.gov.vn", old) } == .wrongCredentials)
        let token = try await bench.token(after: EnrolmentLinkIssued.name)
        let link = try await linkID(bench)
        _ = try await complete(bench, token, code: try code(bench, link))
        bench.clock.advance(by: .seconds(60))
        let oldFactor = bench.desk.secrets.secondFactor(officer: hoa.officer.rawValue)
        let oldCode = OneTimeCode.code(secret: oldFactor, at: bench.clock.clock.now())
        #expect(
            await refusal {
                try await bench.signIn("hoa@danang.gov.vn", Bench.ownPassword, code: oldCode)
            } == .wrongOneTimeCode)
        let session = try await bench.signIn(
            "hoa@danang.gov.vn", Bench.ownPassword, code: try code(bench, link))
        #expect(session.role == .officer)
        #expect(try await bench.audited("officer-credentials-reset") == 1)
    }

    @Test func `refuses an invitation with an address in use and with wrong fields`() async throws {
        let bench = try await Bench()
        let (administrator, _) = try await invite(bench)
        func again(_ email: String, _ name: String = "Lê Văn Nam") async throws -> Officer {
            try await bench.desk.inviteOfficer.handle(
                .init(
                    email: email, fullName: name, unit: UnitCode(rawValue: "48.20194"),
                    duties: [.handling, .handling]),
                bench.delivery(InviteOfficer.self, administrator))
        }
        let wrong = await refusal { try await again("nam", "") }
        #expect(wrong?.fields.map(\.path) == ["email", "fullName", "duties"])
        let twin = await refusal {
            try await bench.desk.inviteOfficer.handle(
                .init(
                    email: "NAM@danang.gov.vn", fullName: "Lê Văn Nam",
                    unit: UnitCode(rawValue: "48.20194"), duties: [.handling]),
                bench.delivery(InviteOfficer.self, administrator))
        }
        #expect(twin == .addressInUse)
    }
}
