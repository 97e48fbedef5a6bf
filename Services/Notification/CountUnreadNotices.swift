import Contracts
import Messaging
import Store

/// Tells a citizen how many notices wait to be read.
struct CountUnreadNoticesHandler: QueryHandler {
    let store: Store
    /// More need no exact number.
    private static let most = 100

    /// The number, counted along an index of unread ones.
    func answer(
        _ query: CountUnreadNotices, for caller: Caller
    ) async throws -> CountUnreadNotices.Reply {
        let citizen = try caller.requireCitizen()
        return try await store.read { snapshot in
            let row = try snapshot.first(
                """
                SELECT COUNT(*) AS count FROM (
                    SELECT 1 FROM notices WHERE citizen = \(citizen) AND read_at IS NULL
                    LIMIT \(Self.most))
                """)
            return .init(count: try row?["count"] ?? 0)
        }
    }
}
