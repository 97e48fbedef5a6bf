import Contracts
import Messaging
import Store

/// Confirms the mailed link, once: the mailed password then opens the step to set an own one; where
/// none is mailed, the reply opens it.
///
/// A link that was used is answered 410 like every other dead one, but its owner is told that all
/// is done; the same request delivered again gets the first answer.
struct ConfirmRegistrationHandler: CommandHandler {
    let sessions: OpenSessions

    func handle(
        _ command: ConfirmRegistration, _ delivery: Delivery
    ) async throws -> ConfirmRegistration.Reply {
        var reply = try await delivery.transaction { transaction in
            try confirm(command.token, in: transaction)
        }
        reply.session = reply.session.map(sessions.withToken)
        return reply
    }

    private func confirm(
        _ token: String, in transaction: borrowing Transaction
    ) throws -> ConfirmRegistration.Reply {
        let found = try Link.find(
            token: token, for: .confirm, secrets: sessions.secrets, in: transaction)
        guard let (link, account) = found else { throw Refusal.linkGone }
        if link.usedAt != nil, account.isOpen { throw Refusal.alreadyConfirmed }
        guard link.works(at: transaction.time), account.state == .registered else {
            throw Refusal.linkGone
        }
        try link.use(in: transaction)
        try account.move(to: .confirmed, in: transaction)
        try transaction.audit("confirmed", by: account.id, of: account.id)
        let session =
            link.mailsPassword
            ? nil
            : try sessions.open(for: account, as: .activating, device: nil, in: transaction)
        return ConfirmRegistration.Reply(email: account.email, session: session)
    }
}
