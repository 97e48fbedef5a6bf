import Contracts
import Cryptography
import Lifecycle
import Messaging
import Store

/// Records when an officer is away and who of the same unit stands in.
struct RecordAbsenceHandler: CommandHandler {
    /// Days an absence may last.
    static let dayLimit = 366

    func handle(_ command: RecordAbsence, _ delivery: Delivery) async throws -> OfficerAbsence {
        let caller = delivery.caller
        return try await delivery.transaction { transaction in
            let (acting, officer) = try ActingOfficer.planning(
                for: command.officer, caller, in: transaction)
            try check(command, of: officer, in: transaction)
            let id = randomBytes(16).hex
            try transaction.execute(
                """
                INSERT INTO absences
                    (id, officer, deputy, first_day, last_day, recorded_by, recorded_at)
                VALUES (\(id), \(officer.id), \(command.deputy), \(command.from),
                    \(command.until), \(acting.id), \(transaction.time))
                """)
            try transaction.audit("absence-recorded", by: acting.id, of: officer.id)
            let open = try StoredAbsence.open(
                of: [officer.id], from: command.until, in: transaction)
            guard let absence = open.first(where: { $0.id == id }) else {
                throw StoreError.unexpected("no absence was kept")
            }
            try absence.announce(isCancelled: false, in: transaction)
            return absence.shown
        }
    }

    private func check(
        _ command: RecordAbsence, of officer: StoredOfficer, in transaction: borrowing Transaction
    ) throws {
        var faults = Self.dayFaults(command, today: transaction.time.localDate)
        let own = try StoredAbsence.open(of: [officer.id], from: command.from, in: transaction)
        if own.contains(where: { $0.from <= command.until }) {
            faults.append(
                .init("from", "Khoảng ngày này trùng với một lịch vắng mặt đã ghi nhận."))
        }
        if let fault = try deputyFault(command, of: officer, in: transaction) {
            faults.append(.init("deputy", fault))
        }
        guard faults.isEmpty else { throw Refusal.fields(faults) }
    }

    private static func dayFaults(_ command: RecordAbsence, today: LocalDate) -> [Refusal.Field] {
        var faults: [Refusal.Field] = []
        if command.until < command.from {
            faults.append(.init("until", "Ngày cuối phải từ ngày đầu trở đi."))
        } else if command.until < today {
            faults.append(.init("until", "Ngày cuối không được ở trong quá khứ."))
        } else if command.until.daysSinceEpoch - command.from.daysSinceEpoch >= dayLimit {
            faults.append(.init("until", "Một lần vắng mặt kéo dài tối đa một năm."))
        }
        return faults
    }

    /// Why this deputy cannot stand in; nil when the deputy can.
    private func deputyFault(
        _ command: RecordAbsence, of officer: StoredOfficer, in transaction: borrowing Transaction
    ) throws -> String? {
        let id = command.deputy.rawValue
        if id == officer.id { return "Người thay phải là một cán bộ khác." }
        guard let account = try StoredAccount.find(id: id, in: transaction), account.isOpen,
            let deputy = try StoredOfficer.find(id: id, in: transaction),
            deputy.profile.unit == officer.profile.unit
        else { return "Người thay phải là cán bộ đang làm việc của cùng đơn vị." }
        let absences = try StoredAbsence.open(of: [id], from: command.from, in: transaction)
        return absences.contains { $0.from <= command.until }
            ? "Cán bộ này cũng vắng mặt trong thời gian đó." : nil
    }
}

extension ActingOfficer {
    /// Who may plan this officer's absences: the officer, a leader of the unit, an administrator.
    static func planning(
        for officer: OfficerID, _ caller: Caller,
        in reader: borrowing some SQLReader & ~Copyable
    ) throws -> (acting: ActingOfficer, officer: StoredOfficer) {
        let acting = try any(caller, in: reader)
        let found = try StoredOfficer.find(id: officer.rawValue, in: reader)
        guard let found else { throw Refusal.notFound }
        if acting.id == found.id || acting.profile.role == .administrator { return (acting, found) }
        // Officers of other units look like none.
        guard acting.profile.unit == found.profile.unit else { throw Refusal.notFound }
        guard acting.profile.duties.contains(.leadership) else { throw Refusal.notAllowed }
        return (acting, found)
    }
}
