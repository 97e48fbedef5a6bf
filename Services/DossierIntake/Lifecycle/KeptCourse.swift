import Contracts
import Lifecycle
import Store

extension DossierCourse {
    /// Reads it from a dossier's row.
    init(_ row: Row) throws {
        let clock: [UInt8]? = try row["clock"]
        let officer: OfficerID? = try row["assignee"]
        self.init(
            status: try row["status"], returnStatus: try row["return_status"],
            proposal: try row["proposal"], outcome: try row["outcome"],
            acceptedAt: try row["accepted_at"], finishedAt: try row["finished_at"],
            closedAt: try row["closed_at"],
            clock: try clock.map { try StrictJSON.decode(DossierClock.self, trusted: $0) },
            dueAt: try row["due_at"], supplementsAsked: try row["supplements_asked"],
            supplementDay: try row["supplement_day"],
            supplementSentAt: try row["supplement_sent_at"], apologies: try row["apologies"],
            needsSignature: try row["needs_signature"],
            assignee: try officer.map { NamedOfficer(id: $0, name: try row["assignee_name"]) },
            amountDue: try row["amount_due"], paymentReceipt: try row["payment_receipt"],
            registerNumber: try row["register_number"])
    }

    /// Keeps it as the next version of a dossier that still is in `version`; refuses when another
    /// was quicker.
    func keep(
        for dossier: DossierID, from version: Int64, in transaction: borrowing Transaction
    ) throws {
        let clock = try clock.map { try StrictJSON.encode($0) }
        let changed = try transaction.execute(
            """
            UPDATE dossiers SET version = version + 1, changed_at = \(transaction.time),
                status = \(status), return_status = \(returnStatus), proposal = \(proposal),
                outcome = \(outcome), accepted_at = \(acceptedAt), finished_at = \(finishedAt),
                closed_at = \(closedAt), clock = \(clock), due_at = \(dueAt),
                queue_at = \(queueAt), supplements_asked = \(supplementsAsked),
                supplement_day = \(supplementDay), supplement_sent_at = \(supplementSentAt),
                apologies = \(apologies), needs_signature = \(needsSignature),
                assignee = \(assignee?.id), assignee_name = \(assignee?.name),
                amount_due = \(amountDue), payment_receipt = \(paymentReceipt),
                register_number = \(registerNumber)
            WHERE id = \(dossier) AND version = \(version)
            """)
        guard changed == 1 else { throw Refusal.changedMeanwhile }
    }
}
