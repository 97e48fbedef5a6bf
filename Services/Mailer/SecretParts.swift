/// Puts the secret parts of a mail into its words, at the moment of sending.
struct SecretParts {
    /// Part by name: `link`, `password`.
    let parts: [String: String]

    /// A part that the words name and nobody knows.
    struct Missing: Error { let name: String }

    /// `text` with each `{{name}}` replaced by its part.
    func fill(_ text: String) throws(Missing) -> String { try fill(text) { $0 } }

    /// The same for HTML: the parts are escaped.
    func fillHTML(_ html: String) throws(Missing) -> String {
        try fill(html) { part in
            part.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
                .replacing(">", with: "&gt;").replacing("\"", with: "&quot;")
                .replacing("'", with: "&#39;")
        }
    }

    private func fill(
        _ text: String, _ written: (String) -> String
    ) throws(Missing) -> String {
        var filled = ""
        var rest = text[...]
        while let open = rest.firstRange(of: "{{"),
            let close = rest[open.upperBound...].firstRange(of: "}}")
        {
            let name = String(rest[open.upperBound..<close.lowerBound])
            guard let part = parts[name] else { throw Missing(name: name) }
            filled += rest[..<open.lowerBound] + written(part)
            rest = rest[close.upperBound...]
        }
        return filled + rest
    }
}
