import Contracts
import Lifecycle
import Messaging
import TestSupport
import Testing

@testable import Notification

@Suite struct TellOfAccountsTests {
    private let unit = UnitCode(rawValue: "48.20242")

    private func verify(_ test: TestNotification, unit: UnitCode? = nil) async throws {
        try await TellOfVerificationHandler(messenger: test.messenger).handle(
            AccountVerified(
                citizen: TestNotification.citizen, unit: unit ?? self.unit, paper: .citizenCard,
                sequence: 3), test.delivery(of: AccountVerified.self, id: "e1"))
    }

    private func enrol(_ test: TestNotification, isReset: Bool = false) async throws {
        try await TellOfEnrolmentHandler(messenger: test.messenger).handle(
            EnrolmentLinkIssued(
                officer: OfficerID(rawValue: "O1"), mailReference: "link-9",
                linkExpiresAt: test.time.clock.now() + .seconds(3 * 86_400), isReset: isReset,
                sequence: 2), test.delivery(of: EnrolmentLinkIssued.self, id: "e1"))
    }

    @Test func `tells of a verification by mail and in the inbox, once`() async throws {
        let test = try await TestNotification()
        try await verify(test)
        try await verify(test)
        let mails = try await test.mails()
        #expect(mails.map(\.purpose) == ["account-verified"])
        for words in [
            "Đã xác thực", "Phường Hải Châu", "thẻ căn cước", "08:00 ngày 23/11/2026",
            "thao@example.test", "https://dichvucong.test/ca-nhan", "05113 881 888",
        ] {
            #expect(mails[0].text.contains(words), "\(words)")
            #expect(mails[0].html.contains(words), "\(words)")
        }
        let notices = try await test.notices().items
        #expect(notices.map(\.title) == ["Tài khoản đã được xác thực"])
        #expect(notices[0].body.contains("Phường Hải Châu"))
    }

    @Test func `tells of a verification also when nobody knows the unit's name`() async throws {
        let test = try await TestNotification()
        try await verify(test, unit: UnitCode(rawValue: "48.1"))
        #expect(try await test.mails()[0].text.contains("Bộ phận Một cửa"))
        #expect(try await test.notices().items[0].body.hasPrefix("Bộ phận Một cửa đã đối chiếu"))
    }

    @Test func `tells why a verification was refused and what to do`() async throws {
        let test = try await TestNotification()
        try await TellOfRefusedVerificationHandler(messenger: test.messenger).handle(
            VerificationRefused(
                citizen: TestNotification.citizen, unit: unit,
                reason: "Ngày sinh <khác> giấy tờ {{link}}", sequence: 3),
            test.delivery(of: VerificationRefused.self, id: "e1"))
        let mail = try #require(try await test.mails().first)
        #expect(mail.subject.contains("chưa được xác thực"))
        #expect(mail.text.contains("Ngày sinh <khác> giấy tờ { {link}}"))
        #expect(!mail.html.contains("<khác>") && !mail.html.contains("{{"))
        #expect(mail.text.contains("xã, phường gần nhất"))
        let notice = try #require(try await test.notices().items.first)
        #expect(notice.topic == "verification-refused" && notice.body.contains("Ngày sinh"))
    }

    @Test func `tells of a cancellation by mail alone, since nobody can sign in to read a notice`()
        async throws
    {
        let test = try await TestNotification()
        try await TellOfCancellationHandler(messenger: test.messenger).handle(
            AccountCancelled(
                citizen: TestNotification.citizen, unit: unit, reason: "Đăng ký trùng", sequence: 3),
            test.delivery(of: AccountCancelled.self, id: "e1"))
        let mail = try #require(try await test.mails().first)
        #expect(mail.text.contains("Đăng ký trùng") && mail.text.contains("Phường Hải Châu"))
        #expect(try await test.notices().items.isEmpty)
    }

    @Test func `mails an officer the enrolment link, whose secret the mailer puts in`() async throws
    {
        let test = try await TestNotification()
        try await enrol(test)
        try await enrol(test)
        let mails = try await test.mails()
        #expect(mails.count == 1)
        #expect(mails[0].to == "nam@danang.test" && mails[0].toName == "Lê Văn Nam")
        #expect(mails[0].secrets == "link-9" && mails[0].text.contains("{{link}}"))
        #expect(mails[0].text.contains("đã tạo cho Ông/Bà tài khoản cán bộ nam@danang.test"))
        #expect(!mails[0].text.contains("đặt lại"))
        #expect(mails[0].text.contains("08:00 ngày 26/11/2026"))
        let other = try await TestNotification()
        try await enrol(other, isReset: true)
        let text = try await other.mails()[0].text
        #expect(text.contains("đã đặt lại thông tin đăng nhập") && !text.contains("đã tạo"))
    }

    @Test func `mails nothing for an officer who is gone or closed, and comes again for others`()
        async throws
    {
        let closed = try await TestNotification(
            officer: { try TestNotification.officer($0, isActive: false) })
        try await enrol(closed)
        let gone = try await TestNotification(officer: { _ in throw Refusal.notFound })
        try await enrol(gone)
        for test in [closed, gone] { #expect(try await test.mails().isEmpty) }
        let silent = try await TestNotification(officer: { _ in throw Refusal.unavailable })
        await #expect(throws: Messenger.ContactNotKnown.self) { try await enrol(silent) }
    }
}
