import Foundation
import TestSupport
import Testing

@testable import Control

@Suite struct MailMessageTests {
    @Test(arguments: [
        ("plain", "plain"),
        ("=?UTF-8?B?xJDEg25nIGvDvQ==?=", "Đăng ký"),
        ("=?utf-8?Q?=C4=90=C4=83ng_k=C3=BD?=", "Đăng ký"),
        // Two words and the fold between them are one text, even when a letter is split.
        ("=?UTF-8?B?xA==?= =?UTF-8?B?kMSDbmc=?= ky", "Đăng ky"),
        ("Re: =?UTF-8?B?xJA=?= x", "Re: Đ x"),
        ("=?broken", "=?broken"),
    ])
    func `decodes headers`(header: String, expected: String) {
        #expect(EncodedWords.decode(header) == expected)
    }

    @Test func `reads headers and the plain text of a multipart mail`() {
        let mail = MailMessage(
            Array(
                """
                From: =?UTF-8?B?xJDDoCBO4bq1bmc=?= <no-reply@example.vn>
                To: Lan <lan@example.vn>
                Subject: =?UTF-8?B?xJDEg25n?=
                 =?UTF-8?B?IGvDvQ==?=
                Date: Mon, 23 Nov 2026 08:00:00 +0700
                Content-Type: multipart/alternative; boundary="=_x"

                not shown
                --=_x
                Content-Type: text/plain; charset=utf-8
                Content-Transfer-Encoding: quoted-printable

                M=E1=BA=ADt kh=E1=BA=A9u: ABC=
                DEF
                a=3Db
                --=_x
                Content-Type: text/html; charset=utf-8

                <p>no</p>
                --=_x--
                """.replacing("\n", with: "\r\n").utf8))
        #expect(mail.from == "Đà Nẵng <no-reply@example.vn>")
        #expect(mail.to == "Lan <lan@example.vn>")
        #expect(mail.subject == "Đăng ký")
        #expect(mail.date == "Mon, 23 Nov 2026 08:00:00 +0700")
        #expect(mail.text.trimmingCharacters(in: .newlines) == "Mật khẩu: ABCDEF\na=b")
    }

    @Test func `reads a base64 body`() {
        let mail = MailMessage(
            Array("Subject: x\nContent-Transfer-Encoding: base64\n\nxJDE\ng25n\n".utf8))
        #expect(mail.text == "Đăng")
    }

    @Test(arguments: [
        "", "no header at all", "A: b", "Content-Type: multipart/mixed\n\nx", "=\n\n=4",
    ])
    func `survives what is no mail`(text: String) {
        #expect(MailMessage(Array(text.utf8)).subject == "")
    }
}

@Suite struct MaildirTests {
    @Test func `lists new and read mails, newest first`() throws {
        let folder = try TemporaryFolder()
        for (box, name, age) in [("new", "1.a", 30.0), ("cur", "2.b:2,S", 10), ("new", "3.c", 20)] {
            let path = "\(folder.path)/\(box)"
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true)
            try "To: x@example.vn\nSubject: \(name)\n\nhello".write(
                toFile: "\(path)/\(name)", atomically: true, encoding: .utf8)
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSince1970: 1_790_000_000 - age)],
                ofItemAtPath: "\(path)/\(name)")
        }
        let environment = OperatorEnvironment(variables: ["MAILDIR": folder.path], root: nil)
        let lines = try MailLine.read(from: environment, count: 20)
        #expect(lines.map(\.mail.subject) == ["2.b:2,S", "3.c", "1.a"])
        #expect(lines.map(\.number) == [1, 2, 3])
        let found = try MailLine.read(
            from: environment, to: "X@example.vn", subject: "1.", count: 1)
        #expect(found.map(\.mail.subject) == ["1.a"])
        #expect(try MailLine.read(from: environment, to: "nobody@example.vn", count: 1).isEmpty)
    }

    @Test func `takes a missing folder for an empty one`() {
        #expect(Maildir(path: "/nowhere/mail").entries().isEmpty)
    }
}
