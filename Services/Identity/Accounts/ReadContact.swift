import Contracts
import Messaging
import Store

/// Tells a service where to reach a citizen.
struct ReadContactHandler: QueryHandler {
    let store: Store
    let secrets: Secrets

    func answer(_ query: ReadContact, for caller: Caller) async throws -> ReadContact.Reply {
        try caller.requireService(.notification, .dossierIntake)
        let secrets = secrets
        return try await store.read { snapshot in
            let id = query.citizen.rawValue
            guard let account = try StoredAccount.find(id: id, in: snapshot),
                let citizen = try StoredCitizen.find(id: id, secrets: secrets, in: snapshot)
            else { throw Refusal.notFound }
            return ReadContact.Reply(
                email: account.email, phone: citizen.details.phone,
                fullName: citizen.details.fullName, details: citizen.details)
        }
    }
}
