import Contracts
import Cryptography
import Lifecycle
import Messaging
import QRCode
import Store

/// Makes a code for the counter; only hashes of it are stored, the reply that is kept names its id.
struct IssueCounterCodeHandler: CommandHandler {
    let secrets: Secrets
    let policy: Policy
    /// Codes that one account may ask for in an hour.
    static let limit = 30

    func handle(
        _ command: IssueCounterCode, _ delivery: Delivery
    ) async throws -> IssueCounterCode.Reply {
        let citizen = try delivery.caller.requireCitizen()
        let kept = try await delivery.transaction { transaction in
            let account = try StoredAccount.own(citizen.rawValue, in: transaction)
            guard account.isOpen else { throw Refusal.signInNeeded }
            return try issue(to: account, in: transaction)
        }
        return withCode(kept)
    }

    private func issue(
        to account: StoredAccount, in transaction: borrowing Transaction
    ) throws -> IssueCounterCode.Reply {
        let counter = secrets.counterName("counter-codes", account.id)
        let wait = try Counters.wait(
            counter, limit: Self.limit, at: transaction.time, in: transaction)
        if let wait { throw Refusal.tooManyRequests(seconds: wait) }
        try Counters.add(counter, lasting: .seconds(3600), in: transaction)
        try transaction.execute("DELETE FROM counter_codes WHERE account = \(account.id)")
        let (id, expiresAt) = (randomBytes(16).hex, transaction.time + policy.counterCodeLifetime)
        try transaction.execute(
            """
            INSERT INTO counter_codes (id, account, code_hash, typed_hash, expires_at)
            VALUES (\(id), \(account.id),
                \(secrets.hash(ofCounterCode: secrets.counterCode(id: id))),
                \(secrets.hash(ofCounterCode: secrets.typedCounterCode(id: id))), \(expiresAt))
            """)
        return IssueCounterCode.Reply(id: id, qrCode: nil, typed: nil, expiresAt: expiresAt)
    }

    private func withCode(_ kept: IssueCounterCode.Reply) -> IssueCounterCode.Reply {
        var reply = kept
        let code = secrets.counterCode(id: kept.id)
        let typed = secrets.typedCounterCode(id: kept.id)
        reply.qrCode = QRCode(text: "\(policy.portal)/can-bo/tai-khoan#\(code)")?
            .svg(title: "Mã QR tại quầy")
        reply.typed = "\(typed.prefix(4))-\(typed.suffix(4))"
        return reply
    }
}
