import Contracts
import Lifecycle
import Messaging
import Store

/// Opens the account of the citizen who shows a counter code, once. A wrong code counts like a look,
/// so that nobody can try many.
struct ReceiveVisitorHandler: CommandHandler {
    let store: Store
    let accesses: AccessLog
    /// What is kept as the reason.
    static let reason = "Công dân trình mã tại quầy"

    func handle(_ command: ReceiveVisitor, _ delivery: Delivery) async throws -> CounterAccount {
        let caller = delivery.caller
        let id: String = try await delivery.decide { transaction in
            let officer = try ActingOfficer.reception(caller, in: transaction)
            guard let code = CounterCode(command.code) else {
                throw Refusal.fields([
                    .init("code", "Mã tại quầy gồm 8 ký tự, ví dụ 7Q2K-M9TX; hoặc quét mã QR.")
                ])
            }
            try accesses.count(officer, in: transaction)
            guard let account = try use(code, in: transaction) else {
                return .refusal(.counterCodeGone)
            }
            try accesses.keep(
                .received, of: account, by: officer, reason: Self.reason, in: transaction)
            return .reply(account.id)
        }
        return try await store.counterAccount(id, secrets: accesses.secrets)
    }

    /// Uses the code up; the account it opens, or nil when it opens none.
    private func use(
        _ code: CounterCode, in transaction: borrowing Transaction
    ) throws -> StoredAccount? {
        let hash = accesses.secrets.hash(ofCounterCode: code.characters)
        guard let row = try transaction.first(Self.byCode(hash, isScanned: code.isScanned)),
            try row["used_at"] as Timestamp? == nil,
            try row["expires_at"] as Timestamp > transaction.time,
            let account = try StoredAccount.find(id: try row["account"], in: transaction),
            account.isOpen
        else { return nil }
        try transaction.execute(
            """
            UPDATE counter_codes SET used_at = \(transaction.time)
            WHERE account = \(account.id) AND used_at IS NULL
            """)
        return account
    }

    /// The statement that finds a counter code by either form's hash.
    static func byCode(_ hash: [UInt8], isScanned: Bool) -> SQL {
        isScanned
            ? "SELECT * FROM counter_codes WHERE code_hash = \(hash)"
            : "SELECT * FROM counter_codes WHERE typed_hash = \(hash)"
    }
}
