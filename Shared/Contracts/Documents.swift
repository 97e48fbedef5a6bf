package import Lifecycle

// What document storage owns: every stored byte. Bytes travel over its own HTTP port, by ticket.

/// Asks to store a file: a citizen's as a personal paper, an officer's as part of a dossier of the
/// unit (a result, a scan from the counter, an attachment of a message).
package struct OpenUpload: Command {
    package static let name = "document-storage.open-upload"
    /// The file's own name, shown to people; metadata only.
    package var fileName: String
    /// `application/pdf`, `image/jpeg` or `image/png`.
    package var mediaType: String
    /// Bytes, at most 10 MiB.
    package var size: Int
    /// For an officer, and only then: the dossier it becomes part of.
    package var dossier: DossierCode?

    /// An upload to come.
    package init(fileName: String, mediaType: String, size: Int, dossier: DossierCode? = nil) {
        self.fileName = fileName
        self.mediaType = mediaType
        self.size = size
        self.dossier = dossier
    }
    /// Where to send the bytes.
    package struct Reply: Codable, Sendable {
        /// The document that the bytes will be.
        package var id: DocumentID
        /// Where to `PUT` the bytes; holds the ticket. Resume after a lost connection: `HEAD` tells
        /// `Upload-Offset`, then `PUT` with `Content-Range`.
        package var url: String?
        /// Until when.
        package var expiresAt: Timestamp
        /// A ticket.
        package init(id: DocumentID, url: String?, expiresAt: Timestamp) {
            self.id = id
            self.url = url
            self.expiresAt = expiresAt
        }
    }
}

/// Asks to fetch a file the caller may read.
package struct OpenDownload: Command {
    package static let name = "document-storage.open-download"
    /// The document.
    package var id: DocumentID
    /// Why an officer opens it; logged and shown to the citizen. Not needed for one's own papers.
    package var reason: String?

    /// A download to come.
    package init(id: DocumentID, reason: String? = nil) {
        self.id = id
        self.reason = reason
    }
    /// Where to fetch the bytes.
    package struct Reply: Codable, Sendable {
        /// Where to `GET` the bytes, once; holds the ticket.
        package var url: String?
        /// Until when.
        package var expiresAt: Timestamp
        /// A ticket.
        package init(url: String?, expiresAt: Timestamp) {
            self.url = url
            self.expiresAt = expiresAt
        }
    }
}

/// Asks to look at a file the caller may read, page by page, without having its bytes run in a
/// browser: a PDF's pages come as pictures.
package struct OpenViewing: Command {
    package static let name = "document-storage.open-viewing"
    /// The document.
    package var id: DocumentID
    /// Why an officer opens it; logged and shown to the citizen. Not needed for one's own papers.
    package var reason: String?

    /// A look to come.
    package init(id: DocumentID, reason: String? = nil) {
        self.id = id
        self.reason = reason
    }
    /// Where the pages are.
    package struct Reply: Codable, Sendable {
        /// `GET {url}/pages/{number}`, from 1, answers a page as a picture, as often as asked; holds
        /// the ticket.
        package var url: String?
        /// How many pages.
        package var pageCount: Int
        /// Until when.
        package var expiresAt: Timestamp
        /// A ticket.
        package init(url: String?, pageCount: Int, expiresAt: Timestamp) {
            self.url = url
            self.pageCount = pageCount
            self.expiresAt = expiresAt
        }
    }
}

/// Whether a document can be used.
package enum DocumentState: String, Codable, CaseIterable, Sendable {
    /// The bytes have not all arrived.
    case awaitingUpload
    /// Stored, encrypted, usable.
    case stored
    /// Stored, and closed until it was scanned.
    case quarantined
    /// Taken away by its owner; dossiers that hold it keep it.
    case removed
}

