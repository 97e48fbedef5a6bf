import Contracts
import Lifecycle
import Messaging

/// Tells a citizen that the account is verified now.
struct TellOfVerificationHandler: EventHandler {
    let messenger: Messenger

    /// A notice and a mail.
    func handle(_ event: AccountVerified, _ delivery: Delivery) async throws {
        let decidedAt = delivery.sentAt.vietnamese
        try await messenger.tell(event.citizen, .accountVerified, delivery) { _ in
            [
                "unitName": await messenger.unit(event.unit), "paper": event.paper.title,
                "decidedAt": decidedAt,
            ]
        }
    }
}

/// Tells a citizen why the account could not be verified, and what to do.
struct TellOfRefusedVerificationHandler: EventHandler {
    let messenger: Messenger

    /// A notice and a mail.
    func handle(_ event: VerificationRefused, _ delivery: Delivery) async throws {
        let decidedAt = delivery.sentAt.vietnamese
        try await messenger.tell(event.citizen, .verificationRefused, delivery) { _ in
            [
                "unitName": await messenger.unit(event.unit), "reason": event.reason,
                "decidedAt": decidedAt,
            ]
        }
    }
}

/// Tells the owner of an account that it was cancelled, and why.
struct TellOfCancellationHandler: EventHandler {
    let messenger: Messenger

    /// A mail alone: nobody can sign in to read a notice.
    func handle(_ event: AccountCancelled, _ delivery: Delivery) async throws {
        let decidedAt = delivery.sentAt.vietnamese
        try await messenger.tell(event.citizen, .accountCancelled, delivery) { _ in
            [
                "unitName": await messenger.unit(event.unit), "reason": event.reason,
                "decidedAt": decidedAt,
            ]
        }
    }
}

extension IdentityPaper.Kind {
    /// As people call the paper.
    var title: String {
        switch self {
        case .citizenCard: "thẻ căn cước"
        case .oldIdentityCard: "chứng minh nhân dân"
        case .passport: "hộ chiếu"
        }
    }
}
