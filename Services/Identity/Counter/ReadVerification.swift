import Contracts
import Messaging
import Store

/// Reads how far the verification of the caller's account is.
struct ReadVerificationHandler: QueryHandler {
    let store: Store

    func answer(
        _ query: ReadVerification, for caller: Caller
    ) async throws -> ReadVerification.Reply {
        let id = try caller.requireCitizen().rawValue
        return try await store.read { snapshot in
            let account = try StoredAccount.own(id, in: snapshot)
            return ReadVerification.Reply(
                state: account.state, decision: try VerificationDecision(last: id, in: snapshot))
        }
    }
}
