import Contracts
import Messaging
import Store

/// Shows which versions of a procedure the catalogue has had.
struct ListProcedureVersionsHandler: QueryHandler {
    let store: Store

    /// The newest first; a code that no procedure ever had has none.
    func answer(
        _ query: ListProcedureVersions, for caller: Caller
    ) async throws -> ListProcedureVersions.Reply {
        try await store.read { snapshot in
            let rows = try snapshot.rows(Self.versions(of: query.code))
            guard !rows.isEmpty else { throw Refusal.notFound }
            return ListProcedureVersions.Reply(
                items: try rows.map { row in
                    ListProcedureVersions.Version(
                        name: try row["name"], validFrom: try row["valid_from"],
                        validTo: try row["valid_to"], importedAt: try row["imported_at"])
                })
        }
    }

    /// A procedure has few versions.
    static func versions(of code: ProcedureCode) -> SQL {
        """
        SELECT name, valid_from, valid_to, imported_at FROM procedure_versions
        WHERE code = \(code) AND superseded_at IS NULL ORDER BY valid_from DESC LIMIT 100
        """
    }
}
