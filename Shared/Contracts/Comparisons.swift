package import Lifecycle

// What document storage keeps of comparing a scan with its original: the paper passport. A paper an
// officer has compared once is used again without another comparison, until it expires or changes.

/// Which paper a scan shows.
package enum PersonalPaperKind: String, Codable, CaseIterable, Sendable {
    case identityCard, birthNotice, maritalStatus, landOrHouse, lease, degree, other

    /// What people call it.
    package var title: String {
        switch self {
        case .identityCard: "Căn cước, căn cước công dân"
        case .birthNotice: "Giấy chứng sinh"
        case .maritalStatus: "Giấy xác nhận tình trạng hôn nhân"
        case .landOrHouse: "Giấy tờ nhà, đất"
        case .lease: "Hợp đồng thuê, mượn nhà"
        case .degree: "Văn bằng, chứng chỉ"
        case .other: "Giấy tờ khác"
        }
    }
}

/// What came of comparing a scan with its original.
package enum PaperMatch: String, Codable, CaseIterable, Sendable {
    /// Khớp bản gốc.
    case matches
    /// Không khớp.
    case differs

    /// What screens call it.
    package var title: String { self == .matches ? "Khớp bản gốc" : "Không khớp bản gốc" }
}

/// A scan that was compared with its original.
package struct PaperComparison: Codable, Hashable, Sendable {
    /// What came of it.
    package var result: PaperMatch
    /// The officer's full name.
    package var officer: String
    /// The officer's unit.
    package var unit: UnitCode
    /// When.
    package var comparedAt: Timestamp
    /// Why it differs.
    package var note: String?
    /// Counts the comparisons of this scan, from 1.
    package var version: Int64

    /// A comparison.
    package init(
        result: PaperMatch, officer: String, unit: UnitCode, comparedAt: Timestamp,
        note: String?, version: Int64
    ) {
        self.result = result
        self.officer = officer
        self.unit = unit
        self.comparedAt = comparedAt
        self.note = note
        self.version = version
    }
}

/// An officer compares a scan with its original on the desk.
package struct CompareDocument: Command {
    package static let name = "document-storage.compare-document"
    /// The document, part of a dossier of the officer's unit.
    package var id: DocumentID
    /// What came of it.
    package var result: PaperMatch
    /// Why it differs; needed then.
    package var note: String?
    /// The version of the comparison the officer has seen, 0 for none: of two officers one wins.
    package var seen: Int64

    /// A comparison.
    package init(id: DocumentID, result: PaperMatch, note: String? = nil, seen: Int64) {
        self.id = id
        self.result = result
        self.note = note
        self.seen = seen
    }
    package typealias Reply = PaperComparison
}

/// Says which paper a scan shows and how long it is valid; a change takes its comparison away.
package struct ClassifyPaper: Command {
    package static let name = "document-storage.classify-paper"
    /// The document.
    package var id: DocumentID
    /// The version the caller read (`If-Match`).
    package var version: Int64
    /// Which paper it is.
    package var kind: PersonalPaperKind
    /// The first day it is valid.
    package var validFrom: LocalDate?
    /// The last day it is valid; nil for ever.
    package var validTo: LocalDate?

    /// A classification.
    package init(
        id: DocumentID, version: Int64, kind: PersonalPaperKind, validFrom: LocalDate?,
        validTo: LocalDate?
    ) {
        self.id = id
        self.version = version
        self.kind = kind
        self.validFrom = validFrom
        self.validTo = validTo
    }
    package typealias Reply = PersonalPaper
}

/// Announces that a scan was compared with its original.
package struct DocumentCompared: Event {
    package static let name = "document-storage.document-compared"
    /// The document.
    package var document: DocumentID
    /// Whose it is.
    package var citizen: CitizenID
    /// The file's name.
    package var fileName: String
    /// A dossier it is part of.
    package var code: DossierCode?
    /// The comparison; nil when the owner has changed the paper and it counts no more.
    package var comparison: PaperComparison?
    /// The last day the paper is valid.
    package var validTo: LocalDate?
    /// Counts the changes of the paper's comparison.
    package var sequence: Int64
    /// The document.
    package var subject: String { document.rawValue }

    /// An announcement.
    package init(
        document: DocumentID, citizen: CitizenID, fileName: String, code: DossierCode?,
        comparison: PaperComparison?, validTo: LocalDate?, sequence: Int64
    ) {
        self.document = document
        self.citizen = citizen
        self.fileName = fileName
        self.code = code
        self.comparison = comparison
        self.validTo = validTo
        self.sequence = sequence
    }
}

/// Lists who of an office has opened the caller's papers, newest first.
package struct ListAccesses: Query {
    package static let name = "document-storage.list-accesses"
    /// The `next` of the page before.
    package var after: String?
    /// How many, 1 to 100; 20 when nil.
    package var limit: Int?

    /// A page.
    package init(after: String? = nil, limit: Int? = nil) {
        self.after = after
        self.limit = limit
    }
    package typealias Reply = Page<PaperAccess>
}

/// An officer's opening of a paper.
package struct PaperAccess: Codable, Sendable {
    /// The paper.
    package var document: DocumentID
    /// The file's name; nil when it is gone.
    package var fileName: String?
    /// The officer's unit.
    package var unit: UnitCode
    /// Why it was opened.
    package var reason: String
    /// When.
    package var openedAt: Timestamp

    /// An opening.
    package init(
        document: DocumentID, fileName: String?, unit: UnitCode, reason: String,
        openedAt: Timestamp
    ) {
        self.document = document
        self.fileName = fileName
        self.unit = unit
        self.reason = reason
        self.openedAt = openedAt
    }
}
