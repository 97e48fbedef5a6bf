import Contracts
import HTTP
import Messaging
import Store

/// Hands out the ticket to look at a document's pages with, to those who may read it.
struct OpenViewingHandler: CommandHandler {
    let keys: KeyRing
    /// How browsers reach the port for bytes.
    let publicURL: String
    let pages: SendPage

    func handle(_ command: OpenViewing, _ delivery: Delivery) async throws -> OpenViewing.Reply {
        let (caller, message) = (delivery.caller, delivery.id)
        let ticket = keys.ticket(forMessage: message)
        let issued = try await delivery.transaction { transaction in
            _ = try Admission.admit(
                caller, to: command.id, reason: command.reason, in: transaction)
            return try IssuedTicket.issue(
                ticket, for: .view, of: command.id, message: message, in: transaction)
        }
        let link = keys.ticket(forMessage: issued.message)
        return OpenViewing.Reply(
            url: link.url(under: publicURL), pageCount: try await pages.count(by: link),
            expiresAt: issued.expiresAt)
    }
}
