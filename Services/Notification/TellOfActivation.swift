import Contracts
import Messaging

/// Tells a citizen that the account is usable, and how it becomes verified.
struct TellOfActivationHandler: EventHandler {
    let messenger: Messenger

    /// A notice and a mail.
    func handle(_ event: AccountActivated, _ delivery: Delivery) async throws {
        try await messenger.tell(event.citizen, .accountActivated, delivery)
    }
}
