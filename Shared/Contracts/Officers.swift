package import Lifecycle

// What identity owns of officers: their accounts, units and duties, enrolment, absence and deputies.

/// An officer's account as administrators see it.
package struct Officer: Codable, Sendable, Equatable, VersionedReply {
    /// The account's id.
    package var id: OfficerID
    /// The sign-in name.
    package var email: String
    /// The officer's full name.
    package var fullName: String
    /// The unit.
    package var unit: UnitCode
    /// What the officer may do there.
    package var duties: [OfficerDuty]
    /// Whether the account may be used: false once an administrator has closed it.
    package var isActive: Bool
    /// Whether the officer has set an own password and second factor (or got them from an operator).
    package var isEnrolled: Bool
    /// The absences that are not over, by their first day.
    package var absences: [OfficerAbsence]
    /// When the account was made.
    package var createdAt: Timestamp
    /// Version of the account, from 1.
    package var version: Int64

    /// An officer.
    package init(
        id: OfficerID, email: String, fullName: String, unit: UnitCode, duties: [OfficerDuty],
        isActive: Bool, isEnrolled: Bool, absences: [OfficerAbsence], createdAt: Timestamp,
        version: Int64
    ) {
        self.id = id
        self.email = email
        self.fullName = fullName
        self.unit = unit
        self.duties = duties
        self.isActive = isActive
        self.isEnrolled = isEnrolled
        self.absences = absences
        self.createdAt = createdAt
        self.version = version
    }
}

/// When an officer is away, and who of the same unit stands in.
package struct OfficerAbsence: Codable, Sendable, Equatable {
    /// Its id.
    package var id: String
    /// Who stands in.
    package var deputy: OfficerID
    /// The deputy's full name.
    package var deputyName: String
    /// The first day.
    package var from: LocalDate
    /// The last day.
    package var until: LocalDate

    /// An absence.
    package init(
        id: String, deputy: OfficerID, deputyName: String, from: LocalDate, until: LocalDate
    ) {
        self.id = id
        self.deputy = deputy
        self.deputyName = deputyName
        self.from = from
        self.until = until
    }
}

/// Lists officers in the order their accounts were made (administrators only).
package struct ListOfficers: Query {
    package static let name = "identity.list-officers"
    /// Only those of this unit.
    package var unit: UnitCode?
    /// The `next` of the page before.
    package var after: String?
    /// How many, 1 to 100; 20 when nil.
    package var limit: Int?

    /// A page of officers.
    package init(unit: UnitCode? = nil, after: String? = nil, limit: Int? = nil) {
        self.unit = unit
        self.after = after
        self.limit = limit
    }
    package typealias Reply = Page<Officer>
}

/// Reads one officer (administrators, the officer's own account, and services).
package struct ReadOfficer: Query {
    package static let name = "identity.read-officer"
    /// The officer.
    package var id: OfficerID

    /// A look.
    package init(id: OfficerID) { self.id = id }
    package typealias Reply = Officer
}

/// Lists the active officers of the caller's own unit, to choose a deputy from.
package struct ListColleagues: Query {
    package static let name = "identity.list-colleagues"
    /// All of them.
    package init() {}
    /// The unit's officers.
    package struct Reply: Codable, Sendable {
        /// The officers by name, the caller too.
        package var items: [Colleague]
        /// The list.
        package init(items: [Colleague]) { self.items = items }
    }
    /// An officer as the unit's other officers see one.
    package struct Colleague: Codable, Sendable, Equatable {
        /// The officer.
        package var id: OfficerID
        /// The full name.
        package var fullName: String
        /// What the officer may do.
        package var duties: [OfficerDuty]
        /// The absences that are not over, by their first day.
        package var absences: [OfficerAbsence]
        /// An officer.
        package init(
            id: OfficerID, fullName: String, duties: [OfficerDuty], absences: [OfficerAbsence]
        ) {
            self.id = id
            self.fullName = fullName
            self.duties = duties
            self.absences = absences
        }
    }
}

/// Makes an officer's account and has an enrolment link mailed (administrators only).
package struct InviteOfficer: Command {
    package static let name = "identity.invite-officer"
    /// The sign-in name, a mail address.
    package var email: String
    /// The officer's full name.
    package var fullName: String
    /// The unit.
    package var unit: UnitCode
    /// What the officer may do there.
    package var duties: [OfficerDuty]

    /// A new officer.
    package init(email: String, fullName: String, unit: UnitCode, duties: [OfficerDuty]) {
        self.email = email
        self.fullName = fullName
        self.unit = unit
        self.duties = duties
    }
    package typealias Reply = Officer
}

