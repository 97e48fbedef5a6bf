import Contracts
import Foundation
import Lifecycle
import Messaging
import Store

/// An officer compares a scan with the original on the desk: its mark goes with the paper from then
/// on, into later dossiers too.
struct CompareDocumentHandler: CommandHandler {
    /// Characters of a note.
    static let noteLimit = 500

    /// The comparison as it is kept; of two officers at once the second learns of the first.
    func handle(
        _ command: CompareDocument, _ delivery: Delivery
    ) async throws -> PaperComparison {
        let officer = try delivery.caller.requireOfficer()
        guard officer.duties.contains(where: { $0 == .reception || $0 == .handling }) else {
            throw Refusal.notAllowed
        }
        let note = try Self.note(command)
        return try await delivery.transaction { transaction in
            let document = try Self.granted(command.id, to: officer.unit, in: transaction)
            guard document.comparisonVersion == command.seen else {
                throw Self.comparedMeanwhile(document.comparison)
            }
            let comparison = PaperComparison(
                result: command.result, officer: officer.name, unit: officer.unit,
                comparedAt: transaction.time, note: note, version: command.seen + 1)
            try ComparisonMark.keep(comparison, on: document, in: transaction)
            try transaction.audit(
                "document-compared", by: officer.id.rawValue, of: document.id.rawValue)
            return comparison
        }
    }

    private static func granted(
        _ id: DocumentID, to unit: UnitCode, in transaction: borrowing Transaction
    ) throws -> StoredDocument {
        let row = try transaction.first("SELECT * FROM documents WHERE id = \(id)")
        guard let document = try row.map(StoredDocument.init), document.sha256 != nil,
            document.addedBy == nil,
            try transaction.first(Admission.grantStatement(id, unit)) != nil
        else { throw Refusal.notFound }
        return document
    }

    private static func note(_ command: CompareDocument) throws(Refusal) -> String? {
        let note = (command.note ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
        guard note.count <= noteLimit, note.utf8.count <= 8 * noteLimit else {
            throw .fields([.init("note", "Ghi chú dài quá \(noteLimit) ký tự.")])
        }
        guard !note.isEmpty || command.result == .matches else {
            throw .fields([.init("note", "Vui lòng ghi rõ bản quét khác bản chính ở điểm nào.")])
        }
        return note.isEmpty ? nil : note
    }

    private static func comparedMeanwhile(_ other: PaperComparison?) -> Refusal {
        guard let other else { return .changedMeanwhile }
        return Refusal(
            .preconditionFailed, "changed-meanwhile",
            "\(other.officer) vừa đối chiếu giấy tờ này: \(other.result.title). Vui lòng tải lại.")
    }
}

/// The mark of a comparison on a paper.
enum ComparisonMark {
    /// Puts it on, or takes it away, and announces that.
    static func keep(
        _ comparison: PaperComparison?, on document: StoredDocument,
        in transaction: borrowing Transaction
    ) throws {
        let kept = try comparison.map { try StrictJSON.encode($0) }
        try transaction.execute(
            """
            UPDATE documents SET comparison = \(kept),
                comparison_version = comparison_version + 1
            WHERE id = \(document.id)
            """)
        let codes = try StoredDocument.usedIn([document.id], in: transaction)[document.id] ?? []
        try transaction.publish(
            DocumentCompared(
                document: document.id, citizen: document.owner, fileName: document.fileName,
                code: codes.last, comparison: comparison, validTo: document.validTo,
                sequence: document.comparisonVersion + 1))
    }
}
