package import Lifecycle
import Synchronization

/// A message that a transaction leaves for other services: it goes out after the commit, at least
/// once, whatever happens.
package struct OutboxRow: Sendable {
    /// Its place in the order of all of the store: given by the transaction.
    package var number: Int64 = 0
    /// The message id.
    package var id: String
    /// The stream it goes to.
    package var stream: String
    /// The wire name.
    package var type: String
    /// The thing an event is about.
    package var subject: String?
    /// The version of that thing.
    package var sequence: Int64?
    /// W3C trace context.
    package var trace: String?
    /// The message's JSON.
    package var data: [UInt8]
    /// When it was written.
    package var createdAt: Timestamp

    /// A row.
    package init(
        id: String, stream: String, type: String, subject: String?, sequence: Int64?,
        trace: String?, data: [UInt8], createdAt: Timestamp
    ) {
        self.id = id
        self.stream = stream
        self.type = type
        self.subject = subject
        self.sequence = sequence
        self.trace = trace
        self.data = data
        self.createdAt = createdAt
    }

    private init(_ row: Row) throws {
        number = try row["number"]
        id = try row["id"]
        stream = try row["stream"]
        type = try row["type"]
        subject = try row["subject"]
        sequence = try row["sequence"]
        trace = try row["trace"]
        data = try row["data"]
        createdAt = try row["created_at"]
    }

    /// The first rows after number `last` that are not noted as published, in their order, but for
    /// those of the streams `without`.
    package static func waiting(
        after last: Int64, without streams: Set<String>, limit: Int,
        in snapshot: borrowing Snapshot
    ) throws -> [OutboxRow] {
        let others: SQL = streams.isEmpty ? "" : "AND stream NOT IN \(list: streams.sorted())"
        return try snapshot.rows(
            """
            SELECT number, id, stream, type, subject, sequence, trace, data, created_at
            FROM outbox WHERE published_at IS NULL AND number > \(last) \(part: others)
            ORDER BY number LIMIT \(limit)
            """
        ).map(OutboxRow.init)
    }
}

extension Transaction {
    /// Adds a row to the outbox.
    package func addToOutbox(_ row: OutboxRow) throws {
        var row = row
        row.number = nextNumber()
        try execute(
            """
            INSERT INTO outbox
                (number, id, stream, type, subject, sequence, trace, data, created_at)
            VALUES (\(row.number), \(row.id), \(row.stream), \(row.type), \(row.subject),
                \(row.sequence), \(row.trace), \(row.data), \(row.createdAt))
            """)
        effects.outboxRows.append(row)
    }
}

/// The rows of the latest commits, for whoever publishes them: they need not be read again.
package final class CommittedRows: Sendable {
    private let state = Mutex<(rows: [OutboxRow], isWhole: Bool)>(([], true))
    /// More are left to be read from the store: what publishes them may be away.
    private static let limit = 2048

    /// Adds what a commit has written.
    func add(_ rows: [OutboxRow]) {
        state.withLock { state in
            if state.rows.count + rows.count > Self.limit {
                state = ([], false)
            } else {
                state.rows += rows
            }
        }
    }

    /// All rows of the commits since the last call, in their order; nil when they were too many.
    package func take() -> [OutboxRow]? {
        state.withLock { state in
            defer { state = ([], true) }
            return state.isWhole ? state.rows : nil
        }
    }
}
