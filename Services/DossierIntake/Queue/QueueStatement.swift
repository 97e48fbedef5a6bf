import Contracts
import Lifecycle
import Store

/// The statements behind an officer's lists; a test holds each against the indices.
enum QueueStatement {
    private static let columns: SQL = """
        id, code, procedure_name, applicant, channel, status, due_at, queue_at, assignee,
        assignee_name, supplement_sent_at, transfer_at, proposal, unread_by_unit, submitted_at,
        closed_at, version
        """

    /// A page of the open dossiers of a unit, in the order of their due dates.
    static func open(
        in unit: UnitCode, status: DossierStatus?, assignees: [OfficerID], from: Timestamp?,
        until: Timestamp?, after place: (queueAt: Int64, id: String)?, limit: Int
    ) -> SQL {
        // An officer's own are found by the officer; they are few.
        let whose: SQL =
            assignees.isEmpty
            ? "unit = \(unit)"
            : "assignee IN \(list: assignees.map(\.rawValue)) AND unit = \(unit)"
        let state: SQL = status.map { " AND status = \($0)" } ?? ""
        let begin: SQL = from.map { " AND queue_at >= \($0)" } ?? ""
        let end: SQL = until.map { " AND queue_at < \($0)" } ?? ""
        let rest: SQL = place.map { " AND (queue_at, id) > (\($0.queueAt), \($0.id))" } ?? ""
        return """
            SELECT \(part: columns) FROM dossiers
            WHERE \(part: whose)\(part: state)\(part: begin)\(part: end)\(part: rest)
                AND closed_at IS NULL
            ORDER BY queue_at, id LIMIT \(limit)
            """
    }

    /// What is counted one by one; more is as good as this many to whoever looks at the work.
    static let countLimit = 10_000

    /// How many open dossiers of a unit are due in a time, at most `countLimit`.
    static func count(in unit: UnitCode, from: Timestamp?, until: Timestamp) -> SQL {
        let begin: SQL = from.map { " AND queue_at >= \($0)" } ?? ""
        return """
            SELECT count(*) AS n FROM (SELECT 1 FROM dossiers
                WHERE unit = \(unit)\(part: begin) AND queue_at < \(until)
                    AND closed_at IS NULL LIMIT \(countLimit))
            """
    }

    /// How many open dossiers of a unit are in a status, at most `countLimit`.
    static func count(in unit: UnitCode, status: DossierStatus) -> SQL {
        """
        SELECT count(*) AS n FROM (SELECT 1 FROM dossiers
            WHERE unit = \(unit) AND status = \(status) AND closed_at IS NULL
            LIMIT \(countLimit))
        """
    }

    /// The dossiers of a unit that a typed code may mean.
    static func found(in unit: UnitCode, key: DossierKey, limit: Int) -> SQL {
        """
        SELECT \(part: columns) FROM dossiers
        WHERE code_key = \(key.text) AND unit = \(unit) LIMIT \(limit)
        """
    }

    /// A page of the dossiers of a unit whose applicant has a name, newest first.
    static func found(
        in unit: UnitCode, applicantKey: String, after id: String?, limit: Int
    ) -> SQL {
        let rest: SQL = id.map { " AND id < \($0)" } ?? ""
        return """
            SELECT \(part: columns) FROM dossiers
            WHERE unit = \(unit) AND applicant_key = \(applicantKey) AND applicant_key <> ''\
            \(part: rest)
            ORDER BY id DESC LIMIT \(limit)
            """
    }
}
