import Foundation
import Lifecycle
import Testing

@testable import Mailer

@Suite struct MailMessageTests {
    private let message = MailMessage(
        from: Mailbox(name: "Chính quyền điện tử Đà Nẵng", address: "no-reply@egov.test"),
        to: Mailbox(name: "Nguyễn Thị Phương Thảo", address: "thao@example.test"),
        subject: "Xác nhận đăng ký tài khoản dịch vụ công trực tuyến của thành phố Đà Nẵng",
        messageID: "<M1@egov.test>", date: Timestamp(rfc3339: "2026-11-23T08:05:09+07:00")!,
        text: "Kính gửi Ông/Bà,\n\n.một dòng\rhai dòng\r\nhết",
        html: "<p>Kính gửi Ông/Bà</p>")

    private var text: String { String(decoding: message.bytes, as: UTF8.self) }

    /// Header values, unfolded.
    private func header(_ name: String) throws -> String {
        let head = try #require(text.firstRange(of: "\r\n\r\n")).lowerBound
        let unfolded = text[..<head].replacing("\r\n ", with: " ")
        let line = try #require(
            unfolded.split(separator: "\r\n").first { $0.hasPrefix(name + ": ") })
        return String(line.dropFirst(name.count + 2))
    }

    private func decoded(_ value: String) -> String {
        value.split(separator: " ").map { word in
            guard word.hasPrefix("=?UTF-8?B?"), word.hasSuffix("?=") else { return " " + word }
            let base64 = String(word.dropFirst(10).dropLast(2))
            return Foundation.Data(base64Encoded: base64).map {
                String(decoding: $0, as: UTF8.self)
            }
                ?? "?"
        }.joined()
    }

    @Test func `keeps names and subject through the encoding of headers`() throws {
        #expect(decoded(try header("Subject")) == message.subject)
        #expect(decoded(try header("From")) == "Chính quyền điện tử Đà Nẵng <no-reply@egov.test>")
        #expect(decoded(try header("To")) == "Nguyễn Thị Phương Thảo <thao@example.test>")
        #expect(try header("Date") == "Mon, 23 Nov 2026 08:05:09 +0700")
        #expect(try header("Message-ID") == "<M1@egov.test>")
        #expect(try header("Auto-Submitted") == "auto-generated")
    }

    @Test func `ends every line with CRLF, writes ASCII only and no long line`() {
        let lines = text.split(separator: "\r\n", omittingEmptySubsequences: false)
        #expect(lines.allSatisfy { $0.utf8.count <= 78 })
        #expect(message.bytes.allSatisfy { $0 < 0x80 })
        let loose = text.replacing("\r\n", with: "").utf8.contains { $0 == 0x0A || $0 == 0x0D }
        #expect(!loose)
        #expect(text.hasSuffix("\r\n"))
    }

    @Test func `carries text and HTML as alternatives`() throws {
        let parts = text.components(separatedBy: "--=_egov_M1")
        #expect(parts.count == 4)
        #expect(parts[1].contains("Content-Type: text/plain; charset=utf-8"))
        #expect(parts[2].contains("Content-Type: text/html; charset=utf-8"))
        #expect(parts[3] == "--\r\n")
        func body(_ part: String) throws -> String {
            let start = try #require(part.range(of: "\r\n\r\n"))
            let base64 = part[start.upperBound...].replacing("\r\n", with: "")
            let bytes = try #require([UInt8](base64: base64))
            return String(decoding: bytes, as: UTF8.self)
        }
        #expect(
            try body(parts[1]) == "Kính gửi Ông/Bà,\r\n\r\n.một dòng\r\nhai dòng\r\nhết\r\n")
        #expect(try body(parts[2]) == "<p>Kính gửi Ông/Bà</p>\r\n")
    }

    @Test func `quotes a plain name and leaves plain text as it is`() {
        #expect(EncodedWords.encode("Follow", usedColumns: 9) == "Follow")
        #expect(
            EncodedWords.encode("A \"B\", C", usedColumns: 4, isPhrase: true)
                == "\"A \\\"B\\\", C\"")
        #expect(EncodedWords.encode("a =?UTF-8?B?eA==?=", usedColumns: 9).hasPrefix("=?UTF-8?B?"))
    }

    @Test func `fills secret parts and escapes them in HTML`() throws {
        let secrets = SecretParts(parts: ["link": "http://x/?a=1&b=<2>", "password": "AB"])
        #expect(
            try secrets.fill("Mở {{link}} rồi {{password}}.") == "Mở http://x/?a=1&b=<2> rồi AB.")
        #expect(
            try secrets.fillHTML("<a href=\"{{link}}\">")
                == "<a href=\"http://x/?a=1&amp;b=&lt;2&gt;\">")
        #expect(throws: SecretParts.Missing.self) { try secrets.fill("{{other}}") }
        #expect(try secrets.fill("một {{ dở dang") == "một {{ dở dang")
    }
}
