import Contracts
import Lifecycle
import Messaging
import Store

/// Keeps who has looked at whose account and why, and limits how often an officer may.
struct AccessLog: Sendable {
    let secrets: Secrets
    let policy: Policy
    /// Stands for the account where none was found.
    static let nobody = "-"

    /// Counts a look of an officer, and refuses it when there were too many in the hour.
    func count(_ officer: ActingOfficer, in transaction: borrowing Transaction) throws {
        let name = secrets.counterName("look-ups", officer.id)
        let wait = try Counters.wait(
            name, limit: policy.lookUpsPerOfficer, at: transaction.time, in: transaction)
        if let wait { throw Refusal.tooManyLookUps(seconds: wait) }
        try Counters.add(name, lasting: .seconds(3600), in: transaction)
    }

    /// Keeps a look at an account, for its owner to see, and in the audit chain.
    func keep(
        _ kind: AccountAccess.Kind, of account: StoredAccount, by officer: ActingOfficer,
        reason: String, in transaction: borrowing Transaction
    ) throws {
        try insert(kind.rawValue, account.id, officer, reason, in: transaction)
        try transaction.audit(
            "account-\(kind.rawValue)", by: officer.id, of: account.id,
            commitment: try account.commitment(to: [reason]))
    }

    /// Keeps a search that found nothing.
    func keepVain(
        by officer: ActingOfficer, reason: String, in transaction: borrowing Transaction
    ) throws {
        try insert("nothing-found", Self.nobody, officer, reason, in: transaction)
        try transaction.audit("account-search-in-vain", by: officer.id, of: Self.nobody)
    }

    private func insert(
        _ kind: String, _ account: String, _ officer: ActingOfficer, _ reason: String,
        in transaction: borrowing Transaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO accesses (number, account, kind, officer, unit, reason, at)
            VALUES (\(transaction.nextNumber()), \(account), \(kind), \(officer.id),
                \(officer.profile.unit), \(reason), \(transaction.time))
            """)
    }

    /// A reason as it is kept: one line of 5 to 300 characters.
    static func reason(_ text: String) throws(Refusal) -> String {
        let reason = CheckedDetails.tidied(text)
        guard (5...300).contains(reason.unicodeScalars.count), CheckedDetails.isPlain(reason) else {
            throw .fields([
                .init("reason", "Vui lòng ghi lý do trên một dòng, từ 5 đến 300 ký tự.")
            ])
        }
        return reason
    }
}
