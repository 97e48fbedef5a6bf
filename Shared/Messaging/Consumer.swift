import Contracts
import Lifecycle

/// Reads a service's streams through its consumer group: first what this consumer left undone, then
/// what is new, and now and then what another consumer left undone.
struct Consumer: Sendable {
    let service: ServiceName
    let streams: [String]
    let bus: Bus
    let runner: MessageRunner
    private let inFlight = InFlight()
    private let link: RedisLink
    private let readiness: Readiness
    private let name: String
    private let timings: Timings

    /// Entries that one read takes at most.
    private static let batchLimit = 64

    init(
        service: ServiceName, streams: [String], bus: Bus, runner: MessageRunner,
        readiness: Readiness, timings: Timings
    ) {
        self.readiness = readiness
        self.timings = timings
        self.service = service
        self.streams = streams
        self.bus = bus
        self.runner = runner
        name = "\(service.rawValue).\(bus.slot)"
        link = RedisLink(bus.address, name: "\(name).reader", blocksFor: timings.block)
    }

    /// Reads and handles until stopped; then waits for the handlers that run.
    func run(until stop: StopSignal) async {
        await withDiscardingTaskGroup { group in
            // Beside the reading, which waits while a handler runs alone.
            group.addTask { await keepAlive() }
            await read(until: stop)
            group.cancelAll()
        }
    }

    private func read(until stop: StopSignal) async {
        await withDiscardingTaskGroup { group in
            var isFirst = true
            while !stop.isStopped {
                do {
                    try await makeGroups()
                    try await session(in: &group, isFirst: &isFirst, until: stop)
                } catch let error as RedisError {
                    await react(to: error, unless: stop)
                } catch {
                    Log.warningSometimes("reader failed", ["error": String(describing: error)])
                    await pause(for: .seconds(1), unless: stop)
                }
            }
        }
    }

    private func react(to error: RedisError, unless stop: StopSignal) async {
        switch error.reaction {
        case .makeGroups: return
        case .alarm: Log.warningSometimes("redis needs an operator", ["error": error.description])
        default: Log.warningSometimes("redis is away", ["error": error.description])
        }
        readiness.set("reader", blockedBy: error.description)
        // The delay is only a number: without it the attempt is made at once.
        await pause(for: (try? await link.nextDelay()) ?? .seconds(1), unless: stop)
    }

    /// Makes the groups that are missing, at the beginning of their streams. A missing group means
    /// that Redis lost something: a new generation makes every publisher send again what is unsettled.
    ///
    /// Group and generation come together, so that no death between them hides the loss. Groups that
    /// are there are only looked at: making one is refused when Redis is out of memory.
    private func makeGroups() async throws {
        let (streams, group) = (streams, service.rawValue)
        try await link.use { connection, _ in
            for stream in streams {
                let found = try connection.pipeline([RedisCommand("XINFO", "GROUPS", stream)])[0]
                // `ERR no such key`: there is no stream yet.
                if case .error(let error) = found, error.word != "ERR" { throw error }
                if StreamFloors.delivered(found)[group] != nil { continue }
                let made = try connection.pipeline([
                    RedisCommand("MULTI"), Generation.renewal(),
                    RedisCommand("XGROUP", "CREATE", stream, group, "0", "MKSTREAM"),
                    RedisCommand("EXEC"),
                ])
                for reply in made + made[3].elements {
                    // A replica of this service was quicker.
                    if case .error(let error) = reply, error.word != "BUSYGROUP" { throw error }
                }
            }
        }
    }

    /// One life of the connection.
    private func session(
        in group: inout DiscardingTaskGroup, isFirst: inout Bool, until stop: StopSignal
    ) async throws {
        for stream in streams {
            try await handleOwnPending(of: stream, in: &group, afterDeath: isFirst, until: stop)
        }
        // A connection that breaks later is no death: the handlers of this process still run.
        isFirst = false
        var isReading = false
        var lastClaim = ContinuousClock.now - timings.claimInterval
        while !stop.isStopped {
            await inFlight.waitForRoom(1)
            let entries = try await readNew(min(Self.batchLimit, inFlight.room))
            if !isReading { readiness.set("reader", blockedBy: nil) }
            isReading = true
            for entry in entries { start(entry, in: &group) }
            if ContinuousClock.now - lastClaim >= timings.claimInterval {
                lastClaim = .now
                for stream in streams { try await claim(from: stream, until: stop) }
            }
        }
    }

