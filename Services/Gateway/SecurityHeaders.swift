import Foundation

/// An origin of the web: scheme, host and port of an address.
struct Origin: Hashable, Sendable, CustomStringConvertible {
    /// As the `Origin` header writes it: `https://dichvucong.danang.gov.vn`.
    let description: String

    /// The origin of an address; nil when it is not one of `http` or `https`.
    init?(_ address: String) {
        guard let parts = URLComponents(string: address), let scheme = parts.scheme?.lowercased(),
            let host = parts.host?.lowercased(), scheme == "http" || scheme == "https",
            !host.isEmpty
        else { return nil }
        let usual = scheme == "https" ? 443 : 80
        let port = parts.port.flatMap { $0 == usual ? nil : ":\($0)" } ?? ""
        description = "\(scheme)://\(host)\(port)"
    }

    /// Whether it is reached through TLS.
    var isSecure: Bool { description.hasPrefix("https:") }
}

/// The headers that every response carries.
struct SecurityHeaders: Sendable {
    /// All of them.
    let headers: [(name: String, value: String)]

    /// For a portal at `portal`, whose pages send and fetch papers at `documents`.
    init(portal: Origin, documents: Origin) {
        let policy = [
            "default-src 'none'", "script-src 'self'", "style-src 'self'", "font-src 'self'",
            "img-src 'self' blob: data: \(documents)", "connect-src 'self' \(documents)",
            "manifest-src 'self'", "form-action 'self'", "base-uri 'none'",
            "frame-ancestors 'none'", "require-trusted-types-for 'script'",
        ]
        var headers = [
            ("Content-Security-Policy", policy.joined(separator: "; ")),
            ("X-Content-Type-Options", "nosniff"),
            ("X-Frame-Options", "DENY"),
            ("Referrer-Policy", "no-referrer"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
            ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
        ]
        if portal.isSecure {
            headers.append(("Strict-Transport-Security", "max-age=31536000; includeSubDomains"))
        }
        self.headers = headers
    }
}
