package import Lifecycle

/// An HTTP server on libmicrohttpd.
package final class HTTPServer: Component {
    /// A server that listens at once on `host` and `port` (0 takes a free one, told by `port`).
    package init(
        host: String = "127.0.0.1", port: Int, trustedProxies: [String] = [],
        handler: @escaping @Sendable (HTTPRequest) async -> HTTPResponse
    ) throws { fatalError("being written") }

    /// The port it listens on.
    package var port: Int { fatalError("being written") }

    /// Serves until cancelled, then takes no new connection, finishes within 15 s and stops.
    package func run() async throws { fatalError("being written") }
}

/// `/healthz`, `/readyz` and `/metrics` of a program, on a port of its own.
package struct HealthServer: Component {
    /// The setting of every program for that port.
    package static let port = Setting<Int>(
        "HEALTH_PORT", default: 0, "port for /healthz, /readyz and /metrics on loopback; 0 takes a free one")

    /// A server on the loopback address.
    package init(port: Int, readiness: Readiness) throws { fatalError("being written") }

    /// Serves until cancelled.
    package func run() async throws { fatalError("being written") }
}
