import Contracts
import Lifecycle
import Messaging
import Store

/// Notes that the citizen has paid by transfer; the clock stands still until reception has found the
/// money and records the payment.
struct ReportTransferHandler: CommandHandler {
    let payments: Payments

    /// The payment as it stands; refuses when nothing is to be paid, or no transfer is possible.
    func handle(
        _ command: ReportTransfer, _ delivery: Delivery
    ) async throws -> ReportTransfer.Reply {
        let citizen = try delivery.caller.requireCitizen()
        let caller = DossierCaller.citizen(citizen, name: delivery.caller.name)
        let payments = payments
        // The reference stays out of the reply that is kept.
        var reply = try await delivery.transaction { transaction in
            let dossier = try KeptDossier.find(command.code, for: caller, in: transaction)
            try dossier.requireVersion(command.version, in: transaction)
            let reference = try Self.reference(command)
            guard dossier.status == .paymentRequired,
                try payments.request(of: dossier)?.way != nil
            else {
                throw Refusal(
                    .conflict, "no-transfer-awaited",
                    "Hồ sơ hiện không chờ nộp phí, lệ phí bằng chuyển khoản.")
            }
            return try payments.keep(
                ReportedTransfer(reference: reference, at: transaction.time), of: dossier,
                by: StepActor(citizen), in: transaction)
        }
        reply.payment.reported = ReportedTransfer(
            reference: try Self.reference(command), at: delivery.sentAt)
        return reply
    }

    private static func reference(_ command: ReportTransfer) throws(Refusal) -> String {
        let text = command.reference.filter { !$0.isWhitespace }
        guard (4...40).contains(text.count),
            text.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) })
        else {
            throw .fields([
                .init("reference", "Mã giao dịch gồm 4 đến 40 chữ cái và chữ số, không dấu.")
            ])
        }
        return text
    }
}

/// What is to be paid for dossiers, and how.
struct Payments: Sendable {
    let seal: AnswerSeal
    let port: any PaymentPort

    /// The steps, in order; a released one never changes.
    static let migrations = [
        Migration(
            "payments-001-transfers",
            """
            ALTER TABLE dossiers ADD COLUMN transfer BYTEA;
            ALTER TABLE dossiers ADD COLUMN transfer_at BIGINT;
            """)
    ]

    /// What is to be paid for a dossier, or was; nil when nothing is.
    func request(of dossier: KeptDossier) throws -> PaymentRequest? {
        guard let amount = dossier.course.amountDue else { return nil }
        let isOpen = dossier.status == .paymentRequired
        return PaymentRequest(
            amountDong: amount, receiptNumber: dossier.course.paymentReceipt,
            way: isOpen ? port.way(toPay: amount, for: dossier.code) : nil,
            reported: try dossier.sealedTransfer.map {
                try seal.open($0, for: Self.row(dossier.id))
            })
    }

    /// Keeps a report as the dossier's next version; the reply to keep is without the reference.
    func keep(
        _ transfer: ReportedTransfer, of dossier: KeptDossier, by actor: StepActor,
        in transaction: borrowing Transaction
    ) throws -> ReportTransfer.Reply {
        let sealed = try seal.seal(transfer, for: Self.row(dossier.id))
        guard var request = try request(of: dossier) else { throw Refusal.changedMeanwhile }
        request.reported = nil
        let version = try dossier.keep(
            DossierChange(
                action: .transferReported,
                detail: StepDetail(reason: "Mã giao dịch \(transfer.reference)"),
                columns: "transfer = \(sealed), transfer_at = \(transfer.at)"),
            by: actor, seal, in: transaction)
        return ReportTransfer.Reply(payment: request, version: version)
    }

    private static func row(_ dossier: DossierID) -> String { "transfer \(dossier)" }
}
