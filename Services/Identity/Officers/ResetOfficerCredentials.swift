import Contracts
import Lifecycle
import Messaging
import Store

/// Takes an officer's password and second factor away at once, since they may be in wrong hands, and
/// has an enrolment link mailed for new ones.
struct ResetOfficerCredentialsHandler: CommandHandler {
    let sessions: OpenSessions

    func handle(_ command: ResetOfficerCredentials, _ delivery: Delivery) async throws -> Officer {
        let caller = delivery.caller
        return try await delivery.transaction { transaction in
            let acting = try ActingOfficer.administrator(caller, in: transaction)
            let id = command.id.rawValue
            guard let account = try StoredAccount.find(id: id, in: transaction),
                let officer = try StoredOfficer.find(id: id, in: transaction)
            else { throw Refusal.notFound }
            guard account.isOpen else { throw Refusal.officerInactive }
            try account.set(passwordHash: nil, in: transaction)
            try officer.put(officer.profile, in: transaction)
            try sessions.endAll(of: account, in: transaction)
            try LinkOffice(secrets: sessions.secrets, policy: sessions.policy)
                .sendEnrolment(
                    to: account, isReset: account.passwordHash != nil, in: transaction)
            try transaction.audit("officer-credentials-reset", by: acting.id, of: id)
            return try Officer(command.id, today: transaction.time.localDate, in: transaction)
        }
    }
}
