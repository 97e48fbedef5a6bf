import Contracts
import Lifecycle
import Messaging

/// Tells the owner of an account that its password was changed.
struct TellOfPasswordChangeHandler: EventHandler {
    let messenger: Messenger

    /// A notice and a mail.
    func handle(_ event: PasswordChanged, _ delivery: Delivery) async throws {
        let changedAt = delivery.sentAt.vietnamese
        try await messenger.tell(event.citizen, .passwordChanged, delivery) { _ in
            ["changedAt": changedAt]
        }
    }
}
