import Contracts
import Lifecycle
import Messaging

/// Tells a citizen that a dossier has reached its unit, its code and how to follow it.
struct TellOfSubmissionHandler: EventHandler {
    let messenger: Messenger

    /// A notice and a mail for what was submitted online.
    func handle(_ event: DossierSubmitted, _ delivery: Delivery) async throws {
        // What was brought to the counter is received at once, and that is told.
        guard event.channel != .counter else { return try await delivery.transaction { _ in } }
        try await messenger.tell(
            event.citizen, .dossierSubmitted, dossier: event.code, delivery
        ) { _ in
            [
                "code": event.code.rawValue, "procedureName": event.procedureName,
                "unitName": event.unitName, "submittedAt": event.submittedAt.vietnamese,
            ]
        }
    }
}
