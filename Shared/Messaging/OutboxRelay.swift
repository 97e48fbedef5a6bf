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
                    await publishAll()
                }
            }
            while !stop.isStopped {
                store.lookAtOutbox()
                await pause(for: .seconds(1), unless: stop)
            }
            store.lookAtOutbox()
        }
    }

    /// Publishes until nothing waits or Redis refuses.
    func publishAll() async {
        do {
            while try await publishBatch() {}
        } catch let error as RedisError {
            Log.warningSometimes("outbox waits", ["error": error.description])
            // The next look, at most a second later, tries again.
        } catch {
            Log.warningSometimes("outbox waits", ["error": String(describing: error)])
        }
    }

    /// Publishes one batch; false when nothing is left.
    private func publishBatch() async throws -> Bool {
        let rows = try await waitingRows()
        if rows.isEmpty { return false }
        let commands = try rows.map { row in
            try row.envelope.sealed(for: row.stream, key: bus.key).adding(to: row.stream)
        }
        let answers = try await bus.writer.send(
            commands + [Generation.beginning(), Generation.word])
        // Read after the rows were added: when Redis lost them in between, the word differs later.
        guard let generation = Generation.name(answers.replies.last!, answers.runID) else {
            throw RedisError.connection("no generation")
        }
        let entries = try answers.replies.prefix(rows.count).map { reply in
            try reply.checked().string.flatMap(EntryID.init)
        }
        let now = clock.now()
        try await store.write { transaction in
            for (row, entry) in zip(rows, entries) {
                try transaction.execute(
                    """
                    UPDATE outbox SET published_at = \(now), generation = \(generation),
                        entry = \(entry?.packed) WHERE number = \(row.number)
                    """)
            }
        }
        return rows.count == Self.batchLimit
    }

    private func waitingRows() async throws -> [OutboxRow] {
        let (service, program) = (service, bus.program)
        return try await store.read { snapshot in
            try snapshot.rows(
                """
                SELECT number, id, stream, type, subject, sequence, trace, data, created_at
                FROM outbox WHERE published_at IS NULL ORDER BY number LIMIT \(Self.batchLimit)
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
