import Contracts
import Lifecycle
import Store

/// Counts how often something happens within a time that begins with the first.
enum Counters {
    /// The statement that reads a counter.
    static func byName(_ name: String) -> SQL {
        "SELECT count, ends_at FROM counters WHERE name = \(name)"
    }

    /// After how many seconds the next is allowed; nil when it is now.
    static func wait(
        _ name: String, limit: Int, at time: Timestamp,
        in reader: borrowing some SQLReader & ~Copyable
    ) throws -> Int? {
        guard let row = try reader.first(byName(name)) else { return nil }
        let endsAt: Timestamp = try row["ends_at"]
        guard endsAt > time, try row["count"] as Int >= limit else { return nil }
        return seconds(from: time, to: endsAt)
    }

    /// Counts one more.
    static func add(
        _ name: String, lasting duration: Duration, in transaction: borrowing Transaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO counters (name, count, ends_at)
            VALUES (\(name), 1, \(transaction.time + duration))
            ON CONFLICT (name) DO UPDATE SET
                count = CASE WHEN counters.ends_at > \(transaction.time)
                    THEN counters.count + 1 ELSE 1 END,
                ends_at = CASE WHEN counters.ends_at > \(transaction.time)
                    THEN counters.ends_at ELSE excluded.ends_at END
            """)
    }

    /// Whole seconds until `end`, at least one.
    static func seconds(from time: Timestamp, to end: Timestamp) -> Int {
        max(1, Int(((end - time).milliseconds + 999) / 1000))
    }
}
