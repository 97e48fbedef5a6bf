import Contracts
import Lifecycle
import Store

/// A document as its row says.
struct StoredDocument: Sendable {
    let id: DocumentID
    let owner: CitizenID
    let fileName: String
    let type: PaperType
    let size: Int
    let sha256: String?
    let state: DocumentState
    let storedAt: Timestamp?
    let version: Int64
    let blob: BlobID
    let sealedKey: [UInt8]
    let contentVersion: Int64
    let kind: PersonalPaperKind?
    let validFrom: LocalDate?
    let validTo: LocalDate?
    /// The officer who added it to a dossier; nil for a personal paper.
    let addedBy: String?
    /// What came of comparing it with its original, for as long as nothing it vouches for changed.
    let comparison: PaperComparison?
    /// Counts the changes of the comparison.
    let comparisonVersion: Int64

    /// Reads a row of `documents`.
    init(_ row: Row) throws {
        id = try row["id"]
        owner = try row["owner"]
        fileName = try row["file_name"]
        type = try row["media_type"]
        size = try row["size"]
        sha256 = try row["sha256"]
        state = try row["state"]
        storedAt = try row["stored_at"]
        version = try row["version"]
        blob = try row["blob"]
        sealedKey = try row["sealed_key"]
        contentVersion = try row["content_version"]
        kind = try row["kind"]
        validFrom = try row["valid_from"]
        validTo = try row["valid_to"]
        addedBy = try row["added_by"]
        let comparison: [UInt8]? = try row["comparison"]
        self.comparison = try comparison.map {
            try StrictJSON.decode(PaperComparison.self, trusted: $0)
        }
        comparisonVersion = try row["comparison_version"]
    }

    /// A citizen's own personal paper that is not removed; what is not theirs looks like not there.
    static func own(
        _ id: DocumentID, of citizen: CitizenID, in reader: borrowing some SQLReader & ~Copyable
    ) throws -> StoredDocument {
        let row = try reader.first(
            """
            SELECT * FROM documents
            WHERE id = \(id) AND owner = \(citizen) AND state <> \(DocumentState.removed)
                AND added_by IS NULL
            """)
        guard let row else { throw Refusal.notFound }
        return try StoredDocument(row)
    }

    /// The codes of the dossiers each of the documents is part of, in order.
    static func usedIn(
        _ documents: [DocumentID], in reader: borrowing some SQLReader & ~Copyable
    ) throws -> [DocumentID: [DossierCode]] {
        guard !documents.isEmpty else { return [:] }
        var codes: [DocumentID: [DossierCode]] = [:]
        for row in try reader.rows(usedInStatement(documents)) {
            codes[try row["document"], default: []].append(try row["code"])
        }
        return codes
    }

    /// The statement behind `usedIn`.
    static func usedInStatement(_ documents: [DocumentID]) -> SQL {
        """
        SELECT attachments.document, dossiers.code FROM attachments
        JOIN dossiers ON dossiers.id = attachments.dossier
        WHERE attachments.document IN \(list: documents.map(\.rawValue))
        ORDER BY attachments.document, dossiers.code
        """
    }

    /// Whether its last valid day is over.
    func isExpired(on today: LocalDate) -> Bool { validTo.map { $0 < today } ?? false }

    /// The document as its owner sees it.
    func paper(usedIn codes: [DossierCode], on today: LocalDate) -> PersonalPaper {
        PersonalPaper(
            id: id, fileName: fileName, mediaType: type.rawValue, size: size, sha256: sha256,
            state: state, storedAt: storedAt, usedIn: codes, kind: kind, validFrom: validFrom,
            validTo: validTo, isExpired: isExpired(on: today), comparison: comparison,
            version: version)
    }

    /// The document as its owner sees it, with the dossiers that hold it.
    func paper(
        on today: LocalDate, in reader: borrowing some SQLReader & ~Copyable
    ) throws -> PersonalPaper {
        paper(usedIn: try Self.usedIn([id], in: reader)[id] ?? [], on: today)
    }
}
