package import Contracts
package import Lifecycle

/// A program's connection to the others: asks and is answered.
package final class Bus: Component {
    /// The settings of every program on the bus.
    package static let settings: [any SettingDescription] = [redisURL, busKeyFile, instance]
    /// Where Redis is.
    package static let redisURL = Setting<String>(
        "REDIS_URL", default: "redis://127.0.0.1:6379", "Redis: redis://[user:password@]host:port")
    /// The deployment's key, the same for all programs.
    package static let busKeyFile = Setting<String>(
        "BUS_KEY_FILE", isSecret: true, "file (mode 0400) with the 32 bytes that seal all messages")
    /// The name that keeps this process apart from its replicas.
    package static let instance = Setting<String>(
        "INSTANCE", default: "1", "slot of this replica: a word unique among the replicas of a program")

    /// A bus for the program `name` (`gateway`, `identity`, …).
    package init(
        program name: String, settings: Settings, readiness: Readiness, clock: WallClock = .system
    ) throws {
        fatalError("being written")
    }

    /// Asks the owner and waits for its reply.
    ///
    /// Throws the owner's `Refusal`, or `.expired` after `timeout`: the command may still have been
    /// done; ask again with the same `idempotencyKey` to learn its answer.
    package func request<Asked: Request>(
        _ request: Asked, as caller: Caller, of service: ServiceName? = nil,
        idempotencyKey: String? = nil, timeout: Duration = .seconds(5)
    ) async throws -> Asked.Reply {
        fatalError("being written")
    }

    /// Hands on a request whose JSON the program has not read, and hands back the reply's JSON.
    package func forward(
        _ type: any Request.Type, json: [UInt8], as caller: Caller, idempotencyKey: String? = nil,
        timeout: Duration = .seconds(5)
    ) async throws(Refusal) -> HandledReply {
        fatalError("being written")
    }

    /// Reads what `owner` announces from now on, for this process alone; `nil` says that some may
    /// have been missed, so that what was learnt from them must be forgotten.
    package func follow(
        _ owner: ServiceName,
        _ hear: @escaping @Sendable (_ event: (name: String, data: [UInt8])?) -> Void
    ) {
        fatalError("being written")
    }

    /// Keeps the connection until cancelled.
    package func run() async throws { fatalError("being written") }
}
