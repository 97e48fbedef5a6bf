import Lifecycle
import Testing

@testable import Mailer

@Suite struct SMTPServerTests {
    private func server(_ url: String) throws -> SMTPServer {
        try SMTPServer(setting: url, ownName: "egov.test", credentials: nil)
    }

    @Test(arguments: [
        ("smtp://localhost:25", false), ("smtp://127.0.0.1:25", false),
        ("smtp://127.8.9.10", false), ("smtp://[::1]:25", false), ("smtps://localhost:465", true),
        ("smtp://mail.danang.gov.vn:587", true), ("smtp://10.0.0.1:25", true),
        ("smtp://localhost.example.com", true), ("smtp://127.0.0.1.example.com", true),
        ("smtp://1270.0.0.1", true), ("smtps://mail.danang.gov.vn", true),
    ])
    func `needs encryption everywhere but on this machine`(url: String, isNeeded: Bool) throws {
        #expect(try server(url).requiresTLS == isNeeded)
    }

    @Test func `calls itself by the domain of the sender unless the URL says a name`() throws {
        #expect(try server("smtp://localhost:25").url == "smtp://localhost:25/egov.test")
        #expect(try server("smtp://localhost:25/").url == "smtp://localhost:25/egov.test")
        #expect(try server("smtp://localhost:25/me").url == "smtp://localhost:25/me")
    }

    @Test(arguments: [
        "localhost:25", "http://localhost", "smtp://", "smtp://user:word@localhost", "smtp://a b",
        "smtp://localhost?x=1", "smtp://localhost\r\nX",
    ])
    func `does not start with a wrong URL`(url: String) {
        #expect(throws: ConfigurationError.self) { try server(url) }
    }

    @Test func `reads the sender`() throws {
        let named = try Mailbox(setting: "Chính quyền điện tử <no-reply@egov.test>")
        #expect(named == Mailbox(name: "Chính quyền điện tử", address: "no-reply@egov.test"))
        #expect(named.domain == "egov.test")
        #expect(try Mailbox(setting: "a@b.test") == Mailbox(name: "", address: "a@b.test"))
        for wrong in ["", "a", "A <a>", "A\r\nBcc: x <a@b.test>", "A <a@b.test"] {
            #expect(throws: ConfigurationError.self) { try Mailbox(setting: wrong) }
        }
    }
}
