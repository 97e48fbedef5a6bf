import Contracts
import Lifecycle
import Messaging
import Store

/// Changes an officer's name, unit and duties. Another role ends the sessions; another unit ends
/// the absences and deputyships, since a deputy is of the same unit.
struct ChangeOfficerHandler: CommandHandler {
    let sessions: OpenSessions

    func handle(_ command: ChangeOfficer, _ delivery: Delivery) async throws -> Officer {
        let caller = delivery.caller
        return try await delivery.transaction { transaction in
            let acting = try ActingOfficer.administrator(caller, in: transaction)
            let (profile, faults) = OfficerProfile.check(
                fullName: command.fullName, unit: command.unit, duties: command.duties)
            guard faults.isEmpty else { throw Refusal.fields(faults) }
            let (account, officer) = try StoredOfficer.toChange(
                command.id, ifVersion: command.version, in: transaction)
            if acting.id == officer.id, profile.role != .administrator { throw Refusal.ownAccount }
            try change(account, officer, to: profile, by: acting, in: transaction)
            return try Officer(command.id, today: transaction.time.localDate, in: transaction)
        }
    }

    private func change(
        _ account: StoredAccount, _ officer: StoredOfficer, to profile: OfficerProfile,
        by acting: ActingOfficer, in transaction: borrowing Transaction
    ) throws {
        try officer.put(profile, in: transaction)
        try transaction.audit(
            "officer-changed", by: acting.id, of: officer.id,
            commitment: try account.commitment(
                to: [profile.fullName, profile.unit.rawValue, profile.words]))
        try account.announce(profile, isActive: account.isOpen, in: transaction)
        if profile.unit != officer.profile.unit {
            try StoredAbsence.cancelAll(of: officer.id, asOfficer: true, in: transaction)
        }
        if profile.role != officer.role {
            try sessions.endAll(of: account, in: transaction)
        } else {
            try sessions.announceChange(of: account, in: transaction)
        }
    }
}

extension StoredOfficer {
    /// The officer an administrator wants to change, as long as nobody changed it meanwhile.
    static func toChange(
        _ id: OfficerID, ifVersion version: Int64, in transaction: borrowing Transaction
    ) throws -> (account: StoredAccount, officer: StoredOfficer) {
        guard let account = try StoredAccount.find(id: id.rawValue, in: transaction),
            let officer = try find(id: id.rawValue, in: transaction)
        else { throw Refusal.notFound }
        guard officer.version == version else { throw Refusal.changedMeanwhile }
        return (account, officer)
    }
}
