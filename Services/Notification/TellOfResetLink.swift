import Contracts
import Lifecycle
import Messaging

/// Mails the link to set a new password.
struct TellOfResetLinkHandler: EventHandler {
    let messenger: Messenger

    /// The link itself is put in by the mailer.
    func handle(_ event: PasswordResetRequested, _ delivery: Delivery) async throws {
        try await messenger.tell(
            event.citizen, .passwordReset, secrets: event.mailReference, delivery
        ) { _ in
            ["expiresAt": event.linkExpiresAt.vietnamese]
        }
    }
}
