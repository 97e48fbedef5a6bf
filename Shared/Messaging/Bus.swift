package import Contracts
import Cryptography
import Foundation
package import Lifecycle
import Synchronization

/// A program's connection to the others: asks and is answered.
package final class Bus: Component {
    /// The settings of every program on the bus.
    package static let settings: [any SettingDescription] = [redisURL, busKeyFile, instance]
    /// Where Redis is.
    package static let redisURL = Setting<String>(
        "REDIS_URL", default: "redis://127.0.0.1:6379", isSecret: true,
        "Redis: redis://[user:password@]host:port")
    /// The deployment's key, the same for all programs.
    package static let busKeyFile = Setting<String>(
        "BUS_KEY_FILE", isSecret: true, "file (mode 0400) with the 32 bytes that seal all messages")
    /// The name that keeps this process apart from its replicas.
    package static let instance = Setting<String>(
        "INSTANCE", default: "1", "slot of this replica: a word unique among a program's replicas")

    /// The program's name on the bus.
    let program: String
    /// The slot that keeps the program's replicas apart.
    let slot: String
    let key: SecretKey
    let address: RedisAddress
    let writer: RedisWriter
    let clock: WallClock
    private let timings: Timings
    private let waiting = PendingReplies()
    /// Requests made before answers can be heard; nil from then on.
    private let unsent = Mutex<[@Sendable () -> Void]?>([])
    /// How many of them may wait, so that a Redis that is away from the start does not fill memory.
    private static let unsentLimit = 1000
    private let followed = Mutex<[ServiceName: @Sendable ((name: String, data: [UInt8])?) -> Void]>(
        [:])

    /// A bus for the program `name` (`gateway`, `identity`, …).
    package init(
        program name: String, settings: Settings, readiness: Readiness,
        clock: WallClock = .system, timings: Timings = Timings()
    ) throws {
        self.timings = timings
        program = name
        slot = try settings[Self.instance]
        guard !slot.isEmpty, slot.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) }) else {
            throw ConfigurationError(Self.instance.name, "letters and digits only")
        }
        key = try settings.secretKey(Self.busKeyFile)
        address = try RedisAddress(try settings[Self.redisURL])
        self.clock = clock
        writer = RedisWriter(address, name: "\(name).\(slot).writer", readiness: readiness)
    }

    /// Asks the owner and waits for its reply; `service` names it for an `OperatorRequest`.
    ///
    /// Throws the owner's `Refusal`, or `.expired` after `timeout`: the command may still have been
    /// done; ask again with the same `idempotencyKey` to learn its answer.
    package func request<Asked: Request>(
        _ request: Asked, as caller: Caller, of service: ServiceName? = nil,
        idempotencyKey: String? = nil, timeout: Duration = .seconds(5)
    ) async throws -> Asked.Reply {
        let reply = try await exchange(
            name: Self.wireName(Asked.name, for: service), owner: service ?? Asked.owner,
            json: try StrictJSON.encode(request), as: caller, idempotencyKey, timeout)
        return try StrictJSON.decode(Asked.Reply.self, trusted: reply.bytes)
    }

    /// Hands on a request whose JSON the program has not read, and hands back the reply's JSON.
    package func forward(
        _ type: any Request.Type, json: [UInt8], as caller: Caller, idempotencyKey: String? = nil,
        timeout: Duration = .seconds(5)
    ) async throws(Refusal) -> HandledReply {
        try await exchange(
            name: type.name, owner: type.owner, json: json, as: caller, idempotencyKey, timeout)
    }

    /// Reads what `owner` announces from now on, for this process alone; `nil` says that some may
    /// have been missed, so that what was learnt from them must be forgotten. Call before `run`.
    package func follow(
        _ owner: ServiceName,
        _ hear: @escaping @Sendable (_ event: (name: String, data: [UInt8])?) -> Void
    ) {
        followed.withLock { $0[owner] = hear }
    }

    /// Keeps the connection until cancelled.
    package func run() async throws {
        try await withThrowingTaskGroup { group in
            group.addTask { await self.waiting.expire() }
            group.addTask { try await self.listen() }
            group.addTask { await self.watchWriter() }
            try await group.waitForAll()
        }
        // What waits for the pipeline (acknowledgements, answers) still goes out; when Redis is away
        // it is found again in the stores at the next start.
        _ = try? await writer.send([RedisCommand("PING")])
    }

    private func watchWriter() async {
        while !Task.isCancelled {
            // Ends early only by the cancellation that the loop looks for.
            try? await Task.sleep(for: .seconds(1))
            await writer.askWhenBlocked()
        }
    }

    /// The wire name when `service` is asked: `*.read-status` begins with its name.
    static func wireName(_ name: String, for service: ServiceName?) -> String {
        guard let service, name.hasPrefix("*.") else { return name }
        return service.rawValue + name.dropFirst()
    }

    private func exchange(
        name: String, owner: ServiceName, json: [UInt8], as caller: Caller,
        _ idempotencyKey: String?, _ timeout: Duration
    ) async throws(Refusal) -> HandledReply {
        let stream = Stream.commands(of: owner)
        let now = clock.now()
        var envelope = Envelope(
            id: MessageID.make(at: now), source: program, type: name, time: now,
            head: .init(caller: caller, key: idempotencyKey), data: json)
        envelope.expiryTime = now + timeout
        envelope.replyTo = replyStream
        envelope.trace = Log.trace
        let id = envelope.id
        guard let fields = try? envelope.sealed(for: stream, key: key) else {
            throw Refusal.unavailable
        }
        let result = await waiting.wait(for: id, until: .now + timeout) {
            let isTaken = onceListening { [writer, waiting] in
                writer.sendLater([fields.adding(to: stream)]) { _ in
                    waiting.resume(id, with: .failure(.unavailable))
                }
            }
            if !isTaken { waiting.resume(id, with: .failure(.unavailable)) }
        }
        return try result.get()
    }

    /// Sends now, or as soon as it is known from where the answers are read: one that came before
    /// would be lost. False when too much waits already.
    private func onceListening(_ send: @escaping @Sendable () -> Void) -> Bool {
        let (isListening, isTaken) = unsent.withLock { unsent in
            guard let count = unsent?.count else { return (true, true) }
            guard count < Self.unsentLimit else { return (false, false) }
            unsent?.append(send)
            return (false, true)
        }
        if isListening { send() }
        return isTaken
    }

    private func sendWhatWaited() {
        let sends = unsent.withLock { unsent in
            defer { unsent = nil }
            return unsent ?? []
        }
        for send in sends { send() }
    }

    private var replyStream: String { Stream.replies(to: "\(program)-\(slot)") }

    /// Reads answers and followed events until cancelled.
    private func listen() async throws {
        let link = RedisLink(address, name: "\(program).\(slot).replies", blocksFor: timings.block)
        let block = timings.block
        let streams = [replyStream] + followed.withLock { $0.keys.map(Stream.events(of:)) }
        var positions: [String: String] = [:]
        while !Task.isCancelled {
            do {
                let before = positions
                let (entries, after) = try await link.use { connection, isNew in
                    let from =
                        isNew || before.isEmpty
                        ? try Self.positions(of: streams, before, connection) : before
                    self.sendWhatWaited()
                    return (try Self.read(streams, from: from, connection, block), from)
                }
                if after != before { forgetWhatWasHeard() }
                positions = after
                for entry in entries {
                    positions[entry.stream] = entry.id
                    take(entry)
                }
            } catch let error as RedisError {
                Log.warningSometimes("redis is away", ["error": error.description])
                // Ends early when the program is stopping, which the loop sees.
                try? await Task.sleep(for: try await link.nextDelay())
            }
        }
    }

    /// Where to read from on a new connection: answers from where we were (they may have come while
    /// it was broken), events from now on.
    private static func positions(
        of streams: [String], _ before: [String: String], _ connection: RedisConnection
    ) throws -> [String: String] {
        var positions: [String: String] = [:]
        for stream in streams {
            let last = try connection.call(
                RedisCommand("XREVRANGE", stream, "+", "-", "COUNT", "1"))
            let end = StreamEntry.list(last, of: stream).first?.id ?? "0-0"
            var isOurs = false
            if stream == streams[0], let known = before[stream].flatMap(EntryID.init),
                let last = EntryID(end)
            {
                isOurs = known <= last
            }
            positions[stream] = isOurs ? before[stream] : end
        }
        return positions
    }

    private static func read(
        _ streams: [String], from positions: [String: String], _ connection: RedisConnection,
        _ block: Duration
    ) throws -> [StreamEntry] {
        var command = RedisCommand(
            "XREAD", "COUNT", "512", "BLOCK", "\(block.milliseconds)", "STREAMS")
        for stream in streams { command.add(stream) }
        for stream in streams { command.add(positions[stream] ?? "0-0") }
        return StreamEntry.lists(try connection.call(command))
    }

    private func forgetWhatWasHeard() {
        for hear in followed.withLock({ Array($0.values) }) { hear(nil) }
    }

    private func take(_ entry: StreamEntry) {
        do {
            if entry.stream == replyStream {
                let reply = try ReplyEnvelope(opening: entry.fields, of: entry.stream, key: key)
                waiting.resume(reply.id, with: reply.result)
                return
            }
            let event = try Envelope(opening: entry.fields, of: entry.stream, key: key)
            let owner = ServiceName(rawValue: String(event.type.prefix { $0 != "." }))
            guard let owner, let hear = followed.withLock({ $0[owner] }) else { return }
            hear((event.type, event.data))
        } catch {
            Log.warningSometimes("unreadable entry", ["stream": entry.stream, "entry": entry.id])
        }
    }
}
