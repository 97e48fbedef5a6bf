import Contracts
import Lifecycle
import Messaging
import Store

/// Tells a connector which dossiers the other system must hear of.
struct ListUnsyncedDossiersHandler: QueryHandler {
    let store: Store

    /// One page, along an index that holds these dossiers alone.
    func answer(
        _ query: ListUnsyncedDossiers, for caller: Caller
    ) async throws -> Page<UnsyncedDossier> {
        try caller.requireOperator()
        let limit = try Page.limit(query.limit)
        let place = try PageCursor.read(query.after, count: 2)
            .map { cursor in (changedAt: try cursor.number(0), id: cursor.parts[1]) }
        return try await store.read { snapshot in
            let rows = try snapshot.rows(SyncAxis.unsynced(after: place, limit: limit + 1))
            return try Page(rows: rows, limit: limit, item: Self.dossier) { row in
                PageCursor(try row["changed_at"] as Int64, try row["id"] as String)
            }
        }
    }

    private static func dossier(_ row: Row) throws -> UnsyncedDossier {
        UnsyncedDossier(
            code: try row["code"], procedure: try row["procedure"], unit: try row["unit"],
            channel: try row["channel"], status: try row["status"],
            submittedAt: try row["submitted_at"], changedAt: try row["changed_at"],
            dueAt: try row["due_at"], outcome: try row["outcome"],
            closedAt: try row["closed_at"], version: try row["version"],
            refusal: try row["sync_refusal"])
    }
}
