import Contracts
import Messaging

/// Hands out the ticket to fetch a document with, to those who may read it.
struct OpenDownloadHandler: CommandHandler {
    let keys: KeyRing
    /// How browsers reach the port for bytes.
    let publicURL: String

    func handle(_ command: OpenDownload, _ delivery: Delivery) async throws -> OpenDownload.Reply {
        let (caller, message) = (delivery.caller, delivery.id)
        let ticket = keys.ticket(forMessage: message)
        let issued = try await delivery.transaction { transaction in
            _ = try Admission.admit(
                caller, to: command.id, reason: command.reason, in: transaction)
            return try IssuedTicket.issue(
                ticket, for: .download, of: command.id, message: message, in: transaction)
        }
        return OpenDownload.Reply(
            url: keys.ticket(forMessage: issued.message).url(under: publicURL),
            expiresAt: issued.expiresAt)
    }
}
