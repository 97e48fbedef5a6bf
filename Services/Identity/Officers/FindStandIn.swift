import Contracts
import Messaging
import Store

/// Tells dossier intake who does an officer's work on a day.
struct FindStandInHandler: QueryHandler {
    let store: Store

    func answer(_ query: FindStandIn, for caller: Caller) async throws -> FindStandIn.Reply {
        try caller.requireService(.dossierIntake)
        return try await store.read { snapshot in
            guard try StoredOfficer.find(id: query.officer.rawValue, in: snapshot) != nil else {
                throw Refusal.notFound
            }
            let open = try StoredAbsence.open(
                of: [query.officer.rawValue], from: query.on, in: snapshot)
            return FindStandIn.Reply(absence: open.first { $0.from <= query.on }?.shown)
        }
    }
}
