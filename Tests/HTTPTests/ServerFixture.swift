import HTTP
import Lifecycle
import Synchronization

/// Runs `component` while `body` works, then stops it and waits until it has stopped.
func running(
    _ component: some Component, _ body: @escaping @Sendable () async throws -> Void
) async throws {
    try await withThrowingTaskGroup { group in
        group.addTask { try await component.run() }
        group.addTask { try await body() }
        try await group.next()
        group.cancelAll()
        try await group.waitForAll()
    }
}

/// Runs a server with this handler while `body` talks to its port.
func serving(
    limits: HTTPLimits = HTTPLimits(), trustedProxies: [String] = [],
    _ handler: @escaping @Sendable (HTTPRequest) async -> HTTPResponse,
    _ body: @escaping @Sendable (Int) async throws -> Void
) async throws {
    let server = try HTTPServer(
        port: 0, trustedProxies: trustedProxies, limits: limits, handler: handler)
    try await running(server) { try await body(server.port) }
}

/// Limits that a test can wait for.
func shortLimits(_ change: (inout HTTPLimits) -> Void = { _ in }) -> HTTPLimits {
    var limits = HTTPLimits()
    limits.tick = .milliseconds(20)
    change(&limits)
    return limits
}

/// Something that happens once, and those who wait for it.
final class Signal: Sendable {
    private struct State {
        var isGiven = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }
    private let state = Mutex(State())

    /// It happens.
    func give() {
        state.withLock { state in
            state.isGiven = true
            for one in state.waiting { one.resume() }
            state.waiting = []
        }
    }

    /// Waits until it has happened, even when cancelled.
    func wait() async {
        await withCheckedContinuation { continuation in
            state.withLock { state in
                if state.isGiven {
                    continuation.resume()
                } else {
                    state.waiting.append(continuation)
                }
            }
        }
    }
}

/// What a handler has seen, for the test to look at.
final class Seen<Value: Sendable>: Sendable {
    private let values = Mutex<[Value]>([])

    /// Remembers.
    func add(_ value: Value) { values.withLock { $0.append(value) } }

    /// All so far.
    var all: [Value] { values.withLock { $0 } }
}

/// An answer of text.
func text(_ text: String, status: Int = 200) -> HTTPResponse {
    HTTPResponse(
        status: status, headers: [("Content-Type", "text/plain")], body: .bytes(Array(text.utf8)))
}

/// Stands for a file that an answer is read from, and that must not stay open.
final class OpenFile: Sendable {
    private let released: Signal

    /// Gives `released` when nobody holds the file any more.
    init(_ released: Signal) { self.released = released }

    deinit { released.give() }

    /// Zeros without end.
    func read(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }
}
