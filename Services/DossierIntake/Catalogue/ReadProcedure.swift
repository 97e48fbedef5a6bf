import Contracts
import Lifecycle
import Messaging
import Store

/// Reads a procedure in the version that holds today.
struct ReadProcedureHandler: QueryHandler {
    private let store: Store
    private let clock: WallClock

    /// A reader of this store's catalogue.
    init(store: Store, clock: WallClock) {
        self.store = store
        self.clock = clock
    }

    /// The procedure; refuses a code that no procedure has today.
    func answer(_ query: ReadProcedure, for caller: Caller) async throws -> Procedure {
        let day = clock.now().localDate
        let found = try await store.read { snapshot in
            try Catalogue.procedure(query.code, on: day, in: snapshot)?.procedure
        }
        guard let found else { throw Refusal.notFound }
        return found
    }
}
