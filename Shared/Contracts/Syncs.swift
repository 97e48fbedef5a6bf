package import Lifecycle

// How far other systems (the national portal, a ministry's) know of dossiers. A connector, run by the
// operator, fetches what changed and reports what the other system said; handling never waits for it.

/// Lists the dossiers of which the other system does not know the newest version yet, those that
/// changed first at the front. For operators.
package struct ListUnsyncedDossiers: Query {
    package static let name = "dossier-intake.list-unsynced-dossiers"
    /// The `next` of the page before.
    package var after: String?
    /// How many, 1 to 100; 20 when nil.
    package var limit: Int?

    /// A page of dossiers.
    package init(after: String? = nil, limit: Int? = nil) {
        self.after = after
        self.limit = limit
    }
    package typealias Reply = Page<UnsyncedDossier>
}

/// What another system is told of a dossier: how far it is, nothing personal.
package struct UnsyncedDossier: Codable, Hashable, Sendable {
    /// Mã số biên nhận.
    package var code: DossierCode
    /// The procedure.
    package var procedure: ProcedureCode
    /// The unit that handles it.
    package var unit: UnitCode
    /// How it came in.
    package var channel: Channel
    /// The status, as its number.
    package var status: DossierStatus
    /// The status in words.
    package var statusTitle: String
    /// When it was submitted.
    package var submittedAt: Timestamp
    /// When it last changed.
    package var changedAt: Timestamp
    /// When the unit must be done.
    package var dueAt: Timestamp?
    /// What came of it.
    package var outcome: DossierOutcome?
    /// When all was over.
    package var closedAt: Timestamp?
    /// The version to report back.
    package var version: Int64
    /// Why the other system did not take this or an earlier version.
    package var refusal: String?

    /// What another system is told.
    package init(
        code: DossierCode, procedure: ProcedureCode, unit: UnitCode, channel: Channel,
        status: DossierStatus, submittedAt: Timestamp, changedAt: Timestamp, dueAt: Timestamp?,
        outcome: DossierOutcome?, closedAt: Timestamp?, version: Int64, refusal: String?
    ) {
        self.code = code
        self.procedure = procedure
        self.unit = unit
        self.channel = channel
        self.status = status
        self.statusTitle = status.title
        self.submittedAt = submittedAt
        self.changedAt = changedAt
        self.dueAt = dueAt
        self.outcome = outcome
        self.closedAt = closedAt
        self.version = version
        self.refusal = refusal
    }
}

/// Reports what the other system said of a version of a dossier. For operators.
package struct ReportSync: Command {
    package static let name = "dossier-intake.report-sync"
    /// The dossier.
    package var code: DossierCode
    /// The version that was sent.
    package var version: Int64
    /// What the other system calls it, at most 100 characters.
    package var reference: String?
    /// Why it was not taken, at most 500 characters; nil when it was.
    package var refusal: String?

    /// A report.
    package init(
        code: DossierCode, version: Int64, reference: String? = nil, refusal: String? = nil
    ) {
        self.code = code
        self.version = version
        self.reference = reference
        self.refusal = refusal
    }
    package typealias Reply = DossierSync
}

/// How far the other system knows of a dossier: the third axis beside handling and hand-over.
package struct DossierSync: Codable, Hashable, Sendable {
    /// What is true now.
    package enum State: String, Codable, CaseIterable, Sendable {
        /// It knows the newest version.
        case taken
        /// It has not been told of the newest version yet.
        case waiting
        /// It did not take what it was told last.
        case refused
    }
    /// What is true now.
    package var state: State
    /// The newest version it knows; 0 for none.
    package var version: Int64
    /// What it calls the dossier.
    package var reference: String?
    /// Why it did not take what it was told last.
    package var refusal: String?
    /// When it last said something.
    package var at: Timestamp

    /// How far it knows.
    package init(
        state: State, version: Int64, reference: String?, refusal: String?, at: Timestamp
    ) {
        self.state = state
        self.version = version
        self.reference = reference
        self.refusal = refusal
        self.at = at
    }
}
