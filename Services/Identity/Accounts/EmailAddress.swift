import Contracts

/// A mail address of the subset the system takes; the domain in lower case.
struct EmailAddress: Hashable, Sendable {
    /// As it is written to: the part before the `@` as it was typed.
    let text: String
    /// What two spellings of one address have in common: all of it in lower case.
    let key: String

    /// Reads an address; nil when it is outside the subset (`MailAddress`).
    init?(_ text: String) {
        guard MailAddress.isAllowed(text), let at = text.firstIndex(of: "@") else { return nil }
        self.text = text[..<at] + text[at...].lowercased()
        key = text.lowercased()
    }

    /// Reads the field `email` of a request.
    static func require(_ text: String) throws(Refusal) -> EmailAddress {
        guard let address = EmailAddress(text) else { throw .fields([.email]) }
        return address
    }
}

extension Refusal.Field {
    /// The mail address is none.
    static let email = Refusal.Field(
        "email", "Địa chỉ thư điện tử chưa đúng. Ví dụ đúng: nguyenvanan@example.vn.")
}
