import Contracts
import Foundation
import Lifecycle
import Messaging
import Store
import TestSupport
import Testing

@testable import Notification

/// Notification on a real store, with one citizen that identity knows.
struct TestNotification {
    static let citizen = CitizenID(rawValue: "C1")
    let store: TestStore
    let time = TestClock()
    let messenger: Messenger

    init(
        contact: (@Sendable (CitizenID) async throws -> ReadContact.Reply)? = nil,
        officer: (@Sendable (OfficerID) async throws -> Officer)? = nil
    ) async throws {
        store = try await TestStore(Schema.migrations, clock: time.clock)
        messenger = Messenger(
            texts: try Texts(), portal: "https://dichvucong.test", hotline: "05113 881 888",
            contact: contact ?? { try Self.known($0) },
            officer: officer ?? { try Self.officer($0) },
            unitName: { $0.rawValue == "48.20242" ? "Phường Hải Châu" : nil })
    }

    static func known(_ citizen: CitizenID) throws -> ReadContact.Reply {
        guard citizen == Self.citizen else { throw Refusal.notFound }
        let details = PersonalDetails(
            familyName: "Nguyễn", middleName: "Thị Phương", givenName: "Thảo",
            dateOfBirth: LocalDate("1990-05-07")!, sex: .female, identityNumber: "048190123456",
            phone: "0905123456",
            address: Address(unit: UnitCode(rawValue: "48.20242"), line: "12 Bạch Đằng"))
        return ReadContact.Reply(
            email: "thao@example.test", phone: details.phone, fullName: details.fullName,
            details: details)
    }

    static func officer(_ id: OfficerID, isActive: Bool = true) throws -> Officer {
        guard id.rawValue == "O1" else { throw Refusal.notFound }
        return Officer(
            id: id, email: "nam@danang.test", fullName: "Lê Văn Nam",
            unit: UnitCode(rawValue: "48.20242"), duties: [.handling], isActive: isActive,
            isEnrolled: false, absences: [], createdAt: Timestamp(milliseconds: 0), version: 1)
    }

    func delivery(of type: any Message.Type, id: String) -> Delivery {
        store.delivery(of: type, from: .service(.identity), id: id, at: time.clock.now())
    }

    func mails() async throws -> [SendMail] {
        try await store.outbox().filter { $0.type == SendMail.name }.map {
            try StrictJSON.decode(SendMail.self, trusted: Array($0.json.utf8))
        }
    }

    func notices(
        of citizen: CitizenID = Self.citizen, after: String? = nil, limit: Int? = nil
    ) async throws -> Page<Notice> {
        try await ListNoticesHandler(store: store.store)
            .answer(ListNotices(after: after, limit: limit), for: .citizen(citizen))
    }

    func submit(_ number: Int, of citizen: CitizenID = Self.citizen, id: String? = nil) async throws
    {
        try await TellOfSubmissionHandler(messenger: messenger).handle(
            DossierSubmitted(
                dossier: DossierID(rawValue: "D\(number)"),
                code: DossierCode(rawValue: "000.00.19.H17-261123-000\(number)"), citizen: citizen,
                unit: UnitCode(rawValue: "48.20242"), unitName: "UBND phường Hải Châu",
                procedureName: "Đăng ký khai sinh", documents: [],
                submittedAt: time.clock.now(), sequence: 1),
            delivery(of: DossierSubmitted.self, id: id ?? "dossier-\(number)"))
    }

    func register(mailsPassword: Bool, id: String = "e1") async throws {
        try await TellOfRegistrationHandler(messenger: messenger).handle(
            CitizenRegistered(
                citizen: Self.citizen, mailReference: "link-1", mailsPassword: mailsPassword,
                linkExpiresAt: time.clock.now() + .seconds(86_400), sequence: 1),
            delivery(of: CitizenRegistered.self, id: id))
    }
}

