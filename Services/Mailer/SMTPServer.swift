import Foundation
import Lifecycle

/// Where mails are handed over, and how.
struct SMTPServer: Sendable {
    /// `smtp://host:port/name`, the name being how we call ourselves there.
    let url: String
    /// Whether nothing may be said before the connection is encrypted and the server's certificate
    /// was checked; only a server on this machine's loopback is exempt.
    let requiresTLS: Bool
    /// nil when the server wants no sign-in.
    let credentials: Credentials?
    /// PEM file of the authority that vouches for the server; nil for the system's authorities.
    let authorityFile: String?

    /// A sign-in at the server.
    struct Credentials: Sendable {
        let user: String
        let password: String
    }

    /// A server, for tests and for the settings.
    init(
        url: String, requiresTLS: Bool, credentials: Credentials? = nil,
        authorityFile: String? = nil
    ) {
        self.url = url
        self.requiresTLS = requiresTLS
        self.credentials = credentials
        self.authorityFile = authorityFile
    }

    /// Reads `SMTP_URL`; `ownName` is what we call ourselves when the URL names nothing.
    init(
        setting text: String, ownName: String, credentials: Credentials?,
        authorityFile: String? = nil
    ) throws(ConfigurationError) {
        guard let parts = URLComponents(string: text), let host = parts.host, !host.isEmpty,
            ["smtp", "smtps"].contains(parts.scheme), parts.user == nil, parts.password == nil,
            parts.query == nil, parts.fragment == nil,
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else {
            throw ConfigurationError("SMTP_URL", "must be smtp://host:port or smtps://host:port")
        }
        let hasName = parts.path.count > 1
        let trimmed = text.hasSuffix("/") ? String(text.dropLast()) : text
        self.init(
            url: hasName ? text : "\(trimmed)/\(ownName)",
            requiresTLS: parts.scheme == "smtps" || !Self.isLoopback(host),
            credentials: credentials, authorityFile: authorityFile)
    }

    /// Whether a connection to `host` never leaves this machine.
    static func isLoopback(_ host: String) -> Bool {
        let host = host.lowercased()
        if ["localhost", "::1", "[::1]"].contains(host) { return true }
        let numbers = host.split(separator: ".", omittingEmptySubsequences: false)
        return numbers.count == 4 && numbers[0] == "127"
            && numbers.allSatisfy { UInt8($0) != nil && $0.utf8.first != UInt8(ascii: "+") }
    }
}
