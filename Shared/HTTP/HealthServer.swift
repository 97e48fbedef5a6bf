import Foundation
package import Lifecycle

/// `/healthz`, `/readyz` and `/metrics` of a program, on a port of its own.
package struct HealthServer: Component {
    /// The setting of every program for that port.
    package static let port = Setting<Int>(
        "HEALTH_PORT", default: 0,
        "port for /healthz, /readyz and /metrics on loopback; 0 takes a free one")

    private let server: HTTPServer

    /// A server on the loopback address.
    package init(port: Int, readiness: Readiness) throws {
        server = try HTTPServer(port: port) { Self.answer($0, readiness) }
    }

    /// The port it listens on.
    package var port: Int { server.port }

    /// Serves until cancelled.
    package func run() async throws { try await server.run() }

    private static func answer(_ request: HTTPRequest, _ readiness: Readiness) -> HTTPResponse {
        guard ["GET", "HEAD"].contains(request.method) else { return text(405, "only GET\n") }
        switch request.segments {
        case ["healthz"]: return text(200, "alive\n")
        case ["readyz"]: return ready(readiness)
        case ["metrics"]:
            return text(200, Metrics.text, type: "text/plain; version=0.0.4")
        default: return text(404, "try /healthz, /readyz or /metrics\n")
        }
    }

    private static func ready(_ readiness: Readiness) -> HTTPResponse {
        struct State: Encodable {
            let ready: Bool
            let blocked: [String: String]
        }
        let blocked = readiness.blocked
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        // Strings and a Bool can always be encoded.
        let json = (try? encoder.encode(State(ready: blocked.isEmpty, blocked: blocked))) ?? .init()
        return HTTPResponse(
            status: blocked.isEmpty ? 200 : 503,
            headers: [("Content-Type", "application/json"), ("Cache-Control", "no-store")],
            body: .bytes(Array(json)))
    }

    private static func text(
        _ status: Int, _ text: String, type: String = "text/plain; charset=utf-8"
    ) -> HTTPResponse {
        HTTPResponse(
            status: status, headers: [("Content-Type", type), ("Cache-Control", "no-store")],
            body: .bytes(Array(text.utf8)))
    }
}
