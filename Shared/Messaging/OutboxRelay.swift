import Contracts
import Lifecycle
import Store

/// Publishes what transactions left in the outbox, at least once, in the order of their numbers.
struct OutboxRelay: Sendable {
    let service: ServiceName
    let store: Store
    let bus: Bus
    let clock: WallClock

    /// Rows that one pipeline takes at most.
    private static let batchLimit = 256

    private struct OutboxRow: Sendable {
        let number: Int64
        let stream: String
        let envelope: Envelope
    }

    /// Publishes after each commit that left rows, and looks every second, until stopped.
    func run(until stop: StopSignal) async {
        await withDiscardingTaskGroup { group in
            group.addTask {
                // Yields whenever there may be something; a commit meanwhile yields once more.
                for await _ in store.outboxChanges {
                    if stop.isStopped { return }
                    // While Redis refuses (OOM), commits must not make it refuse all the faster.
                    if await !publishAll() { await pause(for: .seconds(1), unless: stop) }
                }
            }
            while !stop.isStopped {
                store.lookAtOutbox()
                await pause(for: .seconds(1), unless: stop)
            }
            store.lookAtOutbox()
        }
    }

    /// Publishes until nothing waits but for streams that refuse; false when some did, or Redis is
    /// away. The next look, at most a second later, tries again.
    @discardableResult
    func publishAll() async -> Bool {
        var refusing: Set<String> = []
        do {
            while try await publishBatch(&refusing) {}
        } catch {
            Log.warningSometimes("outbox waits", ["error": String(describing: error)])
            return false
        }
        return refusing.isEmpty
    }

    /// Publishes one batch and adds the streams that refused to `refusing`; false when nothing is
    /// left for the others.
    private func publishBatch(_ refusing: inout Set<String>) async throws -> Bool {
        let rows = try await waitingRows(refusing)
        if rows.isEmpty { return false }
        let commands = try rows.map { row in
            try row.envelope.sealed(for: row.stream, key: bus.key).adding(to: row.stream)
        }
        let answers = try await bus.writer.send(
            [Generation.beginning(), Generation.word] + commands)
        // Read before the rows are added: when Redis loses them, the word is another one later.
        guard let generation = Generation.name(answers.replies[1], answers.runID) else {
            throw RedisError.connection("no generation")
        }
        var published: [String: Published] = [:]
        for (row, reply) in zip(rows, answers.replies.dropFirst(2)) {
            guard case .error(let error) = reply else {
                published[row.stream, default: Published()]
                    .add(row.number, reply.string.flatMap(EntryID.init)?.packed)
                continue
            }
            refusing.insert(row.stream)
            Log.warningSometimes(
                "stream refuses", ["stream": row.stream, "error": error.description])
        }
        try await note(published, generation)
        return rows.count == Self.batchLimit
    }

    /// Notes what a stream has taken as one run of rows, with the last entry for each: all of them
    /// count as arrived when that one has. Row by row when others that wait lie between.
    private func note(_ published: [String: Published], _ generation: String) async throws {
        if published.isEmpty { return }
        let now = clock.now()
        try await store.write { transaction in
            for (stream, rows) in published {
                let set: SQL = """
                    UPDATE outbox SET published_at = \(now), generation = \(generation),
                        entry = \(rows.lastEntry) WHERE published_at IS NULL
                    """
                do {
                    try transaction.nested { transaction in
                        let count = try transaction.execute(
                            """
                            \(part: set) AND stream = \(stream)
                                AND number BETWEEN \(rows.numbers.first) AND \(rows.numbers.last)
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
    }

    /// What one stream has taken of a batch.
    private struct Published {
        var numbers: [Int64] = []
        var lastEntry: Int64?

        mutating func add(_ number: Int64, _ entry: Int64?) {
            numbers.append(number)
            lastEntry = entry.map { max(lastEntry ?? $0, $0) } ?? lastEntry
        }
    }

    /// More rows wait between the first and the last of a batch than belong to it.
    private struct OthersBetween: Error {}

    private func waitingRows(_ refusing: Set<String>) async throws -> [OutboxRow] {
        let (service, program) = (service, bus.program)
        let others: SQL =
            refusing.isEmpty ? "" : "AND stream NOT IN \(list: refusing.sorted())"
        return try await store.read { snapshot in
            try snapshot.rows(
                """
                SELECT number, id, stream, type, subject, sequence, trace, data, created_at
                FROM outbox WHERE published_at IS NULL \(part: others)
                ORDER BY number LIMIT \(Self.batchLimit)
                """
            ).map { row in
                var envelope = Envelope(
                    id: try row["id"], source: program, type: try row["type"],
                    time: try row["created_at"], head: .init(caller: .service(service)),
                    data: try row["data"])
                envelope.subject = try row["subject"]
                envelope.sequence = try row["sequence"]
                envelope.trace = try row["trace"]
                return OutboxRow(
                    number: try row["number"], stream: try row["stream"], envelope: envelope)
            }
        }
    }
}
