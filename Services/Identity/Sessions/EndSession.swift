import Contracts
import Messaging
import Store

/// Ends a session of the caller's own: this one, one by its id, or all others.
struct EndSessionHandler: CommandHandler {
    let sessions: OpenSessions

    func handle(_ command: EndSession, _ delivery: Delivery) async throws -> Done {
        let caller = delivery.caller
        guard let id = caller.id, caller.session != nil, caller.role != .service else {
            throw Refusal.signInNeeded
        }
        return try await delivery.transaction { transaction in
            let account = try StoredAccount.own(id, in: transaction)
            let all = try sessions.all(of: id, in: transaction)
            switch command.id {
            case "current":
                let current = all.filter { $0.id == caller.session }
                try sessions.end(current, of: account, in: transaction)
            case "others":
                try sessions.endAll(of: account, but: caller.session, in: transaction)
            default:
                let named = all.filter { $0.id == command.id }
                guard !named.isEmpty else { throw Refusal.notFound }
                try sessions.end(named, of: account, in: transaction)
            }
            return Done()
        }
    }
}
