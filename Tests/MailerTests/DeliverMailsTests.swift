import Contracts
import Lifecycle
import Messaging
import Store
import Synchronization
import TestSupport
import Testing

@testable import Mailer

/// A mailer on a real store.
struct TestMailer {
    let store: TestStore
    let time: TestClock
    let wake = Signal()
    let stop = StopTime()

    init() async throws {
        time = TestClock()
        store = try await TestStore(Schema.migrations, clock: time.clock)
    }

    var queue: MailQueue { MailQueue(store: store.store, instance: "1", clock: time.clock) }

    func delivering(
        _ transports: [any Transport],
        reveal: @escaping @Sendable (String) async throws -> [String: String]? = { _ in nil }
    ) -> DeliverMails {
        DeliverMails(
            queue: queue, from: Mailbox(name: "Đà Nẵng", address: "no-reply@egov.test"),
            transports: transports, reveal: reveal, wake: wake, stop: stop)
    }

    func smtp(_ server: ScriptedSMTPServer) -> SMTPTransport {
        SMTPTransport(
            SMTPServer(url: server.url, requiresTLS: false), stop: stop,
            timeouts: .init(connectSeconds: 5, commandSeconds: 5))
    }

    static func mail(_ id: String? = nil, secrets: String? = nil) -> SendMail {
        SendMail(
            id: id.map(MailID.init), to: "an@example.test", toName: "Nguyễn Văn An",
            subject: "Đã nộp hồ sơ", text: "Mã số: 0001 {{link}}", html: "<p>{{link}}</p>",
            secrets: secrets, purpose: "dossier-submitted")
    }

    @discardableResult
    func send(
        _ mail: SendMail, message: String = "m1", from caller: Caller = .service(.notification)
    ) async throws -> MailID {
        let handler = SendMailHandler(domain: "egov.test", clock: time.clock, wake: wake)
        return try await handler.handle(
            mail, store.delivery(of: SendMail.self, from: caller, id: message)
        ).id
    }

    func list(_ state: MailState? = nil, after: String? = nil, limit: Int? = nil) async throws
        -> Page<MailSummary>
    {
        try await ListMailsHandler(store: store.store).answer(
            ListMails(state: state, after: after, limit: limit), for: Caller(role: .operator))
    }

    /// The words that the store holds for the only mail.
    func words() async throws -> String {
        try await store.store.read { snapshot in
            let row = try snapshot.first("SELECT plain_text, html FROM mails")!
            return try row["plain_text"] as String + row["html"]
        }
    }
}

@Suite struct DeliverMailsTests {
    @Test func `sends a mail at once, says so, and forgets its words`() async throws {
        let mailer = try await TestMailer()
        let server = try ScriptedSMTPServer()
        defer { server.stop() }
        try await mailer.send(TestMailer.mail("M1"))
        try await mailer.delivering([]).deliverDue(with: mailer.smtp(server))

        let mail = try #require(try await mailer.list().items.first)
        #expect(mail.state == .sent)
        #expect(mail.sentAt == mailer.time.clock.now())
        #expect(mail.lastAnswer == "250 2.0.0 taken")
        #expect(server.mails.first?.text.contains("Message-ID: <M1@egov.test>\r\n") == true)
        #expect(try await mailer.words().isEmpty)
        let outbox = try await mailer.store.outbox()
        #expect(outbox.map(\.type) == ["mailer.mail-settled"])
        #expect(outbox[0].json.contains("\"sent\""))
    }

    @Test func `keeps trying with the same Message-ID and then gives up`() async throws {
        let mailer = try await TestMailer()
        let server = try ScriptedSMTPServer(.init(endOfData: .say("451 later")))
        defer { server.stop() }
        let smtp = mailer.smtp(server)
        try await mailer.send(TestMailer.mail("M1"))
        var attempts = 0
        while true {
            try await mailer.delivering([]).deliverDue(with: smtp)
            let mail = try #require(try await mailer.list().items.first)
            attempts = mail.attempts
            guard let next = mail.nextAttemptAt else {
                #expect(mail.state == .failed)
                break
            }
            #expect(mail.state == .queued)
            let wait = next - mailer.time.clock.now()
            mailer.time.advance(by: wait - .milliseconds(1))
            // Nothing happens before its time.
            try await mailer.delivering([]).deliverDue(with: smtp)
            #expect(server.mails.count == attempts)
            mailer.time.advance(by: .milliseconds(1))
        }
        #expect(attempts == 27)
        #expect(server.mails.count == 27)
        let firsts = Set(server.mails.map(\.text))
        #expect(firsts.count == 1)
        #expect(try await mailer.store.outbox().map(\.type) == ["mailer.mail-settled"])
    }

