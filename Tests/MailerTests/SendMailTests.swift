import Contracts
import Foundation
import Lifecycle
import Store
import TestSupport
import Testing

@testable import Mailer

extension [UInt8] {
    /// The bytes of base64 text; nil when it is none.
    init?(base64 text: some StringProtocol) {
        guard let bytes = Foundation.Data(base64Encoded: String(text)) else { return nil }
        self = Array(bytes)
    }
}

@Suite struct SendMailTests {
    typealias Words = any (WritableKeyPath<SendMail, String> & Sendable)

    @Test func `takes a message that comes twice as one mail`() async throws {
        let mailer = try await TestMailer()
        let first = try await mailer.send(TestMailer.mail())
        let second = try await mailer.send(TestMailer.mail())
        #expect(first == second)
        #expect(try await mailer.list().items.count == 1)
        #expect(try await mailer.list().items.first?.state == .queued)
    }

    @Test func `takes two messages with one mail id as one mail`() async throws {
        let mailer = try await TestMailer()
        try await mailer.send(TestMailer.mail("M1"), message: "m1")
        try await mailer.send(TestMailer.mail("M1"), message: "m2")
        #expect(try await mailer.list().items.map(\.id.rawValue) == ["M1"])
    }

    @Test(arguments: [
        "an@example.test\r\nRCPT TO:<x@y.test>", "an@example.test,x@y.test", "<an@example.test>",
        "an", "",
    ])
    func `refuses what is no plain address, stores nothing and tells the sender`(
        address: String
    ) async throws {
        let mailer = try await TestMailer()
        var mail = TestMailer.mail("M1")
        mail.to = address
        let refusal = await #expect(throws: Refusal.self) { try await mailer.send(mail) }
        #expect(refusal?.kind == .invalid)
        #expect(refusal?.fields.map(\.path) == ["to"])
        #expect(try await mailer.list().items.isEmpty)
        let outbox = try await mailer.store.outbox()
        #expect(outbox.map(\.type) == ["mailer.mail-settled"])
        #expect(outbox[0].json.contains("\"failed\""))
    }

    @Test(
        arguments: [
            ("subject", \SendMail.subject, "a\r\nBcc: x@y.test"), ("subject", \.subject, ""),
            ("toName", \.toName, "a\nb"), ("text", \.text, "a\rb"), ("text", \.text, ""),
            ("html", \.html, "a\u{0}b"), ("html", \.html, String(repeating: "a", count: 262_145)),
            ("purpose", \.purpose, ""),
        ] as [(String, Words, String)])
    func `refuses words that could become something else`(
        path: String, field: Words, value: String
    ) async throws {
        let mailer = try await TestMailer()
        var mail = TestMailer.mail()
        mail[keyPath: field] = value
        let refusal = await #expect(throws: Refusal.self) { try await mailer.send(mail) }
        #expect(refusal?.fields.map(\.path) == [path])
        #expect(try await mailer.list().items.isEmpty)
    }

    @Test
    func `takes mails from services alone and shows them to operators and administrators alone`()
        async throws
    {
        let mailer = try await TestMailer()
        let citizen = Caller.citizen(CitizenID(rawValue: "C1"))
        await #expect(throws: Refusal.notAllowed) {
            try await mailer.send(TestMailer.mail(), from: citizen)
        }
        let officer = Caller(
            role: .officer, id: "O1", unit: UnitCode(rawValue: "48.1"), duties: [.leadership])
        let list = ListMailsHandler(store: mailer.store.store)
        for caller in [citizen, officer, .service(.notification)] {
            await #expect(throws: Refusal.notAllowed) {
                try await list.answer(ListMails(), for: caller)
            }
        }
        await #expect(throws: Refusal.signInNeeded) {
            try await list.answer(ListMails(), for: .anonymous())
        }
        let administrator = Caller(role: .administrator, id: "A1")
        #expect(try await list.answer(ListMails(), for: administrator).items.isEmpty)
    }

    @Test func `lists page by page, newest first`() async throws {
        let mailer = try await TestMailer()
        for number in 1...5 {
            try await mailer.send(TestMailer.mail("M\(number)"), message: "m\(number)")
            // Two of each moment: the id decides between them.
            if number.isMultiple(of: 2) { mailer.time.advance(by: .seconds(1)) }
        }
        var (seen, after): ([String], String?) = ([], nil)
        repeat {
            let page = try await mailer.list(after: after, limit: 2)
            seen += page.items.map(\.id.rawValue)
            after = page.next
        } while after != nil
        #expect(seen == ["M5", "M4", "M3", "M2", "M1"])
        #expect(try await mailer.list(.sent).items.isEmpty)
        #expect(try await mailer.list(.queued, limit: 3).items.count == 3)
        await #expect(throws: Refusal.self) { try await mailer.list(limit: 0) }
        await #expect(throws: Refusal.self) { try await mailer.list(after: "x") }
    }

    @Test func `scans no table while it works`() async throws {
        let mailer = try await TestMailer()
        let plans = try await mailer.store.store.read { snapshot in
            let now = Timestamp(milliseconds: 1)
            let after = (at: Int64(1), id: "M1")
            return try [
                "SELECT id FROM mails WHERE next_at <= \(now) ORDER BY next_at LIMIT 1",
                "SELECT next_at FROM mails WHERE next_at IS NOT NULL ORDER BY next_at LIMIT 1",
                "SELECT id FROM mails WHERE claimed_at IS NOT NULL",
                "UPDATE mails SET words_until = NULL WHERE words_until <= \(now)",
                ListMailsHandler.page(nil, after: nil, limit: 20),
                ListMailsHandler.page(nil, after: after, limit: 20),
                ListMailsHandler.page(.sent, after: nil, limit: 20),
                ListMailsHandler.page(.sent, after: after, limit: 20),
            ].map { try snapshot.plan($0).joined(separator: "; ") }
        }
        for plan in plans {
            #expect(plan.contains("USING") && plan.contains("INDEX"), "\(plan)")
            #expect(!plan.contains("TEMP B-TREE"), "\(plan)")
        }
    }
}
