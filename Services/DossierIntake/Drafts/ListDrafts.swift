import Contracts
import Lifecycle
import Messaging
import Store

/// Lists a citizen's own drafts, last saved first.
struct ListDraftsHandler: QueryHandler {
    let store: Store
    let seal: AnswerSeal

    /// One page.
    func answer(_ query: ListDrafts, for caller: Caller) async throws -> Page<Draft> {
        let citizen = try caller.requireCitizen()
        let limit = try Page.limit(query.limit)
        let place = try PageCursor.read(query.after, count: 2)
            .map { cursor in (savedAt: try cursor.number(0), procedure: cursor.parts[1]) }
        let seal = seal
        return try await store.read { snapshot in
            let rows = try snapshot.rows(
                DossierStatement.drafts(of: citizen, before: place, limit: limit + 1)
            ).map(KeptDraft.init)
            return try Page(rows: rows, limit: limit, item: { try $0.opened(with: seal) }) { row in
                PageCursor(row.draft.savedAt.milliseconds, row.draft.procedure)
            }
        }
    }
}