    @Test func `tries what may have been taken twice more and then shows it as failed`()
        async throws
    {
        let mailer = try await TestMailer()
        let server = try ScriptedSMTPServer(.init(endOfData: .hangUp))
        defer { server.stop() }
        let smtp = mailer.smtp(server)
        try await mailer.send(TestMailer.mail())
        for state in [MailState.unknown, .unknown, .failed] {
            try await mailer.delivering([]).deliverDue(with: smtp)
            #expect(try await mailer.list().items.first?.state == state)
            mailer.time.advance(by: .seconds(900))
        }
        try await mailer.delivering([]).deliverDue(with: smtp)
        #expect(server.mails.count == 3)
    }

    @Test func `shows a refused mail with the server's words, which go after 30 days`() async throws
    {
        let mailer = try await TestMailer()
        let server = try ScriptedSMTPServer(.init(recipient: .say("550 5.1.1 unknown")))
        defer { server.stop() }
        try await mailer.send(TestMailer.mail())
        try await mailer.delivering([]).deliverDue(with: mailer.smtp(server))
        let mail = try #require(try await mailer.list(.failed).items.first)
        #expect(mail.lastAnswer == "550 5.1.1 unknown")
        #expect(mail.attempts == 1)
        mailer.time.advance(by: .seconds(30 * 86_400 - 1))
        try await mailer.queue.forgetOldWords()
        #expect(try await !mailer.words().isEmpty)
        mailer.time.advance(by: .seconds(1))
        try await mailer.queue.forgetOldWords()
        #expect(try await mailer.words().isEmpty)
    }

    /// A mailer that takes a mail, claims it and is gone.
    private func claimAndDie(path: String, _ clock: WallClock) async throws {
        let store = try await Store.open(path, migrations: Schema.migrations, clock: clock)
        _ = try await SendMailHandler(domain: "egov.test", clock: clock, wake: Signal()).handle(
            TestMailer.mail("M1"),
            Delivery(
                id: "m1", type: SendMail.name, caller: .service(.notification),
                sentAt: clock.now(), data: [], store: store))
        let queue = MailQueue(store: store, instance: "1", clock: clock)
        #expect(try await queue.claim()?.id.rawValue == "M1")
        #expect(try await queue.claim() == nil)
    }

    @Test
    func `takes a mail it finds claimed at its start for one that may have been sent`()
        async throws
    {
        let (folder, time) = (try TemporaryFolder(), TestClock())
        let path = folder.path + "/store.db"
        try await claimAndDie(path: path, time.clock)

        let store = try await Store.open(path, migrations: Schema.migrations, clock: time.clock)
        let queue = MailQueue(store: store, instance: "1", clock: time.clock)
        func mail() async throws -> MailSummary? {
            try await ListMailsHandler(store: store)
                .answer(ListMails(), for: Caller(role: .operator)).items.first
        }
        #expect(try await mail()?.state == .sending)
        try await queue.recover(isStart: true, absorbsRepeats: false)
        #expect(try await mail()?.state == .unknown)
        #expect(try await mail()?.nextAttemptAt == time.clock.now() + .seconds(900))
        #expect(try await queue.claim() == nil)
        time.advance(by: .seconds(900))
        let again = try #require(try await queue.claim())
        #expect(again.attempts == 2)
        #expect(again.messageID == "<M1@egov.test>")
    }

    @Test func `leaves a replica's claim alone until it is too old`() async throws {
        let mailer = try await TestMailer()
        try await mailer.send(TestMailer.mail())
        let other = MailQueue(
            store: mailer.store.store, instance: "2", clock: mailer.time.clock)
        let mail = try #require(try await other.claim())
        try await mailer.queue.recover(isStart: true, absorbsRepeats: false)
        #expect(try await mailer.list().items.first?.state == .sending)
        mailer.time.advance(by: MailQueue.claimLimit + .milliseconds(1))
        try await mailer.queue.recover(isStart: false, absorbsRepeats: false)
        #expect(try await mailer.list().items.first?.state == .unknown)
        // What the other says after all comes too late.
        _ = try await other.record(.sent(answer: "250"), of: mail)
        #expect(try await mailer.list().items.first?.state == .unknown)
        #expect(try await mailer.store.outbox().isEmpty)
    }

