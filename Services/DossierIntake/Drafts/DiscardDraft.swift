import Contracts
import Messaging
import Store

/// Throws a citizen's own draft for a procedure away; when there is none, nothing is left to do.
struct DiscardDraftHandler: CommandHandler {
    /// Throws it away.
    func handle(_ command: DiscardDraft, _ delivery: Delivery) async throws -> Done {
        let citizen = try delivery.caller.requireCitizen()
        return try await delivery.transaction { transaction in
            try transaction.execute(
                DossierStatement.discardDraft(of: citizen, for: command.procedure.inCatalogue))
            return Done()
        }
    }
}
