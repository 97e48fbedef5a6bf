import Contracts
import Lifecycle
import Messaging
import Store

/// Lists the caller's personal papers, newest first.
struct ListPapersHandler: QueryHandler {
    let store: Store
    let clock: WallClock

    func answer(_ query: ListPapers, for caller: Caller) async throws -> Page<PersonalPaper> {
        let citizen = try caller.requireCitizen()
        let today = clock.now().localDate
        let limit = try Page.limit(query.limit)
        let cursor = try PageCursor.read(query.after, count: 1)
        return try await store.read { snapshot in
            let rows = try snapshot.rows(
                Self.statement(of: citizen, before: cursor?.parts[0], limit: limit + 1))
            let documents = try rows.map(StoredDocument.init)
            let codes = try StoredDocument.usedIn(documents.map(\.id), in: snapshot)
            return try Page(rows: documents, limit: limit) { document in
                document.paper(usedIn: codes[document.id] ?? [], on: today)
            } cursor: {
                PageCursor($0.id)
            }
        }
    }

    /// The statement of one page; a document's id begins with the time it was made.
    static func statement(of citizen: CitizenID, before id: String?, limit: Int) -> SQL {
        let place: SQL = if let id { "AND id < \(id)" } else { "" }
        return """
            SELECT * FROM documents
            WHERE owner = \(citizen) AND state IN ('stored', 'quarantined')
                AND added_by IS NULL \(part: place)
            ORDER BY id DESC LIMIT \(limit)
            """
    }
}
