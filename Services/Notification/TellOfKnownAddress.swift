import Contracts
import Messaging

/// Tells the owner of an account that somebody tried to register with its address.
struct TellOfKnownAddressHandler: EventHandler {
    let messenger: Messenger

    /// A mail alone: the account itself has not changed.
    func handle(_ event: KnownAddressRegistered, _ delivery: Delivery) async throws {
        try await messenger.tell(event.citizen, .knownAddress, delivery)
    }
}
