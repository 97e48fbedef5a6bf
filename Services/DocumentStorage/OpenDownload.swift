import Contracts
import Cryptography
import Foundation
import Messaging
import Store

/// Hands out the ticket to fetch a document with, to those who may read it; an officer's opening is
/// kept with its reason, for the citizen to see.
struct OpenDownloadHandler: CommandHandler {
    /// Characters a reason may have.
    static let reasonLimit = 500

    let keys: KeyRing
    /// How browsers reach the port for bytes.
    let publicURL: String

    func handle(_ command: OpenDownload, _ delivery: Delivery) async throws -> OpenDownload.Reply {
        let (caller, message) = (delivery.caller, delivery.id)
        guard caller.role != .anonymous, caller.role != .activating else {
            throw Refusal.signInNeeded
        }
        let ticket = keys.ticket(forMessage: message)
        let issued = try await delivery.transaction { transaction in
            try admit(caller, to: command, in: transaction)
            return try IssuedTicket.issue(
                ticket, for: .download, of: command.id, message: message, in: transaction)
        }
        return OpenDownload.Reply(
            url: keys.ticket(forMessage: issued.message).url(under: publicURL),
            expiresAt: issued.expiresAt)
    }

    private func admit(
        _ caller: Caller, to command: OpenDownload, in transaction: borrowing Transaction
    ) throws {
        let row = try transaction.first("SELECT * FROM documents WHERE id = \(command.id)")
        guard let document = try row.map(StoredDocument.init), let id = caller.id else {
            throw Refusal.notFound
        }
        switch caller.role {
        case .citizen where document.owner.rawValue == id:
            try admitOwner(to: document, in: transaction)
        case .officer:
            guard let unit = caller.unit, document.state != .awaitingUpload,
                try isGranted(document.id, to: unit, in: transaction)
            else { throw Refusal.notFound }
            try note(try reason(command), of: id, at: unit, opening: document, in: transaction)
        default: throw Refusal.notFound
        }
        guard document.state != .quarantined else { throw Self.notChecked }
    }

    /// What the owner took away stays readable as part of the dossiers that hold it.
    private func admitOwner(
        to document: StoredDocument, in transaction: borrowing Transaction
    ) throws {
        switch document.state {
        case .stored, .quarantined: return
        case .awaitingUpload: throw Refusal.notFound
        case .removed:
            guard try !StoredDocument.usedIn([document.id], in: transaction).isEmpty else {
                throw Refusal.notFound
            }
        }
    }

    private func isGranted(
        _ document: DocumentID, to unit: UnitCode, in transaction: borrowing Transaction
    ) throws -> Bool {
        try transaction.first(Self.grantStatement(document, unit)) != nil
    }

    /// Whether a unit handles a dossier that holds the document.
    static func grantStatement(_ document: DocumentID, _ unit: UnitCode) -> SQL {
        """
        SELECT dossiers.id FROM attachments JOIN dossiers ON dossiers.id = attachments.dossier
        WHERE attachments.document = \(document) AND dossiers.unit = \(unit) LIMIT 1
        """
    }

    private func reason(_ command: OpenDownload) throws(Refusal) -> String {
        let reason = (command.reason ?? "")
            .trimmingCharacters(in: .whitespacesAndNewlines)
        guard !reason.isEmpty else {
            throw .fields([.init("reason", "Vui lòng ghi lý do xem giấy tờ của công dân.")])
        }
        guard reason.count <= Self.reasonLimit, reason.utf8.count <= 8 * Self.reasonLimit else {
            throw .fields([.init("reason", "Lý do dài quá \(Self.reasonLimit) ký tự.")])
        }
        return reason
    }

    private func note(
        _ reason: String, of officer: String, at unit: UnitCode, opening document: StoredDocument,
        in transaction: borrowing Transaction
    ) throws {
        let number = transaction.nextNumber()
        try transaction.execute(
            """
            INSERT INTO accesses (number, document, owner, officer, unit, reason, at)
            VALUES (\(number), \(document.id), \(document.owner), \(officer), \(unit), \(reason),
                \(transaction.time))
            """)
        let salt = randomBytes(16)
        let commitment = salt.hex + keyedHash(key: nil, salt, Array(reason.utf8)).hex
        try transaction.audit(
            "document-opened", by: officer, of: document.id.rawValue, commitment: commitment)
    }

    private static let notChecked = Refusal(
        .conflict, "document-not-checked",
        "Tệp đang được kiểm tra an toàn. Vui lòng thử lại sau ít phút.", retryAfterSeconds: 60)
}
