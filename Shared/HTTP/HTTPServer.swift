import Lifecycle
import Synchronization

/// An HTTP/1.1 server on libmicrohttpd, behind a guard and with a reaper.
///
/// The guard refuses what RFC 9112 does not allow or proxies read differently; a handler sees only
/// plain requests. The reaper closes connections whose client is too slow, never one whose handler
/// works: a handler that is late itself is answered for with 504 and cancelled.
package final class HTTPServer: Component {
    /// The sizes and times.
    let limits: HTTPLimits
    /// Whose `X-Forwarded-For` counts.
    let proxies: TrustedProxies
    /// What its own refusals carry beside their own headers.
    private let refusalHeaders: [(name: String, value: String)]
    /// Answers requests.
    let handler: @Sendable (HTTPRequest) async -> HTTPResponse
    private let listener: Listener
    private let peers = Mutex<[ObjectIdentifier: Peer]>([:])
    private let stopping = Atomic(false)
    private let halted = Atomic(false)

    /// A server that listens at once on `host` and `port` (0 takes a free one, told by `port`) and
    /// answers from `run` on.
    ///
    /// `trustedProxies` are addresses (`10.0.0.5`) or ranges (`10.0.0.0/8`). `refusalHeaders` are
    /// the headers of what is answered without the handler: it adds its own by itself. Throws
    /// `ConfigurationError` when it cannot listen there, or for an address that is none.
    package init(
        host: String = "127.0.0.1", port: Int, trustedProxies: [String] = [],
        limits: HTTPLimits = HTTPLimits(), refusalHeaders: [(name: String, value: String)] = [],
        handler: @escaping @Sendable (HTTPRequest) async -> HTTPResponse
    ) throws {
        self.limits = limits
        self.refusalHeaders = refusalHeaders
        self.handler = handler
        proxies = try TrustedProxies(trustedProxies)
        listener = try Listener(host: host, port: port)
    }

    /// The port it listens on.
    package var port: Int { listener.port }

    /// Serves until cancelled, then takes no new connection, finishes within 15 s and stops.
    package func run() async throws {
        guard let daemon = MicroHTTPD(socket: listener.socket, server: self) else {
            throw ConfigurationError("port \(port)", "libmicrohttpd does not start")
        }
        while !Task.isCancelled {
            // Throws only when cancelled, which the loop sees.
            try? await Task.sleep(for: limits.tick)
            reap()
        }
        // A task of its own: ours is cancelled, and what is under way still needs time.
        await Task { await self.drain(daemon) }.value
    }

    /// What the server itself answers.
    func response(to problem: Problem) -> HTTPResponse {
        var response = problem.response
        response.addMissing(refusalHeaders)
        return response
    }

    /// It takes no new connections, and ends each after its answer.
    var isStopping: Bool { stopping.load(ordering: .acquiring) }

    /// Nothing is answered any more.
    var isHalted: Bool { halted.load(ordering: .acquiring) }

    /// A client has connected.
    func opened(_ peer: Peer) { peers.withLock { $0[ObjectIdentifier(peer)] = peer } }

    /// A connection has ended.
    func closed(_ peer: Peer) {
        peers.withLock { _ = $0.removeValue(forKey: ObjectIdentifier(peer)) }
    }

    private var connected: [Peer] { peers.withLock { Array($0.values) } }

    private func reap() {
        let now = ContinuousClock.now
        for peer in connected {
            switch peer.verdict(now: now) {
            case .inTime: break
            case .clientLate(let what):
                if peer.cut() { Metrics.count("http_connections_cut_total{late=\"\(what)\"}") }
            case .handlerLate: peer.exchange?.expire()
            }
        }
    }

    private func drain(_ daemon: MicroHTTPD) async {
        stopping.store(true, ordering: .releasing)
        daemon.quiesce()
        listener.refuse()
        let end = ContinuousClock.now + limits.drain
        while ContinuousClock.now < end {
            let peers = connected
            let idle = peers.filter { $0.exchange?.isUnderWay != true }
            for peer in idle { peer.cut() }
            if idle.count == peers.count { break }
            // Cannot throw: nobody cancels this task.
            try? await Task.sleep(for: .milliseconds(20))
            reap()
        }
        // From here on nothing is suspended again; what is, is resumed, as the library demands.
        halted.store(true, ordering: .releasing)
        for peer in connected { peer.exchange?.finish() }
        // Cannot throw: the body does not.
        try? await BlockingThread("http-stop").run { daemon.stop() }
    }
}