    @Test func `asks for the secret parts when it sends and keeps them nowhere`() async throws {
        let mailer = try await TestMailer()
        let server = try ScriptedSMTPServer(.init(endOfData: .say("451 later")))
        defer { server.stop() }
        try await mailer.send(TestMailer.mail("M1", secrets: "registration:1"))
        let delivering = mailer.delivering([]) { reference in
            #expect(reference == "registration:1")
            return ["link": "http://localhost/xac-nhan#SECRETSECRET"]
        }
        try await delivering.deliverDue(with: mailer.smtp(server))
        let sent = try #require(server.mails.first)
        #expect(String(decoding: base64Bodies(sent.text), as: UTF8.self).contains("SECRETSECRET"))
        #expect(try await mailer.words().contains("{{link}}"))
        #expect(try await !mailer.words().contains("SECRETSECRET"))
    }

    @Test func `does not send what has lost its purpose`() async throws {
        let mailer = try await TestMailer()
        let server = try ScriptedSMTPServer()
        defer { server.stop() }
        try await mailer.send(TestMailer.mail(secrets: "reset:1"))
        try await mailer.delivering([]) { _ in nil }.deliverDue(with: mailer.smtp(server))
        let mail = try #require(try await mailer.list().items.first)
        #expect(mail.state == .failed)
        #expect(mail.lastAnswer?.hasPrefix("không còn cần gửi") == true)
        #expect(server.connections == 0)
    }

    @Test func `tries later when nobody tells the secret parts`() async throws {
        let mailer = try await TestMailer()
        let server = try ScriptedSMTPServer()
        defer { server.stop() }
        try await mailer.send(TestMailer.mail(secrets: "reset:1"))
        try await mailer.delivering([]) { _ in throw Refusal.unavailable }
            .deliverDue(with: mailer.smtp(server))
        let mail = try #require(try await mailer.list().items.first)
        #expect(mail.state == .queued)
        #expect(mail.nextAttemptAt == mailer.time.clock.now() + .seconds(60))
        #expect(server.connections == 0)
    }

    @Test func `is woken by each mail and sends many at the same time`() async throws {
        let mailer = try await TestMailer()
        let server = try ScriptedSMTPServer()
        defer { server.stop() }
        let delivering = mailer.delivering((0..<4).map { _ in mailer.smtp(server) })
        try await withThrowingTaskGroup { group in
            group.addTask { try await delivering.run() }
            var seen: Set<String> = []
            for number in 0..<20 {
                try await mailer.send(TestMailer.mail("M\(number)"), message: "m\(number)")
            }
            for _ in 0..<20 { seen.insert(try #require(await server.nextMail()).text) }
            #expect(seen.count == 20)
            // All have gone to sleep or will: a late one wakes them.
            try await mailer.send(TestMailer.mail("late"), message: "late")
            #expect(await server.nextMail() != nil)
            group.cancelAll()
            try await group.waitForAll()
        }
        #expect(try await mailer.list(.sent, limit: 100).items.count == 21)
    }

    @Test func `lets the attempt under way end when it must stop`() async throws {
        let mailer = try await TestMailer()
        let server = try ScriptedSMTPServer(.init(recipient: .beSilent))
        defer { server.stop() }
        let delivering = mailer.delivering([mailer.smtp(server)])
        try await mailer.send(TestMailer.mail())
        try await withThrowingTaskGroup { group in
            group.addTask { try await delivering.run() }
            while !server.commands.contains(where: { $0.hasPrefix("RCPT") }) { await Task.yield() }
            group.cancelAll()
            server.stop()
            try await group.waitForAll()
        }
        // Its result was written down: it is not taken for unknown at the next start.
        #expect(try await mailer.list().items.first?.state == .queued)
    }
}

/// Everything in the message that is base64 of whole lines.
private func base64Bodies(_ text: String) -> [UInt8] {
    text.split(separator: "\r\n\r\n").compactMap { block in
        Array(base64: block.prefix { $0 != "-" }.replacing("\r\n", with: ""))
    }.flatMap { $0 }
}
