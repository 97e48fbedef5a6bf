import Contracts
import Lifecycle

/// A name and an address, as `MAIL_FROM` gives them: `Name <address>` or the address alone.
struct Mailbox: Sendable, Equatable {
    let name: String
    let address: String

    /// A mailbox.
    init(name: String, address: String) {
        self.name = name
        self.address = address
    }

    /// Reads the text of the setting.
    init(setting text: String) throws(ConfigurationError) {
        let wrong = ConfigurationError("MAIL_FROM", "must be `Name <address>`")
        if text.hasSuffix(">"), let open = text.lastIndex(of: "<") {
            address = String(text[text.index(after: open)...].dropLast())
            name = String(text[..<open]).split(separator: " ").joined(separator: " ")
        } else {
            (name, address) = ("", text)
        }
        guard MailAddress.isAllowed(address), name.count <= 200,
            name.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
        else { throw wrong }
    }

    /// The part of the address behind the `@`.
    var domain: String { address.split(separator: "@").last.map(String.init) ?? address }
}
