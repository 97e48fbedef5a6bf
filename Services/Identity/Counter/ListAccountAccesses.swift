import Contracts
import Messaging
import Store

/// Shows a citizen who has looked at the own account at a counter, newest first.
struct ListAccountAccessesHandler: QueryHandler {
    let store: Store

    func answer(
        _ query: ListAccountAccesses, for caller: Caller
    ) async throws -> Page<AccountAccess> {
        let citizen = try caller.requireCitizen().rawValue
        let limit = try Page.limit(query.limit)
        let before = try PageCursor.read(query.after, count: 1)?.number(0) ?? .max
        return try await store.read { snapshot in
            try Page(
                rows: try snapshot.rows(
                    Self.page(of: citizen, before: before, limit: limit + 1)),
                limit: limit,
                item: { row in
                    AccountAccess(
                        kind: try row["kind"], unit: try row["unit"], reason: try row["reason"],
                        at: try row["at"])
                },
                cursor: { PageCursor(try $0["number"] as Int64) })
        }
    }

    /// The statement of a page.
    static func page(of account: String, before number: Int64, limit: Int) -> SQL {
        """
        SELECT * FROM accesses WHERE account = \(account) AND number < \(number)
        ORDER BY number DESC LIMIT \(limit)
        """
    }
}
