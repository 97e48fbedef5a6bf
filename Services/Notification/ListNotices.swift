import Contracts
import Lifecycle
import Messaging
import Store

/// Shows a citizen the own notices, newest first.
struct ListNoticesHandler: QueryHandler {
    let store: Store

    /// A page of notices.
    func answer(_ query: ListNotices, for caller: Caller) async throws -> Page<Notice> {
        let citizen = try caller.requireCitizen()
        let limit = try Page.limit(query.limit)
        let cursor = try PageCursor.read(query.after, count: 2)
        let after = try cursor.map { (at: try $0.number(0), id: $0.parts[1]) }
        return try await store.read { snapshot in
            try Page(
                rows: try snapshot.rows(Self.page(of: citizen, after: after, limit: limit + 1)),
                limit: limit, item: Self.notice,
                cursor: { row in
                    PageCursor(try row["created_at"] as Int64, try row["id"] as String)
                })
        }
    }

    /// The statement of a page.
    static func page(of citizen: CitizenID, after: (at: Int64, id: String)?, limit: Int) -> SQL {
        let rest: SQL = "ORDER BY created_at DESC, id DESC LIMIT \(limit)"
        guard let after else {
            return "SELECT * FROM notices WHERE citizen = \(citizen) \(part: rest)"
        }
        return """
            SELECT * FROM notices
            WHERE citizen = \(citizen) AND (created_at, id) < (\(after.at), \(after.id)) \(part: rest)
            """
    }

    private static func notice(_ row: Row) throws -> Notice {
        Notice(
            id: try row["id"], topic: try row["topic"], title: try row["title"],
            body: try row["body"], dossierCode: try row["dossier_code"],
            createdAt: try row["created_at"], readAt: try row["read_at"],
            mail: try row["mail_state"])
    }
}
