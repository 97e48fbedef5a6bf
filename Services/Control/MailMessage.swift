import Foundation

/// A mail as a person reads it: its headers in plain words and its text part.
struct MailMessage: Codable, Sendable, Equatable {
    /// Who sent it.
    var from: String
    /// Whom it is for.
    var to: String
    /// What it is about.
    var subject: String
    /// When, as the mail says it.
    var date: String
    /// The first plain text part, lines ending with LF.
    var text: String

    /// Reads the bytes of a mail (RFC 5322, MIME); what is not understood is shown as it is.
    init(_ bytes: [UInt8]) {
        let part = MIMEPart(bytes)
        func header(_ name: String) -> String { EncodedWords.decode(part.headers[name] ?? "") }
        (from, to) = (header("from"), header("to"))
        (subject, date) = (header("subject"), header("date"))
        text = part.firstText() ?? ""
    }
}

/// A part of a mail, or the mail itself: headers, an empty line, a body.
struct MIMEPart {
    /// Unfolded values by lower-case name; the first of each name.
    private(set) var headers: [String: String] = [:]
    private let body: [UInt8]

    /// Splits the bytes; lines may end with CRLF or LF.
    init(_ bytes: [UInt8]) {
        var rest = bytes[...]
        var last: String?
        while let end = rest.firstIndex(of: 0x0A) {
            let line = String(decoding: rest[..<end], as: UTF8.self)
                .trimmingCharacters(in: .newlines)
            rest = rest[(end + 1)...]
            if line.isEmpty { break }
            if line.hasPrefix(" ") || line.hasPrefix("\t") {
                if let last {
                    headers[last]?.append(" " + line.trimmingCharacters(in: .whitespaces))
                }
                continue
            }
            guard let colon = line.firstIndex(of: ":") else { continue }
            let name = line[..<colon].lowercased()
            last = headers[name] == nil ? name : nil
            if last != nil {
                headers[name] = line[line.index(after: colon)...].trimmingCharacters(
                    in: .whitespaces)
            }
        }
        body = Array(rest)
    }

    /// The first `text/plain` below here, decoded.
    func firstText(depth: Int = 0) -> String? {
        let type = headers["content-type"] ?? "text/plain"
        if type.lowercased().hasPrefix("multipart/"), depth < 8 {
            return parts(boundary: parameter("boundary", of: type))
                .lazy.compactMap { $0.firstText(depth: depth + 1) }.first
        }
        guard type.lowercased().hasPrefix("text/plain") else { return nil }
        let charset = parameter("charset", of: type) ?? "utf-8"
        return Charset.text(decodedBody, charset).replacing("\r\n", with: "\n")
    }

    private var decodedBody: [UInt8] {
        switch headers["content-transfer-encoding"]?.lowercased() {
        case "quoted-printable": QuotedPrintable.decode(body)
        case "base64":
            Foundation.Data(base64Encoded: Foundation.Data(body), options: .ignoreUnknownCharacters)
                .map(Array.init) ?? body
        default: body
        }
    }

    private func parts(boundary: String?) -> [MIMEPart] {
        guard let boundary, !boundary.isEmpty else { return [] }
        let mark = "--" + boundary
        var parts: [MIMEPart] = []
        var lines: [ArraySlice<UInt8>]?
        for line in body.split(separator: 0x0A, omittingEmptySubsequences: false) {
            let text = String(decoding: line, as: UTF8.self).trimmingCharacters(
                in: .whitespacesAndNewlines)
            if text == mark || text == mark + "--" {
                if let lines { parts.append(MIMEPart(Array(lines.joined(separator: [0x0A])))) }
                lines = []
                if text.hasSuffix("--"), text != mark { break }
            } else {
                lines?.append(line)
            }
        }
        return parts
    }

    private func parameter(_ name: String, of header: String) -> String? {
        for piece in header.split(separator: ";").dropFirst() {
            let pair = piece.split(separator: "=", maxSplits: 1)
            guard pair.count == 2, pair[0].trimmingCharacters(in: .whitespaces).lowercased() == name
            else { continue }
            return pair[1].trimmingCharacters(in: CharacterSet(charactersIn: "\" \t"))
        }
        return nil
    }
}

/// `=C4=90` in bodies and, with `_` for a space, in headers.
enum QuotedPrintable {
    /// The bytes; a `=` at the end of a line joins it to the next.
    static func decode(_ bytes: [UInt8], inHeader: Bool = false) -> [UInt8] {
        var out: [UInt8] = []
        var index = 0
        while index < bytes.count {
            defer { index += 1 }
            guard bytes[index] == UInt8(ascii: "=") else {
                out.append(inHeader && bytes[index] == UInt8(ascii: "_") ? 0x20 : bytes[index])
                continue
            }
            let rest = bytes[(index + 1)...].prefix(2)
            if rest.first == 0x0A {
                index += 1
            } else if rest.elementsEqual([0x0D, 0x0A]) {
                index += 2
            } else if rest.count == 2,
                let byte = UInt8(String(decoding: rest, as: UTF8.self), radix: 16)
            {
                out.append(byte)
                index += 2
            } else {
                out.append(bytes[index])
            }
        }
        return out
    }
}

/// `=?UTF-8?B?…?=` in headers (RFC 2047).
enum EncodedWords {
    /// The header in plain words; a space between two encoded words is not part of them. Bytes are
    /// joined before they are read, since a letter may be split between two words.
    static func decode(_ header: String) -> String {
        var out = ""
        var pending: (charset: String, bytes: [UInt8])?
        func flush() {
            if let word = pending { out += Charset.text(word.bytes, word.charset) }
            pending = nil
        }
        var rest = Substring(header)
        while let match = rest.firstMatch(of: /=\?([^?\s]+)\?([BbQq])\?([^?\s]*)\?=/) {
            let before = rest[..<match.range.lowerBound]
            let charset = String(match.1).lowercased()
            if pending == nil || pending?.charset != charset || !before.allSatisfy(\.isWhitespace) {
                let wasWord = pending != nil
                flush()
                if !(wasWord && before.allSatisfy(\.isWhitespace)) { out += before }
                pending = (charset, [])
            }
            pending?.bytes += bytes(of: match.3, encoding: match.2)
            rest = rest[match.range.upperBound...]
        }
        flush()
        return out + rest
    }

    private static func bytes(of text: Substring, encoding: Substring) -> [UInt8] {
        if encoding.lowercased() == "q" {
            return QuotedPrintable.decode(Array(text.utf8), inHeader: true)
        }
        return Foundation.Data(base64Encoded: String(text)).map(Array.init) ?? Array(text.utf8)
    }
}

/// The character sets mails come in.
enum Charset {
    /// The bytes as text; UTF-8 unless Latin-1 is named.
    static func text(_ bytes: [UInt8], _ charset: String) -> String {
        ["iso-8859-1", "windows-1252"].contains(charset.lowercased())
            ? String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
            : String(decoding: bytes, as: UTF8.self)
    }
}
