import Contracts
import Lifecycle
import Store

/// The counters that statistics read: kept with each change, so that no figure reads all dossiers.
/// A row for each unit, procedure and month in which something happened.
enum MonthlyCounts {
    /// The steps, in order; a released one never changes.
    ///
    /// `ended` counts what had been taken in and is over, however it ended.
    static let migrations = [
        Migration(
            "statistics-001-monthly-counts",
            """
            CREATE TABLE monthly_counts (
                month TEXT NOT NULL,
                unit TEXT NOT NULL,
                procedure TEXT NOT NULL,
                unit_name TEXT NOT NULL,
                procedure_name TEXT NOT NULL,
                received BIGINT NOT NULL DEFAULT 0,
                received_online BIGINT NOT NULL DEFAULT 0,
                resolved_before BIGINT NOT NULL DEFAULT 0,
                resolved_on BIGINT NOT NULL DEFAULT 0,
                resolved_after BIGINT NOT NULL DEFAULT 0,
                stopped BIGINT NOT NULL DEFAULT 0,
                returned BIGINT NOT NULL DEFAULT 0,
                withdrawn BIGINT NOT NULL DEFAULT 0,
                ended BIGINT NOT NULL DEFAULT 0,
                PRIMARY KEY (month, unit, procedure));
            """)
    ]

    /// What one change adds.
    struct Addition: Hashable, Sendable {
        var received = 0
        var receivedOnline = 0
        var resolvedBefore = 0
        var resolvedOn = 0
        var resolvedAfter = 0
        var stopped = 0
        var returned = 0
        var withdrawn = 0
        var ended = 0

        /// Nothing.
        static let none = Addition()

        /// The counters of a row.
        init(_ row: Row) throws {
            received = try row["received"]
            receivedOnline = try row["received_online"]
            resolvedBefore = try row["resolved_before"]
            resolvedOn = try row["resolved_on"]
            resolvedAfter = try row["resolved_after"]
            stopped = try row["stopped"]
            returned = try row["returned"]
            withdrawn = try row["withdrawn"]
            ended = try row["ended"]
        }

        /// Both together.
        static func + (left: Addition, right: Addition) -> Addition {
            var sum = left
            sum.received += right.received
            sum.receivedOnline += right.receivedOnline
            sum.resolvedBefore += right.resolvedBefore
            sum.resolvedOn += right.resolvedOn
            sum.resolvedAfter += right.resolvedAfter
            sum.stopped += right.stopped
            sum.returned += right.returned
            sum.withdrawn += right.withdrawn
            sum.ended += right.ended
            return sum
        }

        /// A dossier was taken in.
        static func taken(_ channel: Channel) -> Addition {
            Addition(received: 1, receivedOnline: channel == .online ? 1 : 0)
        }

        /// What a change of a dossier's course adds; nil when it is nothing.
        init?(from before: DossierCourse, to after: DossierCourse, _ channel: Channel) {
            self.init()
            if before.acceptedAt == nil, after.acceptedAt != nil { self = .taken(channel) }
            if before.finishedAt == nil, let finishedAt = after.finishedAt {
                note(after, at: finishedAt, dueAt: before.dueAt)
                ended = before.acceptedAt == nil ? 0 : 1
            }
            if self == Addition() { return nil }
        }

        private init(received: Int = 0, receivedOnline: Int = 0) {
            self.received = received
            self.receivedOnline = receivedOnline
        }

        private mutating func note(
            _ course: DossierCourse, at time: Timestamp, dueAt: Timestamp?
        ) {
            switch course.status {
            case .refused: returned = 1
            case .stopped: stopped = 1
            case .withdrawalRequested: withdrawn = 1
            default: noteTime(time, dueAt)
            }
        }

        private mutating func noteTime(_ time: Timestamp, _ dueAt: Timestamp?) {
            guard let dueAt else {
                resolvedOn = 1
                return
            }
            if time > dueAt {
                resolvedAfter = 1
            } else if time.localDate < dueAt.localDate {
                resolvedBefore = 1
            } else {
                resolvedOn = 1
            }
        }
    }

    /// Adds to the row of the month, the unit and the procedure.
    static func add(
        _ addition: Addition, unit: (code: UnitCode, name: String),
        procedure: (code: ProcedureCode, name: String), in transaction: borrowing Transaction
    ) throws {
        let month = String(transaction.time.localDate.description.prefix(7))
        try transaction.execute(
            """
            INSERT INTO monthly_counts
                (month, unit, procedure, unit_name, procedure_name, received, received_online,
                resolved_before, resolved_on, resolved_after, stopped, returned, withdrawn, ended)
            VALUES (\(month), \(unit.code), \(procedure.code), \(unit.name), \(procedure.name),
                \(addition.received), \(addition.receivedOnline), \(addition.resolvedBefore),
                \(addition.resolvedOn), \(addition.resolvedAfter), \(addition.stopped),
                \(addition.returned), \(addition.withdrawn), \(addition.ended))
            ON CONFLICT (month, unit, procedure) DO UPDATE SET
                unit_name = excluded.unit_name, procedure_name = excluded.procedure_name,
                received = monthly_counts.received + excluded.received,
                received_online = monthly_counts.received_online + excluded.received_online,
                resolved_before = monthly_counts.resolved_before + excluded.resolved_before,
                resolved_on = monthly_counts.resolved_on + excluded.resolved_on,
                resolved_after = monthly_counts.resolved_after + excluded.resolved_after,
                stopped = monthly_counts.stopped + excluded.stopped,
                returned = monthly_counts.returned + excluded.returned,
                withdrawn = monthly_counts.withdrawn + excluded.withdrawn,
                ended = monthly_counts.ended + excluded.ended
            """)
    }

    /// The rows up to a month: a unit and procedure has one a month, so all of them are few.
    static func rows(until month: String, unit: UnitCode?, procedure: ProcedureCode?) -> SQL {
        let whose: SQL = unit.map { " AND unit = \($0)" } ?? ""
        let what: SQL = procedure.map { " AND procedure = \($0)" } ?? ""
        return """
            SELECT * FROM monthly_counts WHERE month <= \(month)\(part: whose)\(part: what)
            ORDER BY month, unit, procedure
            """
    }
}
