import Contracts
import Lifecycle
import Messaging
import Store

/// What an officer decides about an account, with what is kept of it.
struct Decision: Sendable {
    let outcome: VerificationDecision.Outcome
    var paper: IdentityPaper?
    var reason: String?

    /// The account a decision is about, as long as nobody changed details or state meanwhile.
    static func subject(
        _ id: CitizenID, ifVersion version: Int64, secrets: Secrets,
        in transaction: borrowing Transaction
    ) throws -> (account: StoredAccount, details: PersonalDetails) {
        let account = try StoredAccount.citizen(id, in: transaction)
        guard
            let citizen = try StoredCitizen.find(
                id: account.id, secrets: secrets, in: transaction)
        else { throw Refusal.notFound }
        guard citizen.version == version else { throw Refusal.changedMeanwhile }
        return (account, citizen.details)
    }

    /// Keeps it, in the audit chain too, as the next version of the account.
    func keep(
        about account: StoredAccount, by officer: ActingOfficer, secrets: Secrets,
        in transaction: borrowing Transaction
    ) throws {
        let sealed = paper.map { secrets.seal(paperNumber: $0.number, citizen: account.id) }
        try transaction.execute(
            """
            INSERT INTO decisions (number, account, outcome, officer, unit, paper,
                paper_number_sealed, paper_issued_on, paper_issued_by, reason, decided_at)
            VALUES (\(transaction.nextNumber()), \(account.id), \(outcome), \(officer.id),
                \(officer.profile.unit), \(paper?.kind), \(sealed), \(paper?.issuedOn),
                \(paper?.issuedBy), \(reason), \(transaction.time))
            """)
        try transaction.execute(
            "UPDATE citizens SET version = version + 1 WHERE id = \(account.id)")
        let content = [paper?.number, paper?.issuedOn.description, paper?.issuedBy, reason]
        try transaction.audit(
            "account-\(outcome.rawValue)", by: officer.id, of: account.id,
            commitment: try account.commitment(to: content))
    }
}

extension VerificationDecision {
    /// The last decision about an account; nil when there was none.
    init?(last id: String, in reader: borrowing some SQLReader & ~Copyable) throws {
        guard let row = try reader.first(Self.last(of: id)) else { return nil }
        self.init(
            outcome: try row["outcome"], decidedAt: try row["decided_at"], unit: try row["unit"],
            paper: try row["paper"], reason: try row["reason"])
    }

    /// The statement that finds the last decision about an account.
    static func last(of account: String) -> SQL {
        "SELECT * FROM decisions WHERE account = \(account) ORDER BY number DESC LIMIT 1"
    }
}
