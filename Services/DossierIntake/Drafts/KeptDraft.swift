import Contracts
import Lifecycle
import Store

/// A draft as its row keeps it.
struct KeptDraft {
    let draft: Draft
    let sealedAnswers: [UInt8]
    let citizen: CitizenID

    /// The draft of a row of `drafts`.
    init(_ row: Row) throws {
        citizen = try row["citizen"]
        sealedAnswers = try row["answers"]
        draft = Draft(
            procedure: try row["procedure"], procedureName: try row["procedure_name"],
            caseKey: try row["case_key"], unit: try row["unit"], answers: [:],
            components: try StrictJSON.decode([GivenComponent].self, trusted: row["components"]),
            savedAt: try row["saved_at"], version: try row["version"])
    }

    /// The name of the row that the answers are sealed for.
    static func sealedRow(_ citizen: CitizenID, _ procedure: ProcedureCode) -> String {
        "draft \(citizen) \(procedure)"
    }

    /// The draft with its answers.
    func opened(with seal: AnswerSeal) throws -> Draft {
        var draft = draft
        draft.answers = try seal.open(
            sealedAnswers, for: Self.sealedRow(citizen, draft.procedure))
        return draft
    }
}

/// What a draft's row holds besides its version.
struct DraftRow {
    let citizen: CitizenID
    let procedure: ProcedureCode
    let procedureName: String
    let caseKey: String?
    let unit: UnitCode?
    let answers: [UInt8]
    let components: [UInt8]
    let savedAt: Timestamp
}
