import Contracts
import Lifecycle
import Messaging
import Store

/// An absence as it is stored, with its deputy's name.
struct StoredAbsence: Sendable {
    let id: String
    let officer: String
    let deputy: OfficerID
    let deputyName: String
    let from: LocalDate
    let until: LocalDate

    private init(_ row: Row) throws {
        id = try row["id"]
        officer = try row["officer"]
        deputy = try row["deputy"]
        deputyName = try row["full_name"]
        from = try row["first_day"]
        until = try row["last_day"]
    }

    /// As callers see it.
    var shown: OfficerAbsence {
        OfficerAbsence(
            id: id, deputy: deputy, deputyName: deputyName, from: from, until: until)
    }

    /// The absences of these officers that are not over on `day`, by their first day.
    static func open(
        of officers: [String], from day: LocalDate,
        in reader: borrowing some SQLReader & ~Copyable
    ) throws -> [StoredAbsence] {
        guard !officers.isEmpty else { return [] }
        return try reader.rows(byOfficers(officers, from: day)).map(StoredAbsence.init)
            .sorted { $0.from < $1.from }
    }

    /// The statement that finds the absences of officers.
    static func byOfficers(_ officers: [String], from day: LocalDate) -> SQL {
        """
        SELECT absences.*, officers.full_name
        FROM absences JOIN officers ON officers.id = absences.deputy
        WHERE absences.officer IN \(list: officers) AND absences.last_day >= \(day)
            AND absences.cancelled_at IS NULL
        """
    }

    /// The statement that finds the absences in which this officer stands in.
    static func byDeputy(_ deputy: String, from day: LocalDate) -> SQL {
        """
        SELECT absences.*, officers.full_name
        FROM absences JOIN officers ON officers.id = absences.deputy
        WHERE absences.deputy = \(deputy) AND absences.last_day >= \(day)
            AND absences.cancelled_at IS NULL
        """
    }

    /// Takes it back and announces that.
    func cancel(in transaction: borrowing Transaction) throws {
        try transaction.execute(
            "UPDATE absences SET cancelled_at = \(transaction.time) WHERE id = \(id)")
        try announce(isCancelled: true, in: transaction)
    }

    /// Announces it.
    func announce(isCancelled: Bool, in transaction: borrowing Transaction) throws {
        guard let account = try StoredAccount.find(id: officer, in: transaction) else { return }
        try transaction.publish(
            OfficerAbsenceSet(
                absence: id, officer: OfficerID(rawValue: officer), deputy: deputy, from: from,
                until: until, isCancelled: isCancelled,
                sequence: try account.nextSequence(in: transaction)))
    }

    /// Takes back what is not over of the absences in which this officer stands in, and with
    /// `asOfficer` also the officer's own.
    static func cancelAll(
        of officer: String, asOfficer: Bool, in transaction: borrowing Transaction
    ) throws {
        let today = transaction.time.localDate
        var found = try transaction.rows(byDeputy(officer, from: today)).map(StoredAbsence.init)
        if asOfficer { found += try open(of: [officer], from: today, in: transaction) }
        for absence in found { try absence.cancel(in: transaction) }
    }
}
