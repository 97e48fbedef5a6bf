import Contracts
import Lifecycle
import Messaging
import Store

/// Does not verify an account and tells the citizen why; the account stays usable as it was.
struct RefuseVerificationHandler: CommandHandler {
    let store: Store
    let secrets: Secrets

    func handle(_ command: RefuseVerification, _ delivery: Delivery) async throws -> CounterAccount
    {
        let caller = delivery.caller
        _ = try await delivery.transaction { transaction in
            let officer = try ActingOfficer.reception(caller, in: transaction)
            let reason = try AccessLog.reason(command.reason)
            let (account, _) = try Decision.subject(
                command.id, ifVersion: command.version, secrets: secrets, in: transaction)
            try account.requireVerifiable()
            try Decision(outcome: .refused, reason: reason)
                .keep(about: account, by: officer, secrets: secrets, in: transaction)
            try transaction.publish(
                VerificationRefused(
                    citizen: command.id, unit: officer.profile.unit, reason: reason,
                    sequence: try account.nextSequence(in: transaction)))
            return Done()
        }
        return try await store.counterAccount(command.id.rawValue, secrets: secrets)
    }
}
