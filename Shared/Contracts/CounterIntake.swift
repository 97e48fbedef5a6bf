package import Lifecycle

// What reception takes in at the counter, for walk-ins and on behalf of others.

/// Takes in a dossier that somebody brought to the counter: it is received at once, and its time
/// begins.
package struct TakeInDossier: Command {
    package static let name = "dossier-intake.take-in-dossier"
    /// The procedure.
    package var procedure: ProcedureCode
    /// The case, one of the procedure's.
    package var caseKey: String
    /// Who applies, and who brought it with which authority.
    package var applicant: Applicant
    /// The applicant's account, when there is one: the dossier then stands on the personal page.
    package var citizen: CitizenID?
    /// The answers, by the key of the form field.
    package var answers: [String: JSONValue]
    /// The papers that were handed in, by component.
    package var components: [HandedComponent]
    /// What was paid for it at the counter.
    package var payment: CounterPayment?

    /// A dossier at the counter.
    package init(
        procedure: ProcedureCode, caseKey: String, applicant: Applicant,
        citizen: CitizenID? = nil, answers: [String: JSONValue], components: [HandedComponent],
        payment: CounterPayment? = nil
    ) {
        self.procedure = procedure
        self.caseKey = caseKey
        self.applicant = applicant
        self.citizen = citizen
        self.answers = answers
        self.components = components
        self.payment = payment
    }
    package typealias Reply = TakenDossier
}

/// Papers of one component as they were handed in.
package struct HandedComponent: Codable, Hashable, Sendable {
    /// The component's key.
    package var key: String
    /// Originals and certified copies.
    package var originals: Int
    /// Plain copies.
    package var copies: Int

    /// Handed papers.
    package init(key: String, originals: Int, copies: Int) {
        self.key = key
        self.originals = originals
        self.copies = copies
    }
}

/// A payment that was taken at the counter.
package struct CounterPayment: Codable, Hashable, Sendable {
    /// In đồng.
    package var amountDong: Int
    /// The number of the receipt.
    package var receiptNumber: String

    /// A payment.
    package init(amountDong: Int, receiptNumber: String) {
        self.amountDong = amountDong
        self.receiptNumber = receiptNumber
    }
}

/// A dossier that was just taken in.
package struct TakenDossier: Codable, Sendable, VersionedReply {
    /// Mã số biên nhận.
    package var code: DossierCode
    /// The secret digits printed on the receipt; derived, never stored.
    package var secretDigits: String?
    /// The number in the unit's register of the year.
    package var registerNumber: Int
    /// When the result is due.
    package var dueAt: Timestamp
    /// Version of the dossier: 1.
    package var version: Int64

    /// A taken dossier.
    package init(
        code: DossierCode, secretDigits: String?, registerNumber: Int, dueAt: Timestamp,
        version: Int64
    ) {
        self.code = code
        self.secretDigits = secretDigits
        self.registerNumber = registerNumber
        self.dueAt = dueAt
        self.version = version
    }
}