@Suite struct TellTests {
    @Test func `mails the details, the link and the password after registration`() async throws {
        let test = try await TestNotification()
        try await test.register(mailsPassword: true)
        let mail = try #require(try await test.mails().first)
        #expect(mail.to == "thao@example.test")
        #expect(mail.toName == "Nguyễn Thị Phương Thảo")
        #expect(mail.secrets == "link-1")
        #expect(mail.purpose == "registration")
        for words in [
            "Nguyễn Thị Phương Thảo", "07/05/1990", "Nữ", "048******456", "0905123456",
            "12 Bạch Đằng, Phường Hải Châu", "thao@example.test", "24 giờ",
            "08:00 ngày 24/11/2026", "{{link}}", "{{password}}", "05113 881 888",
        ] {
            #expect(mail.text.contains(words), "\(words)")
            #expect(mail.html.contains(words), "\(words)")
        }
        #expect(!mail.text.contains("048190123456"))
        #expect(!mail.text.contains("Dân tộc"))
        #expect(try await test.notices().items.isEmpty)
    }

    @Test func `leaves the password out where none is mailed`() async throws {
        let test = try await TestNotification()
        try await test.register(mailsPassword: false)
        let mail = try #require(try await test.mails().first)
        #expect(!mail.text.contains("{{password}}") && !mail.html.contains("{{password}}"))
        #expect(mail.text.contains("{{link}}"))
    }

    @Test func `tells of a submission by mail and in the inbox, once`() async throws {
        let test = try await TestNotification()
        try await test.submit(1, id: "e1")
        try await test.submit(1, id: "e1")
        let mails = try await test.mails()
        #expect(mails.count == 1)
        for words in [
            "000.00.19.H17-261123-0001", "Đăng ký khai sinh", "UBND phường Hải Châu",
            "08:00 ngày 23/11/2026", "https://dichvucong.test/tra-cuu",
            "DVC 000.00.19.H17-261123-0001", "8188", "bản chính", "05113 881 888",
        ] {
            #expect(mails[0].text.contains(words), "\(words)")
            #expect(mails[0].html.contains(words), "\(words)")
        }
        let notices = try await test.notices().items
        #expect(notices.count == 1)
        #expect(notices[0].topic == "dossier-submitted")
        #expect(notices[0].dossierCode?.rawValue == "000.00.19.H17-261123-0001")
        #expect(notices[0].mail == .queued)
        #expect(notices[0].readAt == nil)
        #expect(notices[0].body.contains("DVC 000.00.19.H17-261123-0001"))
    }

    @Test func `tells of the account's own events`() async throws {
        let test = try await TestNotification()
        let (citizen, messenger) = (TestNotification.citizen, test.messenger)
        for _ in 0..<2 {
            try await TellOfKnownAddressHandler(messenger: messenger).handle(
                KnownAddressRegistered(citizen: citizen, sequence: 1),
                test.delivery(of: KnownAddressRegistered.self, id: "e1"))
            try await TellOfActivationHandler(messenger: messenger).handle(
                AccountActivated(citizen: citizen, sequence: 2),
                test.delivery(of: AccountActivated.self, id: "e2"))
            try await TellOfResetLinkHandler(messenger: messenger).handle(
                PasswordResetRequested(
                    citizen: citizen, mailReference: "link-2",
                    linkExpiresAt: test.time.clock.now() + .seconds(1800), sequence: 3),
                test.delivery(of: PasswordResetRequested.self, id: "e3"))
            try await TellOfPasswordChangeHandler(messenger: messenger).handle(
                PasswordChanged(citizen: citizen, sequence: 4),
                test.delivery(of: PasswordChanged.self, id: "e4"))
        }
        let mails = try await test.mails()
        #expect(
            mails.map(\.purpose) == [
                "known-address", "account-activated", "password-reset", "password-changed",
            ])
        #expect(mails.map(\.secrets) == [nil, nil, "link-2", nil])
        #expect(mails[2].text.contains("08:30 ngày 23/11/2026"))
        #expect(
            Set(try await test.notices().items.map(\.topic))
                == ["account-activated", "password-changed"])
    }

    @Test func `shows at the notice what became of its mail`() async throws {
        let test = try await TestNotification()
        try await test.submit(1)
        let mail = try #require(try await test.mails().first?.id)
        for (id, settled) in [("s0", MailID(rawValue: "other")), ("s1", mail), ("s1", mail)] {
            try await FollowMailHandler().handle(
                MailSettled(mail: settled, state: .sent, sequence: 1),
                test.delivery(of: MailSettled.self, id: id))
        }
        #expect(try await test.notices().items.map(\.mail) == [.sent])
    }

    @Test func `tells nothing to a citizen who is gone`() async throws {
        let test = try await TestNotification()
        try await test.submit(1, of: CitizenID(rawValue: "gone"))
        #expect(try await test.store.outbox().isEmpty)
    }

    @Test func `lets the event come again while identity does not answer`() async throws {
        let test = try await TestNotification { _ in throw Refusal.unavailable }
        await #expect(throws: Messenger.ContactNotKnown.self) { try await test.submit(1) }
        #expect(try await test.store.outbox().isEmpty)
        #expect(try await test.notices().items.isEmpty)
    }
}

