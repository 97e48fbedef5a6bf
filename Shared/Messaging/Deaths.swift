import Store

/// The starts of a message's handler that may have become deaths of the process. Counted in the
/// store, since Redis' own count also rises when pending entries are only read again.
enum Deaths {
    /// Counts a start; answers how many there have been with it.
    static func countStart(of id: String, in transaction: borrowing Transaction) throws -> Int {
        let row = try transaction.first(
            """
            INSERT INTO deaths (id, count, last_at) VALUES (\(id), 1, \(transaction.time))
            ON CONFLICT (id) DO UPDATE
            SET count = deaths.count + 1, last_at = excluded.last_at
            RETURNING count
            """)
        return try row?["count"] ?? 1
    }

    /// Marks a start; false when the message bears a mark already.
    static func mark(_ id: String, in transaction: borrowing Transaction) throws -> Bool {
        try transaction.execute(
            """
            INSERT INTO deaths (id, count, last_at) VALUES (\(id), 1, \(transaction.time))
            ON CONFLICT (id) DO NOTHING
            """) == 1
    }

    /// The handler came to its end, or an operator wants it to try afresh.
    static func forget(_ id: String, in transaction: borrowing Transaction) throws {
        try transaction.execute("DELETE FROM deaths WHERE id = \(id)")
    }
}
