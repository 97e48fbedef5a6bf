import Contracts
import Lifecycle
import Store

/// What dossier intake has heard of officers: who works where, and who stands in for whom.
enum UnitOfficers {
    /// The steps, in order; a released one never changes.
    static let migrations = [
        Migration(
            "officers-001-officers",
            """
            CREATE TABLE officers (
                id TEXT PRIMARY KEY,
                name TEXT NOT NULL,
                unit TEXT NOT NULL,
                is_active BIGINT NOT NULL,
                sequence BIGINT NOT NULL);

            CREATE TABLE officer_absences (
                id TEXT PRIMARY KEY,
                officer TEXT NOT NULL,
                deputy TEXT NOT NULL,
                first_day TEXT NOT NULL,
                last_day TEXT NOT NULL,
                is_cancelled BIGINT NOT NULL,
                sequence BIGINT NOT NULL);
            CREATE INDEX officer_absences_of_deputy ON officer_absences (deputy, last_day);
            """)
    ]

    /// An active officer of a unit; nil when there is none with this id.
    static func named(
        _ id: OfficerID, in unit: UnitCode, _ reader: borrowing some SQLReader & ~Copyable
    ) throws -> NamedOfficer? {
        try reader.first(statement(id, in: unit)).map { NamedOfficer(id: id, name: try $0["name"]) }
    }

    /// Those whose work an officer does on a day beside the own.
    static func absent(
        standingIn deputy: OfficerID, on day: LocalDate,
        in reader: borrowing some SQLReader & ~Copyable
    ) throws -> [OfficerID] {
        try reader.rows(absences(standingIn: deputy, on: day)).map { try $0["officer"] }
    }

    /// The row of an active officer of a unit.
    static func statement(_ id: OfficerID, in unit: UnitCode) -> SQL {
        "SELECT name FROM officers WHERE id = \(id) AND unit = \(unit) AND is_active = 1"
    }

    /// The absences of a day for which an officer stands in.
    static func absences(standingIn deputy: OfficerID, on day: LocalDate) -> SQL {
        """
        SELECT officer FROM officer_absences
        WHERE deputy = \(deputy) AND last_day >= \(day) AND first_day <= \(day)
            AND is_cancelled = 0
        """
    }
}
