import Contracts
import Messaging
import Store

/// Has a reset link mailed; an address that was never confirmed gets a fresh confirmation instead.
/// The answer and the work are the same for an unknown address, which gets no mail. (Officers
/// cannot ask for one: an administrator has an enrolment link mailed to them.)
struct RequestPasswordResetHandler: CommandHandler {
    let secrets: Secrets
    let policy: Policy

    func handle(_ command: RequestPasswordReset, _ delivery: Delivery) async throws -> Done {
        let email = try EmailAddress.require(command.email)
        let caller = delivery.caller
        let limits = RequestLimits(secrets: secrets, policy: policy)
        let links = LinkOffice(secrets: secrets, policy: policy)
        return try await delivery.transaction { transaction in
            try limits.count("reset", from: caller, in: transaction)
            let mayMail = try limits.mayMail("reset", to: email, in: transaction)
            let account = try StoredAccount.find(email, in: transaction)
            guard mayMail, let account, account.kind == .citizen, account.isOpen else {
                try links.issueToNobody(
                    .reset, email: email, announces: true, in: transaction)
                return Done()
            }
            if account.state == .registered {
                try links.sendConfirmation(to: account, in: transaction)
            } else {
                try links.sendReset(to: account, in: transaction)
            }
            return Done()
        }
    }
}
