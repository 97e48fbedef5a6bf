import Contracts
import Lifecycle
import Messaging

/// Mails an officer the link to set an own password and second factor.
struct TellOfEnrolmentHandler: EventHandler {
    let messenger: Messenger

    /// The link itself is put in by the mailer.
    func handle(_ event: EnrolmentLinkIssued, _ delivery: Delivery) async throws {
        try await messenger.tell(
            event.officer, .officerEnrolment, secrets: event.mailReference, delivery,
            parts: [
                "expiresAt": event.linkExpiresAt.vietnamese,
                "isReset": event.isReset ? "có" : "", "isNew": event.isReset ? "" : "có",
            ])
    }
}
