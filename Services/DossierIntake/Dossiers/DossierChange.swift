import Contracts
import Store

/// A change of a dossier beside its course: who works on it, an appointment, a reported transfer.
struct DossierChange: Sendable {
    let action: DossierAction
    let detail: StepDetail
    /// The columns it sets: `assignee = …`.
    let columns: SQL
}

extension KeptDossier {
    /// Makes a change the next version of the dossier, with its step in history and audit; answers
    /// that version. Refuses when another was quicker.
    func keep(
        _ change: DossierChange, by actor: StepActor, _ seal: AnswerSeal,
        in transaction: borrowing Transaction
    ) throws -> Int64 {
        let changed = try transaction.execute(
            """
            UPDATE dossiers SET version = version + 1, changed_at = \(transaction.time),
                \(part: change.columns)
            WHERE id = \(id) AND version = \(version)
            """)
        guard changed == 1 else { throw Refusal.changedMeanwhile }
        try DossierHistory(seal: seal).add(
            NewStep(
                action: change.action, status: status, version: version + 1,
                detail: change.detail),
            to: id, by: actor, in: transaction)
        try transaction.audit(
            "dossier-\(change.action.word)", by: actor.id, of: id.rawValue)
        return version + 1
    }
}

extension DossierChange {
    /// An officer takes it on, or nobody does any more.
    static func assignee(_ officer: NamedOfficer?, reason: String? = nil) -> DossierChange {
        DossierChange(
            action: .assigned,
            detail: StepDetail(reason: reason, officerName: officer?.name),
            columns: "assignee = \(officer?.id), assignee_name = \(officer?.name)")
    }
}
