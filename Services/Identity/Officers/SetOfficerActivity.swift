import Contracts
import Lifecycle
import Messaging
import Store

/// Closes an officer's account, with its sessions, links and deputyships, or opens it again.
struct SetOfficerActivityHandler: CommandHandler {
    let sessions: OpenSessions

    func handle(_ command: SetOfficerActivity, _ delivery: Delivery) async throws -> Officer {
        let caller = delivery.caller
        return try await delivery.transaction { transaction in
            let acting = try ActingOfficer.administrator(caller, in: transaction)
            let (account, officer) = try StoredOfficer.toChange(
                command.id, ifVersion: command.version, in: transaction)
            if acting.id == officer.id, !command.isActive { throw Refusal.ownAccount }
            if account.isOpen != command.isActive {
                try set(account, officer, isActive: command.isActive, in: transaction)
                try transaction.audit(
                    command.isActive ? "officer-opened" : "officer-closed", by: acting.id,
                    of: officer.id)
            }
            return try Officer(command.id, today: transaction.time.localDate, in: transaction)
        }
    }

    private func set(
        _ account: StoredAccount, _ officer: StoredOfficer, isActive: Bool,
        in transaction: borrowing Transaction
    ) throws {
        try account.move(to: isActive ? .confirmed : .cancelled, in: transaction)
        try officer.put(officer.profile, in: transaction)
        try account.announce(officer.profile, isActive: isActive, in: transaction)
        guard !isActive else { return }
        try sessions.endAll(of: account, in: transaction)
        try LinkOffice(secrets: sessions.secrets, policy: sessions.policy)
            .supersede(.enrol, of: account.id, in: transaction)
        try StoredAbsence.cancelAll(of: officer.id, asOfficer: false, in: transaction)
    }
}
