import Foundation
import TestSupport
import Testing

/// The SMTP server of the fault tests, with the mailer as its client.
@Suite struct SMTPSinkTests {
    @Test func `the mailer hands over every byte, and the sink keeps it with its envelope`()
        async throws
    {
        let sink = try SMTPSink()
        let deployment = try await Deployment(sink: sink)
        _ = try await Citizen(of: deployment, email: "sang@example.org")
        deployment.end()
        let mails = try sink.mails()
        let first = try #require(mails.first)
        #expect(first.recipients == ["sang@example.org"])
        #expect(first.sender == "no-reply@egov.localhost" && first.isHeard)
        #expect(first.header("Message-ID")?.hasSuffix("@egov.localhost>") == true)
        let wire = try sink.conversations().reduce(into: Data()) { $0 += $1 }
        #expect(wire.range(of: Data("RCPT TO:<sang@example.org>\r\n".utf8)) != nil)
    }

    @Test func `a sink that was stopped has kept its mails when it is there again`() throws {
        let sink = try SMTPSink()
        try sink.obey()
        sink.stop()
        try sink.start()
        try sink.refuse("451 4.3.0 not now", times: 1)
        #expect(try sink.mails().isEmpty)
    }
}
