import Lifecycle
import Store

/// Removes what has expired, in small bites.
struct Cleaning: Sendable {
    let store: Store
    let clock: WallClock
    /// Rows one transaction removes at most.
    static let biteSize = 500

    /// Removes links two days after their end, sessions, counter codes, counters, failures of accounts nobody has
    /// tried for 30 days, and devices not used for 90.
    func run() async throws {
        let time = clock.now()
        let (day, size) = (Duration.seconds(86_400), Self.biteSize)
        let statements: [SQL] = [
            """
            DELETE FROM links WHERE id IN (SELECT id FROM links
                WHERE expires_at < \(time - day * 2) ORDER BY expires_at LIMIT \(size))
            """,
            """
            DELETE FROM counter_codes WHERE id IN (SELECT id FROM counter_codes
                WHERE expires_at <= \(time) ORDER BY expires_at LIMIT \(size))
            """,
            """
            DELETE FROM sessions WHERE id IN (SELECT id FROM sessions
                WHERE expires_at <= \(time) ORDER BY expires_at LIMIT \(size))
            """,
            """
            DELETE FROM counters WHERE name IN (SELECT name FROM counters
                WHERE ends_at <= \(time) ORDER BY ends_at LIMIT \(size))
            """,
            """
            DELETE FROM failures WHERE name IN (SELECT name FROM failures
                WHERE last_at < \(time - day * 30) ORDER BY last_at LIMIT \(size))
            """,
            """
            DELETE FROM known_devices WHERE name IN (SELECT name FROM known_devices
                WHERE last_at < \(time - day * 90) ORDER BY last_at LIMIT \(size))
            """,
        ]
        for statement in statements {
            while try await store.write({ try $0.execute(statement) }) == size {
                try Task.checkCancellation()
            }
        }
    }
}
