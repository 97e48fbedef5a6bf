import Contracts
import HTTP
import Lifecycle

/// A reply that opens a session, whose token goes into the cookie.
protocol SessionOpening: Codable, Sendable {
    /// The opened session; nil when none was opened this time.
    var opened: OpenedSession? { get set }
}

extension OpenedSession: SessionOpening {
    /// Itself.
    var opened: OpenedSession? {
        get { self }
        set { if let newValue { self = newValue } }
    }
}

extension ConfirmRegistration.Reply: SessionOpening {
    /// The session for setting the first password.
    var opened: OpenedSession? {
        get { session }
        set { session = newValue }
    }
}

/// The browser's cookie and the program's bearer token: two ways to carry one session.
enum SessionCookie {
    /// The cookie's name; its prefix makes browsers insist on Secure, Path=/ and no Domain.
    static let name = "__Host-session"
    /// A program that sends this header with `bearer` gets the token in the body, and no cookie.
    static let deliveryHeader = "accept-session"

    /// The token a request brings: `Authorization: Bearer`, else the cookie.
    static func token(of request: HTTPRequest) -> String? {
        if let header = request.header("authorization") {
            let parts = header.split(separator: " ")
            guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
            return String(parts[1])
        }
        for header in request.headers where header.name == "cookie" {
            for pair in header.value.split(separator: ";") {
                let text = pair.drop { $0 == " " }
                if text.hasPrefix(name + "=") { return String(text.dropFirst(name.count + 1)) }
            }
        }
        return nil
    }

    /// Whether the program asked for the token in the body.
    static func wantsBearer(_ request: HTTPRequest) throws(Refusal) -> Bool {
        switch request.header(deliveryHeader) {
        case nil, "cookie": return false
        case "bearer": return true
        default:
            throw Refusal(
                .invalid, "accept-session-not-valid",
                "Tiêu đề Accept-Session chỉ nhận giá trị cookie hoặc bearer.")
        }
    }

    /// Takes the token out of a reply and into a cookie; the reply is unchanged for a program that
    /// wants the token itself.
    static func handOver<Reply: SessionOpening>(
        _ type: Reply.Type, _ bytes: [UInt8], wantsBearer: Bool, at now: Timestamp
    ) throws -> (bytes: [UInt8], cookie: String?) {
        guard !wantsBearer else { return (bytes, nil) }
        var reply = try StrictJSON.decode(type, trusted: bytes)
        guard var session = reply.opened, let token = session.token else { return (bytes, nil) }
        session.token = nil
        reply.opened = session
        let seconds = max(0, (session.expiresAt - now).components.seconds)
        return (try StrictJSON.encode(reply), "\(name)=\(token)\(attributes); Max-Age=\(seconds)")
    }

    /// Makes the browser forget the session.
    static let cleared = "\(name)=\(attributes); Max-Age=0"

    private static let attributes = "; Path=/; Secure; HttpOnly; SameSite=Lax"
}
