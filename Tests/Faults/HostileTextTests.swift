import Contracts
import Foundation
import Lifecycle
import Messaging
import TestSupport
import Testing

/// What people type never makes a recipient, a header or a mail of its own.
@Suite(.serialized) struct HostileTextTests {
    /// The fields of a registration that a mail shows.
    private static let fields = ["familyName", "middleName", "givenName", "ethnicity", "line"]

    /// A registration that was answered, with what its mail must say of it.
    private struct Attempt {
        let field: String
        let text: HostileText
        let email: String
        let status: Int
    }

    @Test func `what is typed into a registration arrives as typed, or is refused`() async throws {
        let sink = try SMTPSink()
        let deployment = try await Deployment(
            sink: sink, settings: ["ACCOUNT_REQUESTS_PER_ADDRESS": "100000"])
        let client = HTTPClient(port: deployment.gatewayPort)
        let usual = try Citizen.registration("usual@example.org", client)
        #expect(try client.post("/api/v1/registrations", usual).status == 202)
        var attempts: [Attempt] = []
        for (number, text) in HostileText.all.enumerated() {
            for field in Self.fields {
                let email = "\(field.lowercased())-\(number)@example.org"
                let json = try Self.registration(usual, field, text.text, email)
                let status = try client.post("/api/v1/registrations", json).status
                #expect([202, 400].contains(status), "\(status) for \(field) \(text)")
                #expect(status == 400 || !text.hasControls, "\(field) \(text)")
                attempts.append(
                    Attempt(field: field, text: text, email: email, status: status))
            }
        }
        for address in HostileText.addresses {
            let json = try Self.registration(usual, "email", address.text, address.text)
            #expect(try client.post("/api/v1/registrations", json).status == 400, "\(address)")
        }
        try await deployment.waitUntilQuiet()
        let mails = try ReceivedMail.all(of: sink)
        let accepted = attempts.filter { $0.status == 202 }
        #expect(accepted.count > 60 && attempts.count - accepted.count > 60)
        #expect(
            mails.map(\.toAddress).sorted()
                == (accepted.map(\.email) + ["usual@example.org"]).sorted())
        let model = try #require(mails.first { $0.toAddress == "usual@example.org" })
        for attempt in accepted {
            guard let mail = mails.first(where: { $0.toAddress == attempt.email }) else { continue }
            Self.expect(mail, toBeLike: model, with: attempt)
        }
        deployment.end()
    }

    @Test func `answers of a dossier neither reach its mail nor change it`() async throws {
        let sink = try SMTPSink()
        let deployment = try await Deployment(sink: sink)
        let citizen = try await Citizen(of: deployment, email: "binh@example.org")
        let body = try citizen.submission()
        var codes: [String] = []
        for (number, text) in HostileText.all.enumerated() where number % 3 == 0 {
            let literal = String(decoding: try JSONEncoder().encode(text.text), as: UTF8.self)
            let answer = try citizen.send(
                "POST", "/api/v1/dossiers",
                json: body.replacing("\"Lê Văn Đạt\"", with: literal),
                headers: [("Idempotency-Key", "\(number)")])
            #expect([201, 400].contains(answer.status), "\(answer.status) for \(text)")
            if let code = answer.json["code"] as? String { codes.append(code) }
        }
        #expect(codes.count > 10)
        try await deployment.waitUntilQuiet()
        let mails = try ReceivedMail.all(of: sink).filter { $0.subject.contains("Đã nộp hồ sơ") }
        #expect(mails.map(\.subject).sorted() == codes.map { "Đã nộp hồ sơ \($0)" }.sorted())
        let times = /\d\d:\d\d ngày \d\d\/\d\d\/\d{4}/
        let texts = Set(
            zip(mails, mails.map { String($0.subject.split(separator: " ").last ?? "") }).map {
                $0.text.replacing($1, with: "CODE").replacing(times, with: "TIME")
            })
        #expect(texts.count == 1, "\(texts)")
        #expect(Set(mails.map(\.toName)) == ["Lê Văn Đạt"])
        deployment.end()
    }

    @Test func `a mail that a service asks for is one mail to one address, or refused`()
        async throws
    {
        let sink = try SMTPSink()
        let deployment = try await Deployment(sink: sink)
        let settings = try Settings(Bus.settings, environment: deployment.environment)
        let bus = try Bus(program: "test", settings: settings, readiness: Readiness())
        var expected: [SendMail] = []
        try await withThrowingTaskGroup { group in
            group.addTask { try await bus.run() }
            for (mail, isRefused) in Self.commands {
                let isTaken: Bool
                do {
                    _ = try await bus.request(mail, as: Caller(role: .service, id: "notification"))
                    isTaken = true
                } catch let refusal as Refusal {
                    #expect(refusal.kind == .invalid)
                    isTaken = false
                }
                #expect(isTaken != isRefused, "\(mail)")
                if isTaken { expected.append(mail) }
            }
            group.cancelAll()
        }
        try await deployment.waitUntilQuiet()
        let mails = try ReceivedMail.all(of: sink)
        #expect(mails.count == expected.count)
        for mail in mails {
            let index = expected.firstIndex { wanted in
                mail.toAddress == wanted.to && mail.toName == wanted.toName
                    && mail.subject == wanted.subject
                    && mail.text == Self.sent(wanted.text) && mail.html == Self.sent(wanted.html)
            }
            if let index { expected.remove(at: index) } else { Issue.record("\(mail)") }
        }
        #expect(expected.isEmpty, "\(expected)")
        deployment.end()
    }

    /// Mails with a hostile text at each place, and whether it must be refused there.
    private static var commands: [(mail: SendMail, isRefused: Bool)] {
        let usual = SendMail(
            to: "an@example.org", toName: "An", subject: "Thư", text: "Chào\n",
            html: "<p>Chào</p>\n",
            purpose: "registration")
        var all: [(SendMail, Bool)] = []
        for (number, text) in HostileText.all.enumerated() {
            let isLine = !text.hasControls && text.text.count <= 200
            var (named, titled, written) = (usual, usual, usual)
            named.to = "name-\(number)@example.org"
            named.toName = text.text.trimmingCharacters(in: .whitespaces)
            titled.to = "title-\(number)@example.org"
            titled.subject = text.text.trimmingCharacters(in: .whitespaces)
            written.to = "text-\(number)@example.org"
            written.text = "\n.\n..\n\(text.text)\n.\n\(text.text)"
            written.html = "<p>\n\(text.text)\n</p>"
            all += [(named, !isLine), (titled, !isLine), (written, !isBody(text.text))]
        }
        return all
            + HostileText.addresses.map { address in
                var mail = usual
                mail.to = address.text
                return (mail, true)
            }
    }

    /// Whether lines of a body may hold it.
    private static func isBody(_ text: String) -> Bool {
        !text.replacing("\r\n", with: "\n").unicodeScalars.contains {
            $0.value < 0x20 && $0 != "\n" && $0 != "\t"
        }
    }

    /// The words with the ends of lines that mails have.
    private static func sent(_ text: String) -> String {
        let lines = text.replacing("\r\n", with: "\n")
        return (lines.utf8.last == 0x0A ? lines : lines + "\n").replacing("\n", with: "\r\n")
    }

    /// The usual registration with another address and this text in one field.
    private static func registration(
        _ usual: String, _ field: String, _ text: String, _ email: String
    ) throws -> String {
        var json = try #require(
            try JSONSerialization.jsonObject(with: Data(usual.utf8)) as? [String: Any])
        json["email"] = email
        var details = json["details"] as? [String: Any] ?? [:]
        if field == "line" {
            var address = details["address"] as? [String: Any] ?? [:]
            address["line"] = text
            details["address"] = address
        } else if field != "email" {
            details[field] = text
        }
        json["details"] = details
        return String(decoding: try JSONSerialization.data(withJSONObject: json), as: UTF8.self)
    }

    /// The mail is the model's, word for word, but for the field that the person wrote otherwise.
    private static func expect(
        _ mail: ReceivedMail, toBeLike model: ReceivedMail, with attempt: Attempt
    ) {
        let name = Comment(rawValue: "\(attempt.field) \(attempt.text)")
        #expect(mail.subject == model.subject, name)
        var (fullName, text, html) = ("Lê Văn Đạt", plain(model.text), plain(model.html))
        func put(_ old: String, _ shown: String, _ escaped: String) {
            text = text.replacing(old, with: shown)
            html = html.replacing(old, with: escaped)
        }
        put("usual@example.org", attempt.email, attempt.email)
        let (shown, escaped) = (attempt.text.shown, attempt.text.shownInHTML)
        switch attempt.field {
        case "line": put("5 Trần Phú", shown, escaped)
        case "ethnicity" where shown.isEmpty:
            text = text.replacing("  Dân tộc: Kinh\r\n", with: "")
            html = html.replacing(
                /<tr><td[^>]*>Dân tộc<\/td><td><strong>Kinh<\/strong><\/td><\/tr>\r\n/, with: "")
        case "ethnicity":
            put("Dân tộc: Kinh", "Dân tộc: \(shown)", "Dân tộc: \(escaped)")
            put("<strong>Kinh</strong>", "", "<strong>\(escaped)</strong>")
        default:
            let parts = ["familyName": "Lê", "middleName": "Văn", "givenName": "Đạt"]
            let names = ["familyName", "middleName", "givenName"].map {
                $0 == attempt.field ? attempt.text.tidied : parts[$0] ?? ""
            }
            fullName = names.filter { !$0.isEmpty }.joined(separator: " ")
            let whole = HostileText(fullName)
            put("Lê Văn Đạt", whole.shown, whole.shownInHTML)
        }
        #expect(Array(mail.toName.utf8) == Array(fullName.utf8), name)
        #expect(Array(plain(mail.text).utf8) == Array(text.utf8), name)
        #expect(Array(plain(mail.html).utf8) == Array(html.utf8), name)
    }

    /// Without what is different in each mail: the link's token, the password, the time.
    private static func plain(_ words: String) -> String {
        words.replacing(/xac-nhan#[^\s"<]+/, with: "xac-nhan#TOKEN")
            .replacing(/\b[0-9A-HJKMNP-TV-Z]{20}\b/, with: "PASSWORD")
            .replacing(/\d\d:\d\d ngày \d\d\/\d\d\/\d{4}/, with: "TIME")
    }
}
