import Contracts
import Cryptography
import Foundation
import Store

/// Who may read a document; an officer's opening is kept with its reason, for the citizen to see.
enum Admission {
    /// Characters a reason may have.
    static let reasonLimit = 500

    /// The document, for a caller who may read it; what others ask for looks like not there.
    static func admit(
        _ caller: Caller, to id: DocumentID, reason: String?, in transaction: borrowing Transaction
    ) throws -> StoredDocument {
        guard caller.role != .anonymous, caller.role != .activating else {
            throw Refusal.signInNeeded
        }
        let row = try transaction.first("SELECT * FROM documents WHERE id = \(id)")
        guard let document = try row.map(StoredDocument.init), let person = caller.id else {
            throw Refusal.notFound
        }
        switch caller.role {
        case .citizen where document.owner.rawValue == person:
            try admitOwner(to: document, in: transaction)
        case .officer:
            guard let unit = caller.unit, document.state != .awaitingUpload,
                try isGranted(document.id, to: unit, in: transaction)
            else { throw Refusal.notFound }
            try note(try checked(reason), of: person, at: unit, opening: document, in: transaction)
        default: throw Refusal.notFound
        }
        guard document.state != .quarantined else { throw notChecked }
        return document
    }

    /// What the owner took away stays readable as part of the dossiers that hold it.
    private static func admitOwner(
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

    private static func isGranted(
        _ document: DocumentID, to unit: UnitCode, in transaction: borrowing Transaction
    ) throws -> Bool {
        try transaction.first(grantStatement(document, unit)) != nil
    }

    /// Whether a unit handles a dossier that holds the document.
    static func grantStatement(_ document: DocumentID, _ unit: UnitCode) -> SQL {
        """
        SELECT dossiers.id FROM attachments JOIN dossiers ON dossiers.id = attachments.dossier
        WHERE attachments.document = \(document) AND dossiers.unit = \(unit) LIMIT 1
        """
    }

    private static func checked(_ reason: String?) throws(Refusal) -> String {
        let reason = (reason ?? "")
            .trimmingCharacters(in: .whitespacesAndNewlines)
        guard !reason.isEmpty else {
            throw .fields([.init("reason", "Vui lòng ghi lý do xem giấy tờ của công dân.")])
        }
        guard reason.count <= reasonLimit, reason.utf8.count <= 8 * reasonLimit else {
            throw .fields([.init("reason", "Lý do dài quá \(reasonLimit) ký tự.")])
        }
        return reason
    }

    private static func note(
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
