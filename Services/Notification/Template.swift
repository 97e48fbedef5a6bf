/// Words with named parts: `{name}` is filled in here, `{{name}}` by the mailer when it sends.
///
/// Lines from `{?name}` to `{/name}` stand only when that part is there. The kind of a line is its
/// beginning: `| label: value` a fact (left out when its part is empty), `- ` an item of a list,
/// `= ` something to copy, `-> label: address` a link; other lines are a paragraph, and an empty
/// line ends it.
struct Template: Sendable {
    private let lines: [Line]

    /// The words as a text file has them, taken apart once.
    init(_ text: String) {
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { Line(String($0)) }
    }

    /// The words of several, one after the other.
    init(joining templates: [Template]) {
        lines = Array(templates.map(\.lines).joined(separator: [Line("")]))
    }

    /// The names of all parts that are filled in here, conditions too.
    var partNames: Set<String> { Set(lines.flatMap { $0.names + [$0.opens].compactMap { $0 } }) }

    /// The names of all parts that the mailer fills in.
    var secretNames: Set<String> {
        Set(
            lines.flatMap(\.tokens).compactMap { token in
                if case .secret(let name) = token { name } else { nil }
            })
    }

    /// The words as one line or as plain paragraphs, filled.
    func plain(_ parts: [String: String]) -> String {
        kept(parts).map { $0.source(parts) }.joined(separator: "\n")
    }

    /// The words as a person reads them in a text mail.
    func text(_ parts: [String: String]) -> String {
        kept(parts).map { line in
            let words = line.text(parts)
            switch line.kind {
            case .fact: return "  \(words)"
            case .item: return "- \(words)"
            case .copy: return "    \(words)"
            case .link:
                let (label, address) = Self.link(words)
                return "\(label):\n\(address)"
            case .words, .empty: return words
            }
        }.joined(separator: "\n")
    }

    /// The same as HTML, what is filled in escaped.
    func html(_ parts: [String: String]) -> String {
        var html = ""
        let all = kept(parts)
        for (index, line) in all.enumerated() {
            let isFirst = index == 0 || all[index - 1].kind != line.kind
            let isLast = index + 1 == all.count || all[index + 1].kind != line.kind
            html += Self.element(line.kind, line.html(parts), isFirst: isFirst, isLast: isLast)
        }
        return html
    }

    private static func element(
        _ kind: LineKind, _ words: String, isFirst: Bool, isLast: Bool
    ) -> String {
        switch kind {
        case .empty: return ""
        case .words: return "\(isFirst ? "<p>" : "<br>")\(words)\(isLast ? "</p>\n" : "\n")"
        case .item:
            return "\(isFirst ? "<ul>\n" : "")<li>\(words)</li>\n\(isLast ? "</ul>\n" : "")"
        case .copy:
            return """
                <p style="font-family:monospace;font-size:20px;font-weight:bold">\(words)</p>

                """
        case .fact:
            let (label, value) = fact(words)
            return """
                \(isFirst ? "<table role=\"presentation\">\n" : "")\
                <tr><td style="padding:2px 16px 2px 0;vertical-align:top">\(label)</td>\
                <td><strong>\(value)</strong></td></tr>
                \(isLast ? "</table>\n" : "")
                """
        case .link:
            let (label, address) = link(words)
            return """
                <p><a href="\(address)" style="display:inline-block;padding:10px 20px;\
                background:#0b4f9e;color:#ffffff;text-decoration:none;border-radius:4px">\
                \(label)</a><br>
                <span style="font-size:14px;word-break:break-all">\(address)</span></p>

                """
        }
    }

    /// By scalars: a mark that combines would make the blank before it another character.
    private static func fact(_ words: String) -> (label: String, value: String) {
        let scalars = words.unicodeScalars
        var start = scalars.startIndex
        while let colon = scalars[start...].firstIndex(of: ":") {
            start = scalars.index(after: colon)
            guard start < scalars.endIndex, scalars[start] == " " else { continue }
            return (
                String(scalars[..<colon]), String(scalars[scalars.index(after: start)...])
            )
        }
        return (words, "")
    }

    private static func link(_ words: String) -> (label: String, address: String) {
        let (label, address) = fact(words)
        return (label, address.isEmpty ? label : address)
    }

    /// The lines that stand with these parts.
    private func kept(_ parts: [String: String]) -> [Line] {
        var hidden: String?
        return lines.filter { line in
            if let name = hidden {
                if line.closes == name { hidden = nil }
                return false
            }
            if let name = line.opens {
                if parts[name, default: ""].isEmpty { hidden = name }
                return false
            }
            if line.closes != nil { return false }
            return line.kind != .fact || !line.names.contains { parts[$0, default: ""].isEmpty }
        }
    }
}

