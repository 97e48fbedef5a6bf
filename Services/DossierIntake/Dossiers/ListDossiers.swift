import Contracts
import Lifecycle
import Messaging
import Store

/// Lists a citizen's own dossiers, newest first.
struct ListDossiersHandler: QueryHandler {
    let store: Store

    /// One page.
    func answer(_ query: ListDossiers, for caller: Caller) async throws -> Page<DossierSummary> {
        let citizen = try caller.requireCitizen()
        let limit = try Page.limit(query.limit)
        let place = try PageCursor.read(query.after, count: 2)
            .map { cursor in (submittedAt: try cursor.number(0), id: cursor.parts[1]) }
        return try await store.read { snapshot in
            let rows = try snapshot.rows(
                DossierStatement.dossiers(of: citizen, before: place, limit: limit + 1))
            return try Page(rows: rows, limit: limit, item: Self.summary) { row in
                PageCursor(try row["submitted_at"] as Int64, try row["id"] as String)
            }
        }
    }

    private static func summary(_ row: Row) throws -> DossierSummary {
        DossierSummary(
            code: try row["code"], procedureName: try row["procedure_name"],
            unitName: try row["unit_name"], status: try row["status"],
            submittedAt: try row["submitted_at"], changedAt: try row["changed_at"],
            dueAt: try row["due_at"], closedAt: try row["closed_at"])
    }
}
