import Contracts
import Lifecycle
import Messaging

/// Tells a citizen what the unit has done with a dossier, and what follows for them.
struct TellOfMoveHandler: EventHandler {
    let messenger: Messenger

    /// A notice and a mail; nothing for the unit's own steps.
    func handle(_ event: DossierMoved, _ delivery: Delivery) async throws {
        guard let topic = Topic(event.move) else {
            return try await delivery.transaction { _ in }
        }
        try await messenger.tell(event.citizen, topic, dossier: event.code, delivery) { _ in
            Self.parts(of: event)
        }
    }

    private static func parts(of event: DossierMoved) -> [String: String] {
        [
            "code": event.code.rawValue, "procedureName": event.procedureName,
            "unitName": event.unitName, "reason": event.reason ?? "",
            "legalGround": event.legalGround ?? "",
            "items": (event.items ?? []).enumerated()
                .map { "\($0 + 1)) \($1.content)" }.joined(separator: "; "),
            "day": event.day?.vietnamese ?? "", "dueAt": event.dueAt?.vietnamese ?? "",
            "amount": event.amountDong.map(dong) ?? "", "outcome": event.outcome?.title ?? "",
        ]
    }
}

/// Tells a citizen that the unit has written; the words stay behind the sign-in.
struct TellOfMessageHandler: EventHandler {
    let messenger: Messenger

    /// A notice and a mail for the unit's words; the citizen knows the own ones.
    func handle(_ event: DossierMessageSent, _ delivery: Delivery) async throws {
        guard event.side == .unit else { return try await delivery.transaction { _ in } }
        try await messenger.tell(
            event.citizen, .dossierMessage, dossier: event.code, delivery
        ) { _ in
            [
                "code": event.code.rawValue, "procedureName": event.procedureName,
                "unitName": event.unitName,
            ]
        }
    }
}

extension Topic {
    /// What a citizen is told of a move; nil for the unit's own steps.
    init?(_ move: DossierMove) {
        switch move {
        case .accept: self = .dossierReceived
        case .refuse: self = .dossierRefused
        case .requestSupplement: self = .dossierSupplement
        case .completeSupplement: self = .dossierSupplementComplete
        case .lapse: self = .dossierLapsed
        case .beginHandling: self = .dossierInProgress
        case .requestPayment: self = .dossierPaymentRequired
        case .recordPayment: self = .dossierPaymentRecorded
        case .propose: return nil
        case .finish: self = .dossierFinished
        case .stop: self = .dossierStopped
        case .apologise: self = .dossierApology
        case .returnResult: self = .dossierReturned
        case .requestWithdrawal: self = .dossierWithdrawalRequested
        case .confirmWithdrawal: self = .dossierWithdrawn
        case .declineWithdrawal: self = .dossierWithdrawalDeclined
        }
    }
}

/// An amount as Vietnamese papers write it: `15.000 đồng`.
func dong(_ amount: Int) -> String {
    let digits = Array(String(amount))
    let grouped = digits.enumerated().reduce(into: "") { text, item in
        if item.offset > 0, (digits.count - item.offset).isMultiple(of: 3) { text.append(".") }
        text.append(item.element)
    }
    return "\(grouped) đồng"
}
