import Contracts
import Cryptography
import Lifecycle
import Store
import Synchronization

/// The versions of the working calendar: each import that changes it adds one, and none ever goes, so
/// that a date can be counted again as it was.
enum CalendarVersions {
    /// The steps, in order; a released one never changes.
    static let migrations = [
        Migration(
            "calendar-001-versions",
            """
            CREATE TABLE calendars (
                number BIGINT PRIMARY KEY,
                version TEXT NOT NULL UNIQUE,
                content BYTEA NOT NULL,
                imported_at BIGINT NOT NULL);
            """)
    ]

    /// The calendar in force: the one that was imported last.
    static func current(in reader: borrowing some SQLReader & ~Copyable) throws -> WorkingCalendar {
        let row = try reader.first(newest)
        guard let row else { return unpublished }
        return try version(try row["version"], in: reader)
    }

    /// The calendar of a version.
    static func version(
        _ version: String, in reader: borrowing some SQLReader & ~Copyable
    ) throws -> WorkingCalendar {
        if version == unpublished.version { return unpublished }
        if let known = laidOut.withLock({ $0[version] }) { return known }
        guard
            let row = try reader.first("SELECT content FROM calendars WHERE version = \(version)")
        else { throw StoreError.unexpected("no calendar \(version)") }
        let table = try StrictJSON.decode(CalendarTable.self, trusted: row["content"])
        let calendar = WorkingCalendar(table, version: version)
        laidOut.withLock { $0[version] = calendar }
        return calendar
    }

    /// Keeps a table as the newest version; false when it is the one in force already.
    static func keep(_ table: CalendarTable, in transaction: borrowing Transaction) throws -> Bool {
        let content = try StrictJSON.encode(table)
        let version = keyedHash(key: nil, count: 16, content).hex
        let last = try transaction.first(newest)
        if let last, try last["version"] == version { return false }
        try transaction.execute(
            """
            INSERT INTO calendars (number, version, content, imported_at)
            VALUES (\(transaction.nextNumber()), \(version), \(content), \(transaction.time))
            ON CONFLICT (version) DO UPDATE SET number = excluded.number
            """)
        return true
    }

    /// The version in force.
    static let newest: SQL = "SELECT version FROM calendars ORDER BY number DESC LIMIT 1"

    /// Before any calendar was imported: the usual hours, and only weekends off.
    static let unpublished = WorkingCalendar(
        CalendarTable(
            sessions: [.init(from: "07:00", to: "11:30"), .init(from: "13:30", to: "17:00")],
            lastHour: "15:00", years: [2024], holidays: [], makeUpDays: [], sources: []),
        version: "unpublished")

    // A version's content never changes and its name is the content's hash, so what was laid out once
    // stays true, for any store. The city makes a few a year.
    private static let laidOut = Mutex<[String: WorkingCalendar]>([:])
}