/// A line of a template, taken apart.
private struct Line: Sendable {
    let kind: LineKind
    /// The mark in front, which a plain notice shows too.
    let mark: String
    let tokens: [Token]
    /// The parts that are filled in here.
    let names: [String]
    /// The part on which the lines that follow depend.
    let opens: String?
    /// The part whose dependent lines end here.
    let closes: String?

    init(_ line: String) {
        opens = Self.condition(line, "{?")
        closes = Self.condition(line, "{/")
        let (kind, rest) = LineKind.of(line)
        self.kind = kind
        mark = String(line.dropLast(rest.count))
        tokens = opens == nil && closes == nil ? Token.all(in: rest) : []
        names = tokens.compactMap { if case .part(let name) = $0 { name } else { nil } }
    }

    /// The line with its mark, filled.
    func source(_ parts: [String: String]) -> String { mark + text(parts) }

    /// The line without its mark, filled.
    func text(_ parts: [String: String]) -> String {
        tokens.reduce(into: "") { line, token in
            switch token {
            case .words(let words, _): line += words
            case .secret(let name): line += "{{\(name)}}"
            case .part(let name): line += Self.harmless(parts[name, default: ""])
            }
        }
    }

    /// The same as HTML, what is filled in escaped.
    func html(_ parts: [String: String]) -> String {
        tokens.reduce(into: "") { line, token in
            switch token {
            case .words(_, let escaped): line += escaped
            case .secret(let name): line += "{{\(name)}}"
            case .part(let name): line += Token.escape(Self.harmless(parts[name, default: ""]))
            }
        }
    }

    /// What a person wrote stays on one line and cannot name a secret part.
    private static func harmless(_ value: String) -> String {
        if value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "{") }) {
            return value
        }
        var out = ""
        var isAfterBrace = false
        for scalar in value.unicodeScalars {
            if isAfterBrace, scalar == "{" { out.unicodeScalars.append(" ") }
            isAfterBrace = scalar == "{"
            out.unicodeScalars.append(scalar.value < 0x20 || scalar.value == 0x7F ? " " : scalar)
        }
        return out
    }

    private static func condition(_ line: String, _ mark: String) -> String? {
        line.hasPrefix(mark) && line.hasSuffix("}")
            ? String(line.dropFirst(mark.count).dropLast()) : nil
    }
}

/// What a line of a template is.
private enum LineKind: Equatable {
    case empty, words, fact, item, copy, link

    /// The kind and what comes after its mark.
    static func of(_ line: String) -> (kind: LineKind, rest: String) {
        let marks: [(String, LineKind)] = [
            ("-> ", .link), ("| ", .fact), ("- ", .item), ("= ", .copy),
        ]
        for (mark, kind) in marks where line.hasPrefix(mark) {
            return (kind, String(line.dropFirst(mark.count)))
        }
        return (line.isEmpty ? .empty : .words, line)
    }
}

/// A piece of a line.
private enum Token: Sendable {
    case words(String, escaped: String)
    case part(String)
    case secret(String)

    static func all(in line: String) -> [Token] {
        var tokens: [Token] = []
        var rest = line[...]
        while let open = rest.firstIndex(of: "{") {
            let isSecret = rest[open...].hasPrefix("{{")
            let mark = isSecret ? "}}" : "}"
            guard let close = rest[open...].firstRange(of: mark) else { break }
            tokens.append(words(rest[..<open]))
            let name = String(rest[open..<close.lowerBound].drop { $0 == "{" })
            tokens.append(isSecret ? .secret(name) : .part(name))
            rest = rest[close.upperBound...]
        }
        return tokens + [words(rest)]
    }

    private static func words(_ text: Substring) -> Token {
        .words(String(text), escaped: escape(String(text)))
    }

    /// The text as it stands in HTML.
    static func escape(_ text: String) -> String {
        var out: [UInt8] = []
        out.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "&"): out += "&amp;".utf8
            case UInt8(ascii: "<"): out += "&lt;".utf8
            case UInt8(ascii: ">"): out += "&gt;".utf8
            case UInt8(ascii: "\""): out += "&quot;".utf8
            case UInt8(ascii: "'"): out += "&#39;".utf8
            default: out.append(byte)
            }
        }
        return String(decoding: out, as: UTF8.self)
    }
}
