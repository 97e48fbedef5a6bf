import Contracts
import Messaging
import Store

/// Writes down at the notice what became of its mail.
struct FollowMailHandler: EventHandler {
    /// Mails that belong to no notice leave no trace.
    func handle(_ event: MailSettled, _ delivery: Delivery) async throws {
        try await delivery.transaction { transaction in
            _ = try transaction.execute(
                "UPDATE notices SET mail_state = \(event.state) WHERE mail = \(event.mail)")
        }
    }
}