    private func start(_ entry: StreamEntry, in group: inout DiscardingTaskGroup) {
        guard inFlight.begin(entry) else { return }
        group.addTask {
            await runner.handle(entry, .first)
            inFlight.end(entry)
        }
    }

    private func readNew(_ count: Int) async throws -> [StreamEntry] {
        let (streams, group, name, block) = (streams, service.rawValue, name, timings.block)
        return try await link.use { connection, isNew in
            // A connection made just now may belong to a Redis that knows nothing: begin again.
            if isNew { throw RedisError("UNBLOCKED connection is new") }
            var command = RedisCommand("XREADGROUP", "GROUP", group, name, "COUNT", "\(count)")
            for word in ["BLOCK", "\(block.milliseconds)", "STREAMS"] + streams {
                command.add(word)
            }
            for _ in streams { command.add(">") }
            return StreamEntry.lists(try connection.call(command))
        }
    }

    /// Reads from the beginning what this consumer was given and has not acknowledged. Entries whose
    /// handlers still run are skipped.
    private func handleOwnPending(
        of stream: String, in group: inout DiscardingTaskGroup, afterDeath: Bool,
        until stop: StopSignal
    ) async throws {
        let (consumerGroup, name) = (service.rawValue, name)
        var position = "0"
        while !stop.isStopped {
            let from = position
            let entries = try await link.use { connection, _ in
                StreamEntry.lists(
                    try connection.call(
                        RedisCommand(
                            "XREADGROUP", "GROUP", consumerGroup, name, "COUNT",
                            "\(Self.batchLimit)", "STREAMS", stream, from)))
            }
            guard let last = entries.last else { return }
            position = last.id
            for entry in entries where !stop.isStopped {
                if afterDeath {
                    await handleAlone(entry)
                } else {
                    await inFlight.waitForRoom(1)
                    start(entry, in: &group)
                }
            }
        }
    }

    /// Handles an entry on which a process may have died, while no other handler runs.
    private func handleAlone(_ entry: StreamEntry) async {
        // One that runs here is no death, however long it takes.
        if inFlight.isRunning(entry) { return }
        await inFlight.waitForRoom(InFlight.limit)
        guard inFlight.begin(entry) else { return }
        await runner.handle(entry, .afterDeath)
        inFlight.end(entry)
    }

    /// Takes over what another consumer has left idle.
    private func claim(from stream: String, until stop: StopSignal) async throws {
        let (group, name, idle) = (service.rawValue, name, timings.claimIdle)
        var cursor = "0-0"
        repeat {
            let from = cursor
            let reply = try await link.use { connection, _ in
                try connection.call(
                    RedisCommand(
                        "XAUTOCLAIM", stream, group, name, "\(idle.milliseconds)", from,
                        "COUNT", "\(Self.batchLimit)"))
            }
            let parts = reply.elements
            guard parts.count >= 2 else { return }
            cursor = parts[0].string ?? "0-0"
            for entry in StreamEntry.list(parts[1], of: stream) where !stop.isStopped {
                await handleAlone(entry)
            }
        } while cursor != "0-0" && !stop.isStopped
    }

    /// Tells Redis now and then that long work is still ours, until cancelled.
    private func keepAlive() async {
        while !Task.isCancelled {
            // Ends early only by the cancellation that the loop looks for.
            try? await Task.sleep(for: timings.keepAlive)
            for stream in streams {
                let ids = inFlight.running(on: stream, longerThan: timings.keepAlive / 2)
                if ids.isEmpty { continue }
                var command = RedisCommand("XCLAIM", stream, service.rawValue, name, "0")
                for id in ids { command.add(id) }
                command.add("JUSTID")
                bus.writer.sendLater([command])
            }
        }
    }
}
