import Contracts
import Messaging
import QRCode
import Store

/// Shows a citizen what to hold in hand of a dossier: the digits, and the code a telephone reads.
struct ReadReceiptCardHandler: QueryHandler {
    let store: Store
    let digits: SecretDigits
    let desk: PaperDesk

    /// The same at any time; an officer has no use of it.
    func answer(_ query: ReadReceiptCard, for caller: Caller) async throws -> ReceiptCard {
        _ = try caller.requireCitizen()
        let caller = try DossierCaller(caller)
        let code = try await store.read { snapshot in
            try KeptDossier.find(query.code, for: caller, in: snapshot).code
        }
        // Behind the #, so that the code reaches no server's log.
        let link = "\(desk.portal)/tra-cuu#\(code)"
        return ReceiptCard(
            code: code, secretDigits: digits.of(code), trackingUrl: link,
            qrCode: QRCode(text: link)?.svg(title: "Mã QR để tra cứu hồ sơ \(code)") ?? "")
    }
}
