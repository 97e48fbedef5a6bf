package import Lifecycle

// What an officer works through: the dossiers of the unit.

/// How near a due date is, as a list shows it.
package enum DueNearness: String, Codable, CaseIterable, Sendable {
    /// Past.
    case overdue
    /// Within 24 hours.
    case soon
    /// Later.
    case inTime
    /// The clock stands still, or the work is done.
    case none
}

/// Lists the open dossiers of the officer's unit, those due first at the top; or finds some of them,
/// also closed ones.
package struct ListQueue: Query {
    package static let name = "dossier-intake.list-queue"
    /// Only those in this status, as its number.
    package var status: DossierStatus?
    /// Only those that are overdue or due within 24 hours.
    package var due: DueNearness?
    /// Only those the officer has taken on, or does for somebody who is away.
    package var mine: Bool?
    /// Finds by code, or by the applicant's full name with or without diacritics; open or closed.
    package var q: String?
    /// The `next` of the page before.
    package var after: String?
    /// How many, 1 to 100; 20 when nil.
    package var limit: Int?

    /// A page of a queue.
    package init(
        status: DossierStatus? = nil, due: DueNearness? = nil, mine: Bool? = nil,
        q: String? = nil, after: String? = nil, limit: Int? = nil
    ) {
        self.status = status
        self.due = due
        self.mine = mine
        self.q = q
        self.after = after
        self.limit = limit
    }
    package typealias Reply = Page<QueuedDossier>
}

/// A dossier as an officer's list shows it.
package struct QueuedDossier: Codable, Sendable {
    /// Mã số biên nhận.
    package var code: DossierCode
    /// The procedure's name.
    package var procedureName: String
    /// Who applies.
    package var applicantName: String
    /// How it came in.
    package var channel: Channel
    /// The status, as its number.
    package var status: DossierStatus
    /// The status in words.
    package var statusTitle: String
    /// When the unit must be done with what it is to do now; nil while the clock stands still.
    package var dueAt: Timestamp?
    /// How near that is.
    package var nearness: DueNearness
    /// The officer who works on it.
    package var assignee: NamedOfficer?
    /// When the citizen last sent a supplement.
    package var supplementSentAt: Timestamp?
    /// When the citizen last said that the fee was transferred.
    package var transferReportedAt: Timestamp?
    /// Whether a result lies before the leader.
    package var isProposed: Bool
    /// Messages of the citizen that nobody of the unit has read.
    package var unreadMessages: Int
    /// When it was submitted.
    package var submittedAt: Timestamp
    /// Version of the dossier.
    package var version: Int64

    /// A dossier in a queue.
    package init(
        code: DossierCode, procedureName: String, applicantName: String, channel: Channel,
        status: DossierStatus, dueAt: Timestamp?, nearness: DueNearness, assignee: NamedOfficer?,
        supplementSentAt: Timestamp?, transferReportedAt: Timestamp? = nil, isProposed: Bool,
        unreadMessages: Int,
        submittedAt: Timestamp, version: Int64
    ) {
        self.code = code
        self.procedureName = procedureName
        self.applicantName = applicantName
        self.channel = channel
        self.status = status
        self.statusTitle = status.title
        self.dueAt = dueAt
        self.nearness = nearness
        self.assignee = assignee
        self.supplementSentAt = supplementSentAt
        self.transferReportedAt = transferReportedAt
        self.isProposed = isProposed
        self.unreadMessages = unreadMessages
        self.submittedAt = submittedAt
        self.version = version
    }
}
