import Lifecycle
import Synchronization

/// A connection with a thread of its own, made again after it broke.
///
/// The connection is touched on the thread alone, which makes `@unchecked Sendable` true.
final class RedisLink: @unchecked Sendable {
    private let address: RedisAddress
    private let name: String
    private let block: Duration
    private let thread: BlockingThread
    private var connection: RedisConnection?
    private var backOff = BackOff()

    /// - Parameter block: How long a command on this link may block in Redis.
    init(_ address: RedisAddress, name: String, blocksFor block: Duration = .zero) {
        self.address = address
        self.name = name
        self.block = block
        thread = BlockingThread(name)
    }

    /// Runs `body` with a living connection on the link's thread. `isNew` says that the connection
    /// was just made. After a failure the connection is gone and the next use makes another.
    func use<Value: Sendable>(
        _ body: @escaping @Sendable (_ connection: RedisConnection, _ isNew: Bool) throws -> Value
    ) async throws -> Value {
        try await thread.run { try self.withConnection(body) }
    }

    /// Like `use`, without waiting for the end; for the writer, which has its own queue.
    func start(_ body: @escaping @Sendable (RedisLink) -> Void) {
        thread.start { body(self) }
    }

    /// Runs `body` with a living connection; must be on the link's thread.
    func withConnection<Value>(_ body: (RedisConnection, _ isNew: Bool) throws -> Value) throws
        -> Value
    {
        do {
            if let connection { return try body(connection, false) }
            let made = try RedisConnection(address, name: name, blocksFor: block)
            connection = made
            return try body(made, true)
        } catch let error as RedisError {
            if error.reaction == .reconnect || error.reaction == .alarm { connection = nil }
            throw error
        }
    }

    /// How long to wait before the next attempt after a failure; grows from 0.1 s to 5 s.
    func nextDelay() async throws -> Duration { try await thread.run { self.backOff.next() } }

    /// Like `nextDelay`, on the link's thread.
    func nextDelayOnThread() -> Duration { backOff.next() }
}

/// Waits that double, with a jitter of a fifth, and begin anew after a time without failures. (A
/// success alone does not: a Redis may take one command and refuse the next for ever.)
struct BackOff: Sendable {
    private var delay = least
    private var last = ContinuousClock.now
    private static let least = Duration.milliseconds(100)
    private static let most = Duration.seconds(5)

    /// The next wait.
    mutating func next(at now: ContinuousClock.Instant = .now) -> Duration {
        // Longer than the longest wait and an attempt that runs into its time-out.
        if now - last > Self.most * 3 { delay = Self.least }
        last = now
        defer { delay = min(delay * 2, Self.most) }
        return delay.jittered()
    }
}

extension Duration {
    /// This time, up to a fifth more or less.
    func jittered() -> Duration { self * Double.random(in: 0.8...1.2) }
}
