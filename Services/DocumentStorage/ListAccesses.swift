import Contracts
import Lifecycle
import Messaging
import Store

/// Lists for a citizen which papers an office has opened, when and why, newest first.
struct ListAccessesHandler: QueryHandler {
    let store: Store

    /// One page.
    func answer(_ query: ListAccesses, for caller: Caller) async throws -> Page<PaperAccess> {
        let citizen = try caller.requireCitizen()
        let limit = try Page.limit(query.limit)
        let before = try PageCursor.read(query.after, count: 1)?.number(0)
        return try await store.read { snapshot in
            let rows = try snapshot.rows(
                Self.statement(of: citizen, before: before, limit: limit + 1))
            return try Page(rows: rows, limit: limit) { row in
                PaperAccess(
                    document: try row["document"], fileName: try row["file_name"],
                    unit: try row["unit"], reason: try row["reason"], openedAt: try row["at"])
            } cursor: {
                PageCursor(try $0["number"] as Int64)
            }
        }
    }

    /// The statement of one page.
    static func statement(of citizen: CitizenID, before number: Int64?, limit: Int) -> SQL {
        let rest: SQL = number.map { " AND accesses.number < \($0)" } ?? ""
        return """
            SELECT accesses.*, documents.file_name FROM accesses
                LEFT JOIN documents ON documents.id = accesses.document
            WHERE accesses.owner = \(citizen)\(part: rest)
            ORDER BY accesses.number DESC LIMIT \(limit)
            """
    }
}
