/// Words with named parts: `{name}` is filled in here, `{{name}}` by the mailer when it sends.
///
/// Lines from `{?name}` to `{/name}` stand only when that part is there. The kind of a line is its
/// beginning: `| label: value` a fact (left out when its part is empty), `- ` an item of a list,
/// `= ` something to copy, `-> label: address` a link; other lines are a paragraph, and an empty
/// line ends it.
struct Template: Sendable {
    private let lines: [String]

    /// The words as a text file has them.
    init(_ text: String) {
        lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    /// The words of several, one after the other.
    init(joining templates: [Template]) {
        lines = Array(templates.map(\.lines).joined(separator: [""]))
    }

    /// The names of all parts that are filled in here, conditions too.
    var partNames: Set<String> {
        Set(
            tokens.compactMap { token in
                if case .part(let name) = token { name } else { nil }
            } + lines.compactMap { Self.condition($0, "{?") })
    }

    /// The names of all parts that the mailer fills in.
    var secretNames: Set<String> {
        Set(
            tokens.compactMap { token in
                if case .secret(let name) = token { name } else { nil }
            })
    }

    /// The words as one line or as plain paragraphs, filled.
    func plain(_ parts: [String: String]) -> String {
        kept(parts).map { fill($0, parts, { $0 }) }.joined(separator: "\n")
    }

    /// The words as a person reads them in a text mail.
    func text(_ parts: [String: String]) -> String {
        kept(parts).map { line in
            let (kind, rest) = LineKind.of(line)
            let words = fill(rest, parts) { $0 }
            switch kind {
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
        let all = kept(parts).map(LineKind.of)
        for (index, (kind, rest)) in all.enumerated() {
            let isFirst = index == 0 || all[index - 1].kind != kind
            let isLast = index + 1 == all.count || all[index + 1].kind != kind
            let words = fill(Self.escape(rest), parts, Self.escape)
            html += Self.element(kind, words, isFirst: isFirst, isLast: isLast)
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
            let parts = words.split(separator: ": ", maxSplits: 1)
            let value = parts.count > 1 ? parts[1] : ""
            return """
                \(isFirst ? "<table role=\"presentation\">\n" : "")\
                <tr><td style="padding:2px 16px 2px 0;vertical-align:top">\(parts[0])</td>\
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

    private static func link(_ words: String) -> (label: String, address: String) {
        let parts = words.split(separator: ": ", maxSplits: 1).map(String.init)
        return (parts[0], parts.last ?? "")
    }

    /// The lines that stand with these parts.
    private func kept(_ parts: [String: String]) -> [String] {
        var hidden: String?
        return lines.filter { line in
            if let name = hidden {
                if line == "{/\(name)}" { hidden = nil }
                return false
            }
            if let name = Self.condition(line, "{?") {
                if parts[name, default: ""].isEmpty { hidden = name }
                return false
            }
            if Self.condition(line, "{/") != nil { return false }
            let (kind, _) = LineKind.of(line)
            return kind != .fact || !names(in: line).contains { parts[$0, default: ""].isEmpty }
        }
    }

    private func names(in line: String) -> [String] {
        Token.all(in: line).compactMap { if case .part(let name) = $0 { name } else { nil } }
    }

    private var tokens: [Token] {
        lines.filter { Self.condition($0, "{?") == nil && Self.condition($0, "{/") == nil }
            .flatMap { Token.all(in: $0) }
    }

    private func fill(
        _ line: String, _ parts: [String: String], _ written: (String) -> String
    ) -> String {
        Token.all(in: line).map { token in
            switch token {
            case .words(let words): return words
            case .secret(let name): return "{{\(name)}}"
            case .part(let name): return written(Self.harmless(parts[name, default: ""]))
            }
        }.joined()
    }

    /// What a person wrote stays on one line and cannot name a secret part.
    private static func harmless(_ value: String) -> String {
        var value = String(
            String.UnicodeScalarView(
                value.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }))
        while value.contains("{{") { value = value.replacing("{{", with: "{ {") }
        return value
    }

    private static func escape(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
            .replacing(">", with: "&gt;").replacing("\"", with: "&quot;")
            .replacing("'", with: "&#39;")
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
private enum Token {
    case words(String)
    case part(String)
    case secret(String)

    static func all(in line: String) -> [Token] {
        var tokens: [Token] = []
        var rest = line[...]
        while let open = rest.firstIndex(of: "{") {
            let isSecret = rest[open...].hasPrefix("{{")
            let mark = isSecret ? "}}" : "}"
            guard let close = rest[open...].firstRange(of: mark) else { break }
            tokens.append(.words(String(rest[..<open])))
            let name = String(rest[open..<close.lowerBound].drop { $0 == "{" })
            tokens.append(isSecret ? .secret(name) : .part(name))
            rest = rest[close.upperBound...]
        }
        return tokens + [.words(String(rest))]
    }
}
