package import Lifecycle

// What dossier intake announces of dossiers.

/// A dossier was submitted; its papers now belong to it and the unit may read them.
package struct DossierSubmitted: Event {
    package static let name = "dossier-intake.dossier-submitted"
    /// The dossier.
    package var dossier: DossierID
    /// Mã số biên nhận.
    package var code: DossierCode
    /// Whose it is.
    package var citizen: CitizenID
    /// The unit that handles it.
    package var unit: UnitCode
    /// The unit's name.
    package var unitName: String
    /// The procedure's name.
    package var procedureName: String
    /// The attached documents.
    package var documents: [DocumentID]
    /// When.
    package var submittedAt: Timestamp
    /// How it came in; online when nil.
    package var channel: Channel?
    /// Version of the dossier: 1.
    package var sequence: Int64
    /// The dossier's id.
    package var subject: String { dossier.rawValue }

    /// An announcement.
    package init(
        dossier: DossierID, code: DossierCode, citizen: CitizenID, unit: UnitCode,
        unitName: String, procedureName: String, documents: [DocumentID], submittedAt: Timestamp,
        channel: Channel? = nil, sequence: Int64
    ) {
        self.dossier = dossier
        self.code = code
        self.citizen = citizen
        self.unit = unit
        self.unitName = unitName
        self.procedureName = procedureName
        self.documents = documents
        self.submittedAt = submittedAt
        self.channel = channel
        self.sequence = sequence
    }
}

/// The citizen changed a dossier before it was received.
package struct DossierAmended: Event {
    package static let name = "dossier-intake.dossier-amended"
    /// The dossier.
    package var dossier: DossierID
    /// Mã số biên nhận.
    package var code: DossierCode
    /// Whose it is.
    package var citizen: CitizenID
    /// The unit that handles it.
    package var unit: UnitCode
    /// The documents that are attached now.
    package var documents: [DocumentID]
    /// Version of the dossier.
    package var sequence: Int64
    /// The dossier's id.
    package var subject: String { dossier.rawValue }

    /// An announcement.
    package init(
        dossier: DossierID, code: DossierCode, citizen: CitizenID, unit: UnitCode,
        documents: [DocumentID], sequence: Int64
    ) {
        self.dossier = dossier
        self.code = code
        self.citizen = citizen
        self.unit = unit
        self.documents = documents
        self.sequence = sequence
    }
}
