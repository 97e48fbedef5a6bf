package import Lifecycle

// What dossier intake owns of dossiers that are still being filled in.

/// Files given for one component.
package struct GivenComponent: Codable, Hashable, Sendable {
    /// The component's key in the procedure.
    package var key: String
    /// The documents, in order.
    package var documents: [DocumentID]

    /// Files for a component.
    package init(key: String, documents: [DocumentID]) {
        self.key = key
        self.documents = documents
    }
}

/// Keeps what a citizen has filled in so far; one draft for each procedure.
package struct SaveDraft: Command {
    package static let name = "dossier-intake.save-draft"
    /// The procedure.
    package var procedure: ProcedureCode
    /// The version the caller read (`If-Match`); nil for a new draft.
    package var version: Int64?
    /// The chosen case.
    package var caseKey: String?
    /// The chosen unit.
    package var unit: UnitCode?
    /// Answers so far, by the key of the form field; need not be complete or right.
    package var answers: [String: JSONValue]
    /// Files so far.
    package var components: [GivenComponent]

    /// A draft.
    package init(
        procedure: ProcedureCode, version: Int64? = nil, caseKey: String? = nil,
        unit: UnitCode? = nil, answers: [String: JSONValue], components: [GivenComponent]
    ) {
        self.procedure = procedure
        self.version = version
        self.caseKey = caseKey
        self.unit = unit
        self.answers = answers
        self.components = components
    }
    package typealias Reply = Draft
}

/// What a citizen has filled in so far.
package struct Draft: Codable, Sendable, VersionedReply {
    /// The procedure.
    package var procedure: ProcedureCode
    /// The procedure's name.
    package var procedureName: String
    /// The chosen case.
    package var caseKey: String?
    /// The chosen unit.
    package var unit: UnitCode?
    /// Answers so far.
    package var answers: [String: JSONValue]
    /// Files so far.
    package var components: [GivenComponent]
    /// When it was last saved.
    package var savedAt: Timestamp
    /// Version of the draft, from 1.
    package var version: Int64

    /// A draft.
    package init(
        procedure: ProcedureCode, procedureName: String, caseKey: String?, unit: UnitCode?,
        answers: [String: JSONValue], components: [GivenComponent], savedAt: Timestamp,
        version: Int64
    ) {
        self.procedure = procedure
        self.procedureName = procedureName
        self.caseKey = caseKey
        self.unit = unit
        self.answers = answers
        self.components = components
        self.savedAt = savedAt
        self.version = version
    }
}

/// Reads the caller's draft for a procedure.
package struct ReadDraft: Query {
    package static let name = "dossier-intake.read-draft"
    /// The procedure.
    package var procedure: ProcedureCode

    /// A look-up.
    package init(procedure: ProcedureCode) { self.procedure = procedure }
    package typealias Reply = Draft
}

/// Lists the caller's drafts, last saved first (at most one for each procedure).
package struct ListDrafts: Query {
    package static let name = "dossier-intake.list-drafts"
    /// The `next` of the page before.
    package var after: String?
    /// How many, 1 to 100; 20 when nil.
    package var limit: Int?

    /// A page of drafts.
    package init(after: String? = nil, limit: Int? = nil) {
        self.after = after
        self.limit = limit
    }
    package typealias Reply = Page<Draft>
}

/// Throws the caller's draft for a procedure away.
package struct DiscardDraft: Command {
    package static let name = "dossier-intake.discard-draft"
    /// The procedure.
    package var procedure: ProcedureCode

    /// A removal.
    package init(procedure: ProcedureCode) { self.procedure = procedure }
    package typealias Reply = Done
}
