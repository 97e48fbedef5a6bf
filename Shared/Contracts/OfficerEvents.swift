package import Lifecycle

// What identity announces of officers.

/// An officer's account was made or changed: name, unit, duties, or whether it may be used.
package struct OfficerChanged: Event {
    package static let name = "identity.officer-changed"
    /// The officer.
    package var officer: OfficerID
    /// The full name.
    package var fullName: String
    /// The unit.
    package var unit: UnitCode
    /// What the officer may do there.
    package var duties: [OfficerDuty]
    /// Whether the account may be used.
    package var isActive: Bool
    /// Version of the account.
    package var sequence: Int64
    /// The officer's id.
    package var subject: String { officer.rawValue }

    /// An announcement.
    package init(
        officer: OfficerID, fullName: String, unit: UnitCode, duties: [OfficerDuty], isActive: Bool,
        sequence: Int64
    ) {
        self.officer = officer
        self.fullName = fullName
        self.unit = unit
        self.duties = duties
        self.isActive = isActive
        self.sequence = sequence
    }
}

/// An officer's absence was recorded, or taken back.
package struct OfficerAbsenceSet: Event {
    package static let name = "identity.officer-absence-set"
    /// The absence, which the taking back names again.
    package var absence: String
    /// Who is away.
    package var officer: OfficerID
    /// Who of the same unit stands in.
    package var deputy: OfficerID
    /// The first day.
    package var from: LocalDate
    /// The last day.
    package var until: LocalDate
    /// Whether it was taken back.
    package var isCancelled: Bool
    /// Version of the account of who is away.
    package var sequence: Int64
    /// The id of who is away.
    package var subject: String { officer.rawValue }

    /// An announcement.
    package init(
        absence: String, officer: OfficerID, deputy: OfficerID, from: LocalDate, until: LocalDate,
        isCancelled: Bool, sequence: Int64
    ) {
        self.absence = absence
        self.officer = officer
        self.deputy = deputy
        self.from = from
        self.until = until
        self.isCancelled = isCancelled
        self.sequence = sequence
    }
}

/// An officer's enrolment link was issued; the mail with it is due.
package struct EnrolmentLinkIssued: Event {
    package static let name = "identity.enrolment-link-issued"
    /// The officer.
    package var officer: OfficerID
    /// Names the mail's secret parts for `SendMail.secrets`.
    package var mailReference: String
    /// Until when the link works.
    package var linkExpiresAt: Timestamp
    /// Whether it stands for credentials that an administrator took away.
    package var isReset: Bool
    /// Version of the account.
    package var sequence: Int64
    /// The officer's id.
    package var subject: String { officer.rawValue }

    /// An announcement.
    package init(
        officer: OfficerID, mailReference: String, linkExpiresAt: Timestamp, isReset: Bool,
        sequence: Int64
    ) {
        self.officer = officer
        self.mailReference = mailReference
        self.linkExpiresAt = linkExpiresAt
        self.isReset = isReset
        self.sequence = sequence
    }
}
