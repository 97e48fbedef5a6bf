import Contracts
import Lifecycle
import Store

/// A message that waits in the store for its next attempt.
struct RetryRow {
    let id: String
    let stream: String
    let fields: Envelope.Fields
    let attempts: Int
    let lastError: String
    let nextAt: Timestamp
    /// The process died when it was tried before.
    var isSuspect = false

    /// Writes the row, over an older one of the same message.
    func save(in transaction: borrowing Transaction) throws {
        try transaction.execute(
            """
            INSERT INTO retries (id, stream, fields, attempts, last_error, next_at)
            VALUES (\(id), \(stream), \(fields.packed), \(attempts), \(lastError), \(nextAt))
            ON CONFLICT (id) DO UPDATE SET attempts = excluded.attempts,
                last_error = excluded.last_error, next_at = excluded.next_at
            """)
    }
}

/// A message nobody could handle, in its consumer's store.
struct DeadLetterRow {
    let id: String
    let type: String
    let stream: String
    let fields: Envelope.Fields
    let `class`: DeadLetter.Class
    let reason: String
    let attempts: Int

    /// Writes the row; the message leaves the retries.
    func save(in transaction: borrowing Transaction) throws {
        try transaction.execute("DELETE FROM retries WHERE id = \(id)")
        try transaction.execute(
            """
            INSERT INTO dead_letters
                (number, id, type, stream, fields, class, reason, attempts, died_at)
            VALUES (\(transaction.nextNumber()), \(id), \(type), \(stream), \(fields.packed),
                \(`class`.rawValue), \(reason), \(attempts), \(transaction.time))
            ON CONFLICT (id) DO NOTHING
            """)
    }
}

/// Tries again, at its time, what failed.
struct RetryDesk: Sendable {
    let store: Store
    let runner: MessageRunner
    let clock: WallClock

    /// Messages tried in one round.
    private static let batchLimit = 32
    /// A row is ours for this time, so that a replica does not try it too.
    private static let lease = Duration.seconds(60)

    /// Looks every second until stopped.
    func run(until stop: StopSignal) async {
        while !stop.isStopped {
            do {
                let due = try await takeDue()
                await withDiscardingTaskGroup { group in
                    for row in due where !row.isSuspect { group.addTask { await retry(row) } }
                }
                for row in due where row.isSuspect && !stop.isStopped { await retry(row) }
                if due.isEmpty { await pause(for: .seconds(1), unless: stop) }
            } catch {
                Log.warningSometimes("store is away", ["error": String(describing: error)])
                await pause(for: .seconds(1), unless: stop)
            }
        }
    }

    private func takeDue() async throws -> [RetryRow] {
        let now = clock.now()
        let isAnyDue = try await store.read { snapshot in
            try snapshot.first("SELECT id FROM retries WHERE next_at <= \(now) LIMIT 1") != nil
        }
        guard isAnyDue else { return [] }
        return try await store.write { transaction in
            let rows = try transaction.rows(
                """
                UPDATE retries SET next_at = \(now + Self.lease) WHERE id IN (
                    SELECT id FROM retries WHERE next_at <= \(now) ORDER BY next_at
                    LIMIT \(Self.batchLimit))
                RETURNING id, stream, fields, attempts, last_error, next_at
                """
            ).map { row in
                RetryRow(
                    id: try row["id"], stream: try row["stream"],
                    fields: Envelope.Fields(packed: try row["fields"]),
                    attempts: try row["attempts"], lastError: try row["last_error"],
                    nextAt: try row["next_at"])
            }
            // Marked before its handler starts; one that bears the mark already is suspect, starts
            // alone, and is counted when its turn comes.
            return try rows.map { row in
                var row = row
                row.isSuspect = try !Deaths.mark(row.id, in: transaction)
                return row
            }
        }
    }

    /// One attempt; when it fails, the runner writes the row again with its next time.
    private func retry(_ row: RetryRow) async {
        let leased = row.nextAt
        let ending = await runner.handle(
            StreamEntry(stream: row.stream, id: "", fields: row.fields, row: row.id),
            .retry(attempts: row.attempts, isSuspect: row.isSuspect))
        guard ending == .done else { return }
        do {
            try await store.write { transaction in
                _ = try transaction.execute(
                    "DELETE FROM retries WHERE id = \(row.id) AND next_at = \(leased)")
            }
        } catch {
            // The message comes again after the lease; the inbox knows that it was handled.
            Log.warningSometimes("store is away", ["error": String(describing: error)])
        }
    }
}
