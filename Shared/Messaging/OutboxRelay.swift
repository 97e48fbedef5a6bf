import Contracts
import Lifecycle
import Store

/// Publishes what transactions left in the outbox, at least once, in the order of their numbers.
///
/// One task at a time works with it: `run`, and after it `publishAll`.
actor OutboxRelay {
    private let service: ServiceName
    private let store: Store
    private let bus: Bus
    private let clock: WallClock
    /// What was published and is not noted in the store yet.
    private var unnoted: [Run: Published] = [:]
    /// When the first of it was.
    private var unnotedSince: ContinuousClock.Instant?
    /// The last row that was published with all before it: those after it wait.
    private var last: Int64 = 0
    /// Whether rows before `last` may wait too.
    private var mustLookAtAll = true
    /// Whether all that waits after `last` is among the rows the store has in memory.
    private var isAllInMemory = false

    /// Rows that one pipeline takes at most.
    private static let batchLimit = 256
    /// How long what was published may stay unnoted, so that one change notes many rows. What a
    /// process that dies has not noted is published again; who hears it knows it by its id.
    private static let noteDelay = Duration.milliseconds(25)

    init(service: ServiceName, store: Store, bus: Bus, clock: WallClock) {
        self.service = service
        self.store = store
        self.bus = bus
        self.clock = clock
    }

    /// Rows that are noted together.
    private struct Run: Hashable {
        let stream: String
        let generation: String
    }

    /// What a stream has taken.
    private struct Published {
        var numbers: [Int64] = []
        var lastEntry: Int64?

        mutating func add(_ number: Int64, _ entry: Int64?) {
            numbers.append(number)
            lastEntry = entry.map { max(lastEntry ?? $0, $0) } ?? lastEntry
        }
    }

    /// Publishes after each commit that left rows, and looks at all of them every second, until
    /// stopped.
    func run(until stop: StopSignal) async {
        let (delays, delay) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        await withDiscardingTaskGroup { group in
            group.addTask {
                // Yields whenever there may be something; a commit meanwhile yields once more.
                for await _ in self.store.outboxChanges {
                    if stop.isStopped { return }
                    // While Redis refuses (OOM), commits must not make it refuse all the faster.
                    if await !self.publish() { await pause(for: .seconds(1), unless: stop) }
                    if await self.unnotedSince != nil { delay.yield() }
                }
            }
            group.addTask {
                for await _ in delays {
                    await pause(for: Self.noteDelay, unless: stop)
                    self.store.lookAtOutbox()
                }
            }
            while !stop.isStopped {
                mustLookAtAll = true
                store.lookAtOutbox()
                await pause(for: .seconds(1), unless: stop)
            }
            store.lookAtOutbox()
            delay.finish()
        }
    }

    /// Publishes all that waits and notes it, but for streams that refuse.
    func publishAll() async {
        mustLookAtAll = true
        // What did not go out is found again in the store.
        _ = await publish()
        await noteOrWarn()
    }

    /// Publishes until nothing waits but for streams that refuse, and notes it when it is time; false
    /// when some did, or Redis or the store is away. The next look, at most a second later, tries
    /// again.
    private func publish() async -> Bool {
        var refusing: Set<String> = []
        do {
            while try await publishBatch(&refusing) {}
            if let unnotedSince, .now - unnotedSince >= Self.noteDelay { try await note() }
        } catch {
            // What was taken from memory is not there any more.
            isAllInMemory = false
            Log.warningSometimes("outbox waits", ["error": String(describing: error)])
            return false
        }
        return refusing.isEmpty
    }

    /// Publishes one batch and adds the streams that refused to `refusing`; false when nothing is
    /// left for the others.
    private func publishBatch(_ refusing: inout Set<String>) async throws -> Bool {
        if mustLookAtAll {
            // What is not noted would be taken again.
            try await note()
            (last, mustLookAtAll, isAllInMemory) = (0, false, false)
        }
        let rows = try await waitingRows(refusing)
        if rows.isEmpty { return false }
        let isLast = isAllInMemory || rows.count < Self.batchLimit
        let commands = try rows.map { row in
            try envelope(of: row).sealed(for: row.stream, key: bus.key).adding(to: row.stream)
        }
        let answers = try await bus.writer.send(
            [Generation.beginning(), Generation.word] + commands)
        // Read before the rows are added: when Redis loses them, the word is another one later.
        guard let generation = Generation.name(answers.replies[1], answers.runID) else {
            throw RedisError.connection("no generation")
        }
        unnotedSince = unnotedSince ?? .now
        for (row, reply) in zip(rows, answers.replies.dropFirst(2)) {
            if case .error(let error) = reply {
                refusing.insert(row.stream)
                mustLookAtAll = true
                Log.warningSometimes(
                    "stream refuses", ["stream": row.stream, "error": error.description])
                continue
            }
            unnoted[Run(stream: row.stream, generation: generation), default: Published()]
                .add(row.number, reply.string.flatMap(EntryID.init)?.packed)
            if !mustLookAtAll { last = row.number }
        }
        return !isLast
    }

    private func noteOrWarn() async {
        do { try await note() } catch {
            Log.warning("what was published is not noted", ["error": String(describing: error)])
        }
    }

    /// Notes what a stream has taken as one run of rows, with the last entry for each: all of them
    /// count as arrived when that one has. Row by row when others that wait lie between.
    private func note() async throws {
        defer { if unnoted.isEmpty { unnotedSince = nil } }
        if unnoted.isEmpty { return }
        let (now, unnoted) = (clock.now(), unnoted)
        try await store.write { transaction in
            for (run, rows) in unnoted {
                let set: SQL = """
                    UPDATE outbox SET published_at = \(now), generation = \(run.generation),
                        entry = \(rows.lastEntry) WHERE published_at IS NULL
                    """
                do {
                    try transaction.nested { transaction in
                        let count = try transaction.execute(
                            """
                            \(part: set) AND stream = \(run.stream)
                                AND number BETWEEN \(rows.numbers.min()) AND \(rows.numbers.max())
                            """)
                        if count != rows.numbers.count { throw OthersBetween() }
                    }
                } catch is OthersBetween {
                    for number in rows.numbers {
                        try transaction.execute("\(part: set) AND number = \(number)")
                    }
                }
            }
        }
        self.unnoted = [:]
    }

    /// More rows wait between the first and the last of a run than belong to it.
    private struct OthersBetween: Error {}

    /// What waits after `last`: from memory when all of it is there, else a batch from the store.
    private func waitingRows(_ refusing: Set<String>) async throws -> [OutboxRow] {
        let last = last
        // Taken before the store is read: what is committed from now on is in memory, whether it is
        // read too or not.
        let committed = store.committedRows.take()
        if isAllInMemory, let committed { return committed.filter { $0.number > last } }
        let rows = try await store.read { snapshot in
            try OutboxRow.waiting(
                after: last, without: refusing, limit: Self.batchLimit, in: snapshot)
        }
        isAllInMemory = rows.count < Self.batchLimit && refusing.isEmpty
        return rows
    }

    private func envelope(of row: OutboxRow) -> Envelope {
        var envelope = Envelope(
            id: row.id, source: bus.program, type: row.type, time: row.createdAt,
            head: .init(caller: .service(service)), data: row.data)
        envelope.subject = row.subject
        envelope.sequence = row.sequence
        envelope.trace = row.trace
        return envelope
    }
}
