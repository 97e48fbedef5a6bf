import Contracts
import Lifecycle
import Messaging
import Store

/// Cancels a citizen's account (huỷ): its sessions end, its links open nothing, its owner is told why.
struct CancelAccountHandler: CommandHandler {
    let store: Store
    let sessions: OpenSessions

    func handle(_ command: CancelAccount, _ delivery: Delivery) async throws -> CounterAccount {
        let caller = delivery.caller
        _ = try await delivery.transaction { transaction in
            let officer = try ActingOfficer.reception(caller, in: transaction)
            let reason = try AccessLog.reason(command.reason)
            let (account, _) = try Decision.subject(
                command.id, ifVersion: command.version, secrets: sessions.secrets,
                in: transaction)
            guard account.isOpen else { throw Refusal.accountIsCancelled }
            try cancel(account, reason, by: officer, in: transaction)
            return Done()
        }
        return try await store.counterAccount(command.id.rawValue, secrets: sessions.secrets)
    }

    private func cancel(
        _ account: StoredAccount, _ reason: String, by officer: ActingOfficer,
        in transaction: borrowing Transaction
    ) throws {
        try account.move(to: .cancelled, in: transaction)
        try sessions.endAll(of: account, in: transaction)
        try transaction.execute("DELETE FROM counter_codes WHERE account = \(account.id)")
        try Decision(outcome: .cancelled, reason: reason)
            .keep(about: account, by: officer, secrets: sessions.secrets, in: transaction)
        try transaction.publish(
            AccountCancelled(
                citizen: CitizenID(rawValue: account.id), unit: officer.profile.unit,
                reason: reason, sequence: try account.nextSequence(in: transaction)))
    }
}