@Suite struct InboxTests {
    @Test func `lists the caller's own notices page by page, newest first`() async throws {
        let test = try await TestNotification { _ in
            try TestNotification.known(TestNotification.citizen)
        }
        for number in 1...5 {
            try await test.submit(number)
            if number.isMultiple(of: 2) { test.time.advance(by: .seconds(60)) }
        }
        try await test.submit(6, of: CitizenID(rawValue: "C2"))
        var (seen, after): ([Notice], String?) = ([], nil)
        repeat {
            let page = try await test.notices(after: after, limit: 2)
            seen += page.items
            after = page.next
        } while after != nil
        #expect(seen.count == 5)
        #expect(Set(seen.map(\.id)).count == 5)
        #expect(seen.map(\.createdAt) == seen.map(\.createdAt).sorted(by: >))
        #expect(try await test.notices(of: CitizenID(rawValue: "C2")).items.count == 1)
        await #expect(throws: Refusal.signInNeeded) {
            try await ListNoticesHandler(store: test.store.store)
                .answer(ListNotices(), for: .anonymous())
        }
        await #expect(throws: Refusal.self) { try await test.notices(limit: 101) }
    }

    @Test func `marks a notice once, and another's looks like none`() async throws {
        let test = try await TestNotification()
        try await test.submit(1)
        let notice = try #require(try await test.notices().items.first)
        func mark(_ id: NoticeID, as citizen: CitizenID, message: String) async throws {
            _ = try await MarkNoticeReadHandler().handle(
                MarkNoticeRead(id: id),
                test.store.delivery(of: MarkNoticeRead.self, from: .citizen(citizen), id: message))
        }
        await #expect(throws: Refusal.notFound) {
            try await mark(notice.id, as: CitizenID(rawValue: "C2"), message: "m1")
        }
        await #expect(throws: Refusal.notFound) {
            try await mark(NoticeID(rawValue: "N0"), as: TestNotification.citizen, message: "m2")
        }
        #expect(try await test.notices().items.first?.readAt == nil)
        test.time.advance(by: .seconds(60))
        let readAt = test.time.clock.now()
        try await mark(notice.id, as: TestNotification.citizen, message: "m3")
        test.time.advance(by: .seconds(60))
        try await mark(notice.id, as: TestNotification.citizen, message: "m3")
        try await mark(notice.id, as: TestNotification.citizen, message: "m4")
        #expect(try await test.notices().items.first?.readAt == readAt)
    }

    @Test func `finds a page by its index`() async throws {
        let test = try await TestNotification()
        let plans = try await test.store.store.read { snapshot in
            try [nil, (at: Int64(1), id: "N1")].map {
                try snapshot.plan(
                    ListNoticesHandler.page(of: TestNotification.citizen, after: $0, limit: 20)
                )
                .joined(separator: "; ")
            }
        }
        for plan in plans {
            #expect(plan.contains("USING INDEX notices_newest"), "\(plan)")
            #expect(!plan.contains("TEMP B-TREE"), "\(plan)")
        }
    }

    @Test func `remembers the names of units`() async throws {
        let units = ["48.1", "48.2"].map { code in
            AdministrativeUnit(
                code: UnitCode(rawValue: code), name: "Phường \(code)", kind: "ward", parent: nil,
                agencyId: "H17", address: nil, phone: nil, validFrom: LocalDate("2025-07-01")!,
                validTo: nil, successor: nil)
        }
        let names = UnitNames { query in
            query.after == nil
                ? Page(items: [units[0]], next: "2") : Page(items: [units[1]], next: nil)
        }
        #expect(await names.name(of: UnitCode(rawValue: "48.2")) == "Phường 48.2")
        #expect(await names.name(of: UnitCode(rawValue: "48.9")) == nil)
        let silent = UnitNames { _ in throw Refusal.unavailable }
        #expect(await silent.name(of: UnitCode(rawValue: "48.1")) == nil)
    }
}
