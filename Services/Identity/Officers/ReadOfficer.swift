import Contracts
import Lifecycle
import Messaging
import Store

/// Reads one officer's account, for administrators, the officer and services.
struct ReadOfficerHandler: QueryHandler {
    let store: Store
    let clock: WallClock

    func answer(_ query: ReadOfficer, for caller: Caller) async throws -> Officer {
        let today = clock.now().localDate
        return try await store.read { snapshot in
            if caller.role == .service {
                try caller.requireService(.notification, .dossierIntake)
            } else if try ActingOfficer.any(caller, in: snapshot).id != query.id.rawValue {
                _ = try ActingOfficer.administrator(caller, in: snapshot)
            }
            return try Officer(query.id, today: today, in: snapshot)
        }
    }
}

extension Officer {
    /// The officer with this id.
    init(
        _ id: OfficerID, today: LocalDate, in reader: borrowing some SQLReader & ~Copyable
    ) throws {
        guard let account = try StoredAccount.find(id: id.rawValue, in: reader),
            let officer = try StoredOfficer.find(id: id.rawValue, in: reader)
        else { throw Refusal.notFound }
        let absences = try StoredAbsence.open(of: [id.rawValue], from: today, in: reader)
        self.init(
            id: id, email: account.email, fullName: officer.profile.fullName,
            unit: officer.profile.unit, duties: officer.profile.duties, isActive: account.isOpen,
            isEnrolled: account.passwordHash != nil, absences: absences.map(\.shown),
            createdAt: account.registeredAt, version: officer.version)
    }
}
