import Foundation
import Lifecycle

/// Writes a mail as RFC 5322 and MIME want it: text and HTML as alternatives, UTF-8 in base64,
/// every line at most 78 bytes and ending with CRLF.
struct MailMessage {
    let from: Mailbox
    let to: Mailbox
    let subject: String
    /// With its angle brackets.
    let messageID: String
    let date: Timestamp
    let text: String
    let html: String

    /// All bytes of the mail.
    var bytes: [UInt8] {
        // `=_` cannot stand in base64, so the boundary cannot stand in a part.
        let boundary = "=_egov_" + String(messageID.prefix { $0 != "@" }.dropFirst())
        let lines =
            [
                "Date: \(Self.dateText(date))",
                header("From", from),
                header("To", to),
                "Subject: " + EncodedWords.encode(subject, usedColumns: 9),
                "Message-ID: \(messageID)",
                "Auto-Submitted: auto-generated",
                "Content-Language: vi",
                "MIME-Version: 1.0",
                "Content-Type: multipart/alternative;\r\n boundary=\"\(boundary)\"",
                "",
            ] + part("text/plain", text, boundary) + part("text/html", html, boundary)
            + ["--\(boundary)--", ""]
        return Array(lines.joined(separator: "\r\n").utf8)
    }

    private func header(_ name: String, _ mailbox: Mailbox) -> String {
        guard !mailbox.name.isEmpty else { return "\(name): \(mailbox.address)" }
        let words = EncodedWords.encode(mailbox.name, usedColumns: name.count + 2, isPhrase: true)
        return "\(name): \(words)\r\n <\(mailbox.address)>"
    }

    private func part(_ type: String, _ content: String, _ boundary: String) -> [String] {
        [
            "--\(boundary)",
            "Content-Type: \(type); charset=utf-8",
            "Content-Transfer-Encoding: base64",
            "",
            Foundation.Data(Self.withCRLF(content).utf8).base64EncodedString(options: [
                .lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed,
            ]),
        ]
    }

    /// Every line ends with CRLF, the last one too, whatever ended it before.
    static func withCRLF(_ text: String) -> String {
        var bytes: [UInt8] = []
        var last: UInt8 = 0
        for byte in text.utf8 {
            if byte == 0x0A || byte == 0x0D {
                if !(byte == 0x0A && last == 0x0D) { bytes += [0x0D, 0x0A] }
            } else {
                bytes.append(byte)
            }
            last = byte
        }
        if !bytes.isEmpty && bytes.last != 0x0A { bytes += [0x0D, 0x0A] }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// RFC 5322 date-time at +0700: `Mon, 23 Nov 2026 08:00:00 +0700`.
    static func dateText(_ time: Timestamp) -> String {
        let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ]
        let date = time.localDate
        let (year, month, day) = date.yearMonthDay
        let weekday = ((date.daysSinceEpoch + 4) % 7 + 7) % 7
        let clock = time.rfc3339.dropFirst(11).prefix(8)
        return "\(days[weekday]), \(day) \(months[month - 1]) \(year) \(clock) +0700"
    }
}

/// RFC 2047: words of a header in UTF-8 and base64, each at most 75 bytes, folded between them.
enum EncodedWords {
    /// The header's text; ASCII stays as it is.
    ///
    /// - Parameters:
    ///   - usedColumns: What stands before it on its first line.
    ///   - isPhrase: Whether it is a person's name, which needs quotes when it stays as it is.
    static func encode(_ text: String, usedColumns: Int, isPhrase: Bool = false) -> String {
        let isPlain = text.utf8.allSatisfy { (0x20...0x7E).contains($0) } && !text.contains("=?")
        if isPlain && usedColumns + text.utf8.count + 2 <= 76 {
            if !isPhrase { return text }
            let quoted = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
            if usedColumns + quoted.utf8.count + 2 <= 76 { return "\"\(quoted)\"" }
        }
        return pieces(text, firstRoom: 75 - usedColumns)
            .map { "=?UTF-8?B?\(Foundation.Data($0.utf8).base64EncodedString())?=" }
            .joined(separator: "\r\n ")
    }

    /// The text in pieces whose encoded words fit their lines; no character is cut in two.
    private static func pieces(_ text: String, firstRoom: Int) -> [String] {
        var pieces: [String] = []
        var piece = ""
        var limit = (firstRoom - 12) / 4 * 3
        for scalar in text.unicodeScalars {
            if piece.utf8.count + scalar.utf8.count > limit {
                pieces.append(piece)
                piece = ""
                limit = 45
            }
            piece.unicodeScalars.append(scalar)
        }
        return pieces + [piece]
    }
}