/// Changes an officer's name, unit and duties (administrators only).
package struct ChangeOfficer: Command {
    package static let name = "identity.change-officer"
    /// The officer.
    package var id: OfficerID
    /// The version the caller read (`If-Match`).
    package var version: Int64
    /// The full name as it shall be.
    package var fullName: String
    /// The unit as it shall be.
    package var unit: UnitCode
    /// The duties as they shall be.
    package var duties: [OfficerDuty]

    /// A change.
    package init(
        id: OfficerID, version: Int64, fullName: String, unit: UnitCode, duties: [OfficerDuty]
    ) {
        self.id = id
        self.version = version
        self.fullName = fullName
        self.unit = unit
        self.duties = duties
    }
    package typealias Reply = Officer
}

/// Closes an officer's account, which ends its sessions, or opens it again (administrators only).
package struct SetOfficerActivity: Command {
    package static let name = "identity.set-officer-activity"
    /// The officer.
    package var id: OfficerID
    /// The version the caller read (`If-Match`).
    package var version: Int64
    /// Whether the account may be used.
    package var isActive: Bool

    /// A change.
    package init(id: OfficerID, version: Int64, isActive: Bool) {
        self.id = id
        self.version = version
        self.isActive = isActive
    }
    package typealias Reply = Officer
}

/// Takes an officer's password and second factor away, ends the sessions and has a new enrolment
/// link mailed; earlier links lose their use (administrators only).
package struct ResetOfficerCredentials: Command {
    package static let name = "identity.reset-officer-credentials"
    /// The officer.
    package var id: OfficerID

    /// A reset.
    package init(id: OfficerID) { self.id = id }
    package typealias Reply = Officer
}

/// Shows what an officer needs to enrol with the mailed link, which stays as it is.
package struct OpenEnrolment: Query {
    package static let name = "identity.open-enrolment"
    /// The secret part of the mailed link.
    package var token: String

    /// A look.
    package init(token: String) { self.token = token }
    /// The second factor to put into an authenticator app; it counts once a code of it was right.
    package struct Reply: Codable, Sendable, Equatable {
        /// The sign-in name.
        package var email: String
        /// The officer's full name.
        package var fullName: String
        /// The second factor's secret in base32, to be typed where no camera is.
        package var totpSecret: String
        /// The same as the `otpauth://` address that authenticator apps read.
        package var totpUri: String
        /// That address as a QR code, an SVG picture.
        package var qrCode: String
        /// Until when the link works.
        package var expiresAt: Timestamp
        /// What to enrol.
        package init(
            email: String, fullName: String, totpSecret: String, totpUri: String, qrCode: String,
            expiresAt: Timestamp
        ) {
            self.email = email
            self.fullName = fullName
            self.totpSecret = totpSecret
            self.totpUri = totpUri
            self.qrCode = qrCode
            self.expiresAt = expiresAt
        }
    }
}

/// Enrols an officer with the mailed link, once: an own password and a first right code.
package struct CompleteEnrolment: Command {
    package static let name = "identity.complete-enrolment"
    /// The secret part of the mailed link.
    package var token: String
    /// The password the officer chose.
    package var password: String
    /// The six digits the authenticator app shows.
    package var oneTimeCode: String

    /// An enrolment.
    package init(token: String, password: String, oneTimeCode: String) {
        self.token = token
        self.password = password
        self.oneTimeCode = oneTimeCode
    }
    package typealias Reply = Done
}

/// Records when an officer is away and who of the same unit stands in: for the officer's own
/// account, a leader of the unit and administrators.
package struct RecordAbsence: Command {
    package static let name = "identity.record-absence"
    /// Who is away.
    package var officer: OfficerID
    /// Who stands in.
    package var deputy: OfficerID
    /// The first day.
    package var from: LocalDate
    /// The last day.
    package var until: LocalDate

    /// An absence.
    package init(officer: OfficerID, deputy: OfficerID, from: LocalDate, until: LocalDate) {
        self.officer = officer
        self.deputy = deputy
        self.from = from
        self.until = until
    }
    package typealias Reply = OfficerAbsence
}

/// Takes an absence back, by those who may record it.
package struct CancelAbsence: Command {
    package static let name = "identity.cancel-absence"
    /// Who was to be away.
    package var officer: OfficerID
    /// The absence.
    package var id: String

    /// A cancellation.
    package init(officer: OfficerID, id: String) {
        self.officer = officer
        self.id = id
    }
    package typealias Reply = Done
}

/// Tells a service who does an officer's work on a day.
package struct FindStandIn: Query {
    package static let name = "identity.find-stand-in"
    /// The officer whose work it is.
    package var officer: OfficerID
    /// The day.
    package var on: LocalDate

    /// A look-up.
    package init(officer: OfficerID, on: LocalDate) {
        self.officer = officer
        self.on = on
    }
    /// Who does the work.
    package struct Reply: Codable, Sendable, Equatable {
        /// The absence on that day with its deputy; nil when the officer is there.
        package var absence: OfficerAbsence?
        /// An answer.
        package init(absence: OfficerAbsence?) { self.absence = absence }
    }
}
