import Contracts
import Lifecycle
import Messaging
import Store

/// Lists officers for administrators, in the order their accounts were made.
struct ListOfficersHandler: QueryHandler {
    let store: Store
    let clock: WallClock

    func answer(_ query: ListOfficers, for caller: Caller) async throws -> Page<Officer> {
        let limit = try Page.limit(query.limit)
        let cursor = try PageCursor.read(query.after, count: 1)
        let today = clock.now().localDate
        return try await store.read { snapshot in
            _ = try ActingOfficer.administrator(caller, in: snapshot)
            let rows = try snapshot.rows(
                Self.page(of: query.unit, after: cursor?.parts[0] ?? "", limit: limit + 1))
            return try Page(
                rows: try rows.map { OfficerID(rawValue: try $0["id"]) }, limit: limit,
                item: { try Officer($0, today: today, in: snapshot) },
                cursor: { PageCursor($0.rawValue) })
        }
    }

    /// The statement of a page.
    static func page(of unit: UnitCode?, after id: String, limit: Int) -> SQL {
        guard let unit else {
            return "SELECT id FROM officers WHERE id > \(id) ORDER BY id LIMIT \(limit)"
        }
        return """
            SELECT id FROM officers WHERE unit = \(unit) AND id > \(id) ORDER BY id LIMIT \(limit)
            """
    }
}
