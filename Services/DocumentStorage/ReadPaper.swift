import Contracts
import Lifecycle
import Messaging
import Store

/// Tells the facts of one of the caller's personal papers.
struct ReadPaperHandler: QueryHandler {
    let store: Store
    let clock: WallClock

    func answer(_ query: ReadPaper, for caller: Caller) async throws -> PersonalPaper {
        let citizen = try caller.requireCitizen()
        let today = clock.now().localDate
        return try await store.read { snapshot in
            try StoredDocument.own(query.id, of: citizen, in: snapshot).paper(
                on: today, in: snapshot)
        }
    }
}