/// A personal paper as its owner sees it.
package struct PersonalPaper: Codable, Sendable, VersionedReply {
    /// The document.
    package var id: DocumentID
    /// The file's name.
    package var fileName: String
    /// Its type, found in its content.
    package var mediaType: String
    /// Bytes.
    package var size: Int
    /// SHA-256 in hexadecimal; nil until the bytes have arrived.
    package var sha256: String?
    /// Whether it can be used.
    package var state: DocumentState
    /// When it was stored.
    package var storedAt: Timestamp?
    /// The dossiers it is part of.
    package var usedIn: [DossierCode]
    /// Which paper it is, once its owner has said so.
    package var kind: PersonalPaperKind?
    /// The first day it is valid.
    package var validFrom: LocalDate?
    /// The last day it is valid; nil for ever.
    package var validTo: LocalDate?
    /// Whether that day is over.
    package var isExpired: Bool
    /// Its comparison with the original; nil while nobody has made one (chưa đối chiếu).
    package var comparison: PaperComparison?
    /// Version of what the owner can change, from 1.
    package var version: Int64

    /// A paper.
    package init(
        id: DocumentID, fileName: String, mediaType: String, size: Int, sha256: String?,
        state: DocumentState, storedAt: Timestamp?, usedIn: [DossierCode],
        kind: PersonalPaperKind? = nil, validFrom: LocalDate? = nil, validTo: LocalDate? = nil,
        isExpired: Bool = false, comparison: PaperComparison? = nil, version: Int64
    ) {
        self.id = id
        self.fileName = fileName
        self.mediaType = mediaType
        self.size = size
        self.sha256 = sha256
        self.state = state
        self.storedAt = storedAt
        self.usedIn = usedIn
        self.kind = kind
        self.validFrom = validFrom
        self.validTo = validTo
        self.isExpired = isExpired
        self.comparison = comparison
        self.version = version
    }
}

/// Lists the caller's personal papers, newest first.
package struct ListPapers: Query {
    package static let name = "document-storage.list-papers"
    /// The `next` of the page before.
    package var after: String?
    /// How many, 1 to 100; 20 when nil.
    package var limit: Int?

    /// A page of papers.
    package init(after: String? = nil, limit: Int? = nil) {
        self.after = after
        self.limit = limit
    }
    package typealias Reply = Page<PersonalPaper>
}

/// Reads one of the caller's personal papers (its facts, not its bytes).
package struct ReadPaper: Query {
    package static let name = "document-storage.read-paper"
    /// The document.
    package var id: DocumentID

    /// A look-up.
    package init(id: DocumentID) { self.id = id }
    package typealias Reply = PersonalPaper
}

/// Gives one of the caller's papers another name.
package struct RenamePaper: Command {
    package static let name = "document-storage.rename-paper"
    /// The document.
    package var id: DocumentID
    /// The version the caller read (`If-Match`).
    package var version: Int64
    /// The new name.
    package var fileName: String

    /// A new name.
    package init(id: DocumentID, version: Int64, fileName: String) {
        self.id = id
        self.version = version
        self.fileName = fileName
    }
    package typealias Reply = PersonalPaper
}

/// Takes one of the caller's papers away; a dossier that holds it keeps it.
package struct RemovePaper: Command {
    package static let name = "document-storage.remove-paper"
    /// The document.
    package var id: DocumentID

    /// A removal.
    package init(id: DocumentID) { self.id = id }
    package typealias Reply = Done
}

/// Tells dossier intake about documents a citizen wants to attach.
package struct DescribeDocuments: Query {
    package static let name = "document-storage.describe-documents"
    /// The citizen who attaches them.
    package var owner: CitizenID
    /// The documents, at most 20.
    package var ids: [DocumentID]

    /// A look-up.
    package init(owner: CitizenID, ids: [DocumentID]) {
        self.owner = owner
        self.ids = ids
    }
    /// Those that are stored and belong to the owner; others are left out.
    package struct Reply: Codable, Sendable {
        /// The usable documents.
        package var documents: [AttachedDocument]
        /// The usable documents.
        package init(documents: [AttachedDocument]) { self.documents = documents }
    }
}

/// A document as a dossier shows it.
package struct AttachedDocument: Codable, Hashable, Sendable {
    /// The document.
    package var id: DocumentID
    /// The file's name.
    package var fileName: String
    /// Its type.
    package var mediaType: String
    /// Bytes.
    package var size: Int
    /// SHA-256 in hexadecimal.
    package var sha256: String
    /// Its comparison with the original; nil while nobody has made one (chưa đối chiếu).
    package var comparison: PaperComparison?
    /// The last day the paper is valid, when its owner has said so: a comparison counts until then.
    package var validTo: LocalDate?

    /// A document.
    package init(
        id: DocumentID, fileName: String, mediaType: String, size: Int, sha256: String,
        comparison: PaperComparison? = nil, validTo: LocalDate? = nil
    ) {
        self.id = id
        self.fileName = fileName
        self.mediaType = mediaType
        self.size = size
        self.sha256 = sha256
        self.comparison = comparison
        self.validTo = validTo
    }
}
