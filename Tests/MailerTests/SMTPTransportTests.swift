import Contracts
import Lifecycle
import Testing

@testable import Mailer

@Suite struct SMTPTransportTests {
    private static let body = "Subject: thu\r\n\r\n.dong mot\r\n..\r\n.\r\nhet\r\n"

    private func deliver(
        to server: ScriptedSMTPServer, requiresTLS: Bool = false, commandSeconds: Int = 5,
        stop: StopTime = StopTime()
    ) async -> Outcome {
        let transport = SMTPTransport(
            SMTPServer(url: server.url, requiresTLS: requiresTLS), stop: stop,
            timeouts: .init(connectSeconds: 5, commandSeconds: commandSeconds))
        return await transport.deliver(Self.message())
    }

    static func message(_ body: String = body, to: String = "an@example.test") -> OutgoingMessage {
        OutgoingMessage(
            id: MailID(rawValue: "M1"), createdAt: Timestamp(milliseconds: 0),
            from: "no-reply@egov.localhost", to: to, bytes: Array(body.utf8))
    }

    @Test func `hands a mail over byte for byte, lines of dots too`() async throws {
        let server = try ScriptedSMTPServer()
        defer { server.stop() }
        #expect(await deliver(to: server) == .sent(answer: "250 2.0.0 taken"))
        let mail = try #require(server.mails.first)
        #expect(mail.text == Self.body)
        #expect(mail.commands.contains("MAIL FROM:<no-reply@egov.localhost>"))
        #expect(mail.commands.contains("RCPT TO:<an@example.test>"))
        #expect(mail.commands.first == "EHLO test")
    }

    @Test func `uses its connection for the next mail`() async throws {
        let server = try ScriptedSMTPServer()
        defer { server.stop() }
        let transport = SMTPTransport(
            SMTPServer(url: server.url, requiresTLS: false), stop: StopTime())
        for _ in 0..<3 {
            #expect(await transport.deliver(Self.message()) == .sent(answer: "250 2.0.0 taken"))
        }
        #expect(server.mails.count == 3)
        #expect(server.connections == 1)
    }

    @Test(
        arguments: [
            (\ScriptedSMTPServer.Script.sender, "451 4.3.0 later", false),
            (\.sender, "550 5.7.1 no", true),
            (\.recipient, "450 4.2.1 later", false),
            (\.recipient, "550 5.1.1 unknown", true),
            (\.data, "451 4.3.0 later", false),
            (\.data, "554 5.7.1 no", true),
            (\.endOfData, "452 4.3.1 later", false),
            (\.endOfData, "554 5.6.0 no", true),
            // These speak of the server or its settings, not of this mail.
            (\.greeting, "554 no service here", false),
            (\.hello, "530 5.7.0 not you", false),
        ]
            as [(
                ScriptedSMTPServer.Place,
                String, Bool
            )])
    func `tells not now from never`(
        step: ScriptedSMTPServer.Place,
        answer: String, isFinal: Bool
    ) async throws {
        var script = ScriptedSMTPServer.Script()
        script[keyPath: step] = .say(answer)
        let server = try ScriptedSMTPServer(script)
        defer { server.stop() }
        let outcome = await deliver(to: server)
        #expect(outcome == (isFinal ? .refused(answer: answer) : .later(answer: answer)))
    }

    @Test(
        arguments: [
            \ScriptedSMTPServer.Script.greeting, \.hello, \.sender, \.recipient, \.data,
        ] as [ScriptedSMTPServer.Place])
    func `tries later when the connection ends before the data`(
        step: ScriptedSMTPServer.Place
    ) async throws {
        var script = ScriptedSMTPServer.Script()
        script[keyPath: step] = .hangUp
        let server = try ScriptedSMTPServer(script)
        defer { server.stop() }
        guard case .later = await deliver(to: server) else {
            Issue.record("must be tried later")
            return
        }
        #expect(server.mails.isEmpty)
    }

    @Test func `does not know when the connection ends before the answer to the data`() async throws
    {
        let server = try ScriptedSMTPServer(.init(endOfData: .hangUp))
        defer { server.stop() }
        guard case .unknown = await deliver(to: server) else {
            Issue.record("must be unknown")
            return
        }
        #expect(server.mails.count == 1)
    }

    @Test func `does not know when the answer to the data does not come in time`() async throws {
        let server = try ScriptedSMTPServer(.init(endOfData: .beSilent))
        defer { server.stop() }
        guard case .unknown = await deliver(to: server, commandSeconds: 1) else {
            Issue.record("must be unknown")
            return
        }
    }

    @Test func `takes no late answer for one to the next mail`() async throws {
        let server = try ScriptedSMTPServer(.init(endOfData: .beSilent))
        defer { server.stop() }
        let transport = SMTPTransport(
            SMTPServer(url: server.url, requiresTLS: false), stop: StopTime(),
            timeouts: .init(connectSeconds: 5, commandSeconds: 1))
        guard case .unknown = await transport.deliver(Self.message()) else {
            Issue.record("must be unknown")
            return
        }
        server.script = .init()
        #expect(await transport.deliver(Self.message()) == .sent(answer: "250 2.0.0 taken"))
        #expect(server.connections == 2)
    }

    @Test func `tries later when a command is not answered in time`() async throws {
        let server = try ScriptedSMTPServer(.init(recipient: .beSilent))
        defer { server.stop() }
        guard case .later = await deliver(to: server, commandSeconds: 1) else {
            Issue.record("must be tried later")
            return
        }
    }

    @Test func `tries later when nobody listens`() async throws {
        let server = try ScriptedSMTPServer()
        server.stop()
        guard case .later = await deliver(to: server) else {
            Issue.record("must be tried later")
            return
        }
    }

    @Test func `says nothing of the mail where encryption is needed and not offered`() async throws
    {
        let server = try ScriptedSMTPServer()
        defer { server.stop() }
        guard case .later = await deliver(to: server, requiresTLS: true) else {
            Issue.record("must be tried later")
            return
        }
        #expect(!server.commands.contains { $0.hasPrefix("MAIL") || $0.hasPrefix("RCPT") })
    }

    @Test func `gives up when the program must stop`() async throws {
        let server = try ScriptedSMTPServer(.init(recipient: .beSilent))
        defer { server.stop() }
        let stop = StopTime()
        stop.set(in: .zero)
        guard case .later = await deliver(to: server, commandSeconds: 60, stop: stop) else {
            Issue.record("must be tried later")
            return
        }
    }

    @Test func `leaves the person's address out of what it keeps of an answer`() async throws {
        let server = try ScriptedSMTPServer(
            .init(recipient: .say("550 5.1.1 <AN@example.test> unknown")))
        defer { server.stop() }
        #expect(await deliver(to: server) == .refused(answer: "550 5.1.1 <…> unknown"))
    }
}
