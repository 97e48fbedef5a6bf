import Contracts
import Lifecycle
import Messaging

/// Tells a citizen that a scan does not match its original; a match is seen on the personal page.
struct TellOfMismatchHandler: EventHandler {
    let messenger: Messenger

    /// A notice and a mail for a mismatch.
    func handle(_ event: DocumentCompared, _ delivery: Delivery) async throws {
        guard let comparison = event.comparison, comparison.result == .differs else {
            return try await delivery.transaction { _ in }
        }
        let unitName = messenger.unitName
        try await messenger.tell(
            event.citizen, .paperMismatch, dossier: event.code, delivery
        ) { _ in
            [
                "fileName": event.fileName, "code": event.code?.rawValue ?? "",
                "unitName": await unitName(comparison.unit) ?? "Đơn vị giải quyết hồ sơ",
                "note": comparison.note ?? "",
            ]
        }
    }
}
