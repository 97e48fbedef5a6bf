import Contracts
import Lifecycle
import Messaging
import Store

/// Lists the units that exist today, by name.
struct ListUnitsHandler: QueryHandler {
    private let store: Store
    private let clock: WallClock

    /// A list of this store's units.
    init(store: Store, clock: WallClock) {
        self.store = store
        self.clock = clock
    }

    /// One page of those of a kind, or of the kinds that handle a procedure.
    func answer(_ query: ListUnits, for caller: Caller) async throws -> ListUnits.Reply {
        let limit = try Page.limit(query.limit, default: 100, max: 200)
        let cursor = try PageCursor.read(query.after, count: 2)
        if let kind = query.kind, !CatalogueUnitRules.kinds.contains(kind) {
            throw Refusal.fields([.init("kind", "Không có loại đơn vị này.")])
        }
        let day = clock.now().localDate
        return try await store.read { snapshot in
            var kinds = query.kind.map { [$0] } ?? CatalogueUnitRules.kinds
            if let code = query.procedure {
                let found = try Catalogue.procedure(code, on: day, in: snapshot)
                guard let procedure = found?.procedure else {
                    throw Refusal.fields([.init("procedure", "Không có thủ tục này.")])
                }
                kinds = kinds.filter(procedure.unitKinds.contains)
            }
            if kinds.isEmpty { return Page(items: [], next: nil) }
            let (name, code) = (cursor?.parts[0] ?? "", cursor?.parts[1] ?? "")
            let rows = try snapshot.rows(
                Self.page(of: kinds, on: day, after: name, code, limit: limit))
            return try Page(rows: rows, limit: limit, item: Catalogue.unit(from:)) { row in
                PageCursor(try row["name_folded"] as String, try row["code"] as String)
            }
        }
    }

    /// The rows of a page and one more, by folded name and code.
    static func page(
        of kinds: [String], on day: LocalDate, after name: String, _ code: String, limit: Int
    ) -> SQL {
        """
        SELECT * FROM units
        WHERE (name_folded, code) > (\(name), \(code))
            AND valid_from <= \(day) AND (valid_to IS NULL OR valid_to >= \(day))
            AND kind IN \(list: kinds)
        ORDER BY name_folded, code LIMIT \(limit + 1)
        """
    }
}
