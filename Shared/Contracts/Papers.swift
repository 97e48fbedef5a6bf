package import Lifecycle

// The papers dossier intake issues, and the receipts anybody can verify.

/// A reply that is a file: the gateway answers its bytes as they are.
package struct PaperFile: Codable, Sendable {
    /// What a saved file is called, in ASCII letters: `giay-tiep-nhan-H17-261123-0001.pdf`.
    package var fileName: String
    /// The media type: `application/pdf`.
    package var contentType: String
    /// The bytes in base64 with padding.
    package var base64: String

    /// A file.
    package init(fileName: String, contentType: String, base64: String) {
        self.fileName = fileName
        self.contentType = contentType
        self.base64 = base64
    }
}

/// Prints the receipt of a dossier of the caller's (a citizen) or of the caller's unit (an officer):
/// giấy tiếp nhận hồ sơ và hẹn trả kết quả, or before the unit has received it the receipt of what
/// was submitted.
package struct ReadReceiptPaper: Query {
    package static let name = "dossier-intake.read-receipt-paper"
    /// Mã số biên nhận; case, spaces, lost dots and O/0 are tolerated.
    package var code: DossierCode

    /// A wish to see the receipt.
    package init(code: DossierCode) { self.code = code }
    package typealias Reply = PaperFile
}

/// Reads what the citizen holds in hand of one of the caller's own dossiers.
package struct ReadReceiptCard: Query {
    package static let name = "dossier-intake.read-receipt-card"
    /// Mã số biên nhận.
    package var code: DossierCode

    /// A look.
    package init(code: DossierCode) { self.code = code }
    package typealias Reply = ReceiptCard
}

/// What a citizen shows or keeps of a dossier.
package struct ReceiptCard: Codable, Sendable, Equatable {
    /// Mã số biên nhận.
    package var code: DossierCode
    /// The six digits that open the detail when tracking without signing in.
    package var secretDigits: String
    /// Where anybody follows the dossier.
    package var trackingUrl: String
    /// That address as a QR code, an SVG picture.
    package var qrCode: String

    /// A card.
    package init(code: DossierCode, secretDigits: String, trackingUrl: String, qrCode: String) {
        self.code = code
        self.secretDigits = secretDigits
        self.trackingUrl = trackingUrl
        self.qrCode = qrCode
    }
}

/// Lists the papers that the moves of a dossier have issued, for its citizen or an officer of its
/// unit.
package struct ListDossierPapers: Query {
    package static let name = "dossier-intake.list-dossier-papers"
    /// Mã số biên nhận.
    package var code: DossierCode

    /// A look.
    package init(code: DossierCode) { self.code = code }
    /// The papers.
    package struct Reply: Codable, Sendable {
        /// Oldest first.
        package var items: [IssuedPaper]
        /// The list.
        package init(items: [IssuedPaper]) { self.items = items }
    }
}

/// A paper that was issued on a dossier.
package struct IssuedPaper: Codable, Sendable, Equatable {
    /// Which of the dossier's papers it is, from 1.
    package var number: Int
    /// `receipt`, `supplement`, `refusal`, `apology` or `stop`.
    package var kind: String
    /// The paper's name.
    package var title: String
    /// When it was issued.
    package var issuedAt: Timestamp

    /// A paper.
    package init(number: Int, kind: String, title: String, issuedAt: Timestamp) {
        self.number = number
        self.kind = kind
        self.title = title
        self.issuedAt = issuedAt
    }
}

/// Prints a paper as it was issued, for the dossier's citizen or an officer of its unit.
package struct ReadDossierPaper: Query {
    package static let name = "dossier-intake.read-dossier-paper"
    /// Mã số biên nhận.
    package var code: DossierCode
    /// Which of the dossier's papers.
    package var number: Int

    /// A wish to see a paper.
    package init(code: DossierCode, number: Int) {
        self.code = code
        self.number = number
    }
    package typealias Reply = PaperFile
}

/// Prints phiếu kiểm soát quá trình giải quyết hồ sơ as it stands, for officers of the dossier's
/// unit.
package struct ReadControlSlip: Query {
    package static let name = "dossier-intake.read-control-slip"
    /// Mã số biên nhận.
    package var code: DossierCode

    /// A wish to see the slip.
    package init(code: DossierCode) { self.code = code }
    package typealias Reply = PaperFile
}

/// Prints sổ theo dõi hồ sơ of the officer's own unit for the dossiers received in some days, at
/// most 31 of one year.
package struct PrintRegister: Query {
    package static let name = "dossier-intake.print-register"
    /// The first day.
    package var from: LocalDate
    /// The last day.
    package var to: LocalDate

    /// A wish to see the register.
    package init(from: LocalDate, to: LocalDate) {
        self.from = from
        self.to = to
    }
    package typealias Reply = PaperFile
}

/// Reads the public keys that signed receipts are verified with.
package struct ReadReceiptKeys: Query {
    package static let name = "dossier-intake.read-receipt-keys"

    /// A look.
    package init() {}
    /// The keys; the one in use first.
    package struct Reply: Codable, Sendable {
        /// All keys that receipts were signed with.
        package var keys: [ReceiptKey]
        /// An answer.
        package init(keys: [ReceiptKey]) { self.keys = keys }
    }
}

/// A public key for signed receipts.
package struct ReceiptKey: Codable, Hashable, Sendable {
    /// Its short name in receipts: 8 hexadecimal digits.
    package var id: String
    /// `Ed25519` (RFC 8032).
    package var algorithm: String
    /// The 32 bytes in base64 for URLs.
    package var publicKey: String

    /// A key.
    package init(id: String, algorithm: String, publicKey: String) {
        self.id = id
        self.algorithm = algorithm
        self.publicKey = publicKey
    }
}

/// Verifies a signed receipt, for whoever cannot do it alone, and holds it against what is kept.
/// Says nothing that the receipt does not say.
package struct CheckReceipt: Query {
    package static let name = "dossier-intake.check-receipt"
    /// The receipt's text, or the address its QR code leads to.
    package var text: String

    /// A check.
    package init(text: String) { self.text = text }
    /// What was found.
    package struct Reply: Codable, Sendable {
        /// Whether our key has signed exactly this.
        package var isGenuine: Bool
        /// What does not fit, each in a sentence: in the receipt, or between it and what is kept.
        package var faults: [String]
        /// Mã số biên nhận, of a genuine receipt.
        package var code: DossierCode?
        /// When it was given, of a genuine receipt.
        package var givenAt: Timestamp?
        /// How many documents it names, of a genuine receipt.
        package var documentCount: Int?
        /// A finding.
        package init(
            isGenuine: Bool, faults: [String], code: DossierCode? = nil,
            givenAt: Timestamp? = nil, documentCount: Int? = nil
        ) {
            self.isGenuine = isGenuine
            self.faults = faults
            self.code = code
            self.givenAt = givenAt
            self.documentCount = documentCount
        }
    }
}
