import Contracts
import Messaging
import Store

/// Shows a citizen the own draft for a procedure.
struct ReadDraftHandler: QueryHandler {
    let store: Store
    let seal: AnswerSeal

    /// The draft.
    func answer(_ query: ReadDraft, for caller: Caller) async throws -> Draft {
        let citizen = try caller.requireCitizen()
        let seal = seal
        return try await store.read { snapshot in
            let row = try snapshot.first(
                DossierStatement.draft(of: citizen, for: query.procedure.inCatalogue))
            guard let row else { throw Refusal.noDraft }
            return try KeptDraft(row).opened(with: seal)
        }
    }
}

extension Refusal {
    /// There is no draft for that procedure.
    fileprivate static let noDraft = Refusal(
        .notFound, "draft-not-found", "Ông/Bà chưa có bản nháp nào cho thủ tục này.")
}
