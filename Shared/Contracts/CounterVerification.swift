package import Lifecycle

// What identity does at a unit's counter: an officer finds a citizen's account, compares the paper
// shown, and verifies, refuses or cancels. Every search and opening is kept with officer and reason.

/// An identity paper as it was shown at the counter.
package struct IdentityPaper: Codable, Hashable, Sendable {
    /// What papers prove who somebody is.
    package enum Kind: String, Codable, CaseIterable, Sendable {
        /// Thẻ căn cước or thẻ căn cước công dân, 12 digits.
        case citizenCard
        /// Chứng minh nhân dân, 9 digits; of no force since 2025-01-01 (Law 26/2023/QH15, art. 46).
        case oldIdentityCard
        /// Hộ chiếu.
        case passport
    }

    /// Which paper.
    package var kind: Kind
    /// Its number.
    package var number: String
    /// The day it was issued.
    package var issuedOn: LocalDate
    /// The authority that issued it, as the paper names it.
    package var issuedBy: String

    /// A paper.
    package init(kind: Kind, number: String, issuedOn: LocalDate, issuedBy: String) {
        self.kind = kind
        self.number = number
        self.issuedOn = issuedOn
        self.issuedBy = issuedBy
    }
}

/// Finds accounts by exactly one of mail address, phone and identity number (reception only).
package struct SearchAccounts: Command {
    package static let name = "identity.search-accounts"
    /// The sign-in name.
    package var email: String?
    /// The phone number.
    package var phone: String?
    /// Số định danh.
    package var identityNumber: String?
    /// Why the officer searches; kept.
    package var reason: String

    /// A search.
    package init(
        email: String? = nil, phone: String? = nil, identityNumber: String? = nil, reason: String
    ) {
        self.email = email
        self.phone = phone
        self.identityNumber = identityNumber
        self.reason = reason
    }
    /// What was found.
    package struct Reply: Codable, Sendable, Equatable {
        /// At most ten accounts, since a family may share a phone.
        package var items: [Found]
        /// The accounts.
        package init(items: [Found]) { self.items = items }
    }
    /// An account, with just enough to tell it from another.
    package struct Found: Codable, Sendable, Equatable {
        /// The account.
        package var id: CitizenID
        /// Họ và tên.
        package var fullName: String
        /// Ngày sinh.
        package var dateOfBirth: LocalDate
        /// The last four digits of the identity number.
        package var identityNumberEnd: String
        /// Where it stands.
        package var state: AccountState
        /// An account.
        package init(
            id: CitizenID, fullName: String, dateOfBirth: LocalDate, identityNumberEnd: String,
            state: AccountState
        ) {
            self.id = id
            self.fullName = fullName
            self.dateOfBirth = dateOfBirth
            self.identityNumberEnd = identityNumberEnd
            self.state = state
        }
    }
}

/// Opens an account to compare it with the paper shown (reception only).
package struct OpenAccount: Command {
    package static let name = "identity.open-account"
    /// The account.
    package var id: CitizenID
    /// Why the officer opens it; kept, and shown to the citizen.
    package var reason: String

    /// An opening.
    package init(id: CitizenID, reason: String) {
        self.id = id
        self.reason = reason
    }
    package typealias Reply = CounterAccount
}

/// An account as an officer at the counter sees it.
package struct CounterAccount: Codable, Sendable, Equatable, VersionedReply {
    /// The account.
    package var id: CitizenID
    /// The sign-in name.
    package var email: String
    /// Where it stands.
    package var state: AccountState
    /// What to compare with the paper.
    package var details: PersonalDetails
    /// When it was registered.
    package var registeredAt: Timestamp
    /// The last decision about it; nil when there was none.
    package var decision: VerificationDecision?
    /// Details, or a paper, that do not fit each other: to be looked at, no bar.
    package var warnings: [Refusal.Field]
    /// Version of details and state, for `If-Match`.
    package var version: Int64

    /// An account.
    package init(
        id: CitizenID, email: String, state: AccountState, details: PersonalDetails,
        registeredAt: Timestamp, decision: VerificationDecision?, warnings: [Refusal.Field],
        version: Int64
    ) {
        self.id = id
        self.email = email
        self.state = state
        self.details = details
        self.registeredAt = registeredAt
        self.decision = decision
        self.warnings = warnings
        self.version = version
    }
}

/// What an officer decided about an account, and when.
package struct VerificationDecision: Codable, Sendable, Equatable {
    /// What can be decided.
    package enum Outcome: String, Codable, CaseIterable, Sendable {
        /// Đã xác thực.
        case verified
        /// Chưa xác thực được.
        case refused
        /// Đã huỷ.
        case cancelled
    }

    /// What was decided.
    package var outcome: Outcome
    /// When.
    package var decidedAt: Timestamp
    /// The unit whose officer decided.
    package var unit: UnitCode
    /// The paper that was shown for a verification.
    package var paper: IdentityPaper.Kind?
    /// Why it was refused or cancelled.
    package var reason: String?

    /// A decision.
    package init(
        outcome: Outcome, decidedAt: Timestamp, unit: UnitCode, paper: IdentityPaper.Kind?,
        reason: String?
    ) {
        self.outcome = outcome
        self.decidedAt = decidedAt
        self.unit = unit
        self.paper = paper
        self.reason = reason
    }
}

/// Makes an account "đã xác thực" after comparing it with the paper shown (reception only).
package struct VerifyAccount: Command {
    package static let name = "identity.verify-account"
    /// The account.
    package var id: CitizenID
    /// The version the officer read (`If-Match`).
    package var version: Int64
    /// The paper that was shown.
    package var paper: IdentityPaper

    /// A verification.
    package init(id: CitizenID, version: Int64, paper: IdentityPaper) {
        self.id = id
        self.version = version
        self.paper = paper
    }
    package typealias Reply = CounterAccount
}

/// Does not verify an account, for a reason the citizen is told (reception only).
package struct RefuseVerification: Command {
    package static let name = "identity.refuse-verification"
    /// The account.
    package var id: CitizenID
    /// The version the officer read (`If-Match`).
    package var version: Int64
    /// Why, as the citizen is told.
    package var reason: String

    /// A refusal.
    package init(id: CitizenID, version: Int64, reason: String) {
        self.id = id
        self.version = version
        self.reason = reason
    }
    package typealias Reply = CounterAccount
}

/// Cancels an account for good (huỷ), for a reason the citizen is told; its sessions end (reception
/// only).
package struct CancelAccount: Command {
    package static let name = "identity.cancel-account"
    /// The account.
    package var id: CitizenID
    /// The version the officer read (`If-Match`).
    package var version: Int64
    /// Why, as the citizen is told.
    package var reason: String

    /// A cancellation.
    package init(id: CitizenID, version: Int64, reason: String) {
        self.id = id
        self.version = version
        self.reason = reason
    }
    package typealias Reply = CounterAccount
}

/// Makes a code that lets an officer at a counter open the caller's account, once and for ten
/// minutes; a newer one takes the place of an older.
package struct IssueCounterCode: Command {
    package static let name = "identity.issue-counter-code"
    /// For the caller's own account.
    package init() {}
    /// The code in two forms; nil in the stored reply.
    package struct Reply: Codable, Sendable, Equatable {
        /// Its id, which opens nothing.
        package var id: String
        /// A QR code, an SVG picture: the address of the officers' page with 130 random bits.
        package var qrCode: String?
        /// Eight letters and digits to be typed where no scanner is: `7Q2K-M9TX`.
        package var typed: String?
        /// Until when it works.
        package var expiresAt: Timestamp
        /// A code.
        package init(id: String, qrCode: String?, typed: String?, expiresAt: Timestamp) {
            self.id = id
            self.qrCode = qrCode
            self.typed = typed
            self.expiresAt = expiresAt
        }
    }
}

/// Opens the account of the citizen who shows a counter code, and uses the code up (reception only).
package struct ReceiveVisitor: Command {
    package static let name = "identity.receive-visitor"
    /// What was scanned or typed: the whole address, the long code or the short one.
    package var code: String

    /// A visit.
    package init(code: String) { self.code = code }
    package typealias Reply = CounterAccount
}

/// Reads how far the verification of the caller's own account is.
package struct ReadVerification: Query {
    package static let name = "identity.read-verification"
    /// The caller's own.
    package init() {}
    /// How far it is.
    package struct Reply: Codable, Sendable, Equatable {
        /// Where the account stands.
        package var state: AccountState
        /// The last decision; nil when there was none.
        package var decision: VerificationDecision?
        /// An answer.
        package init(state: AccountState, decision: VerificationDecision?) {
            self.state = state
            self.decision = decision
        }
    }
}

/// Lists who at a counter has looked at the caller's account, newest first.
package struct ListAccountAccesses: Query {
    package static let name = "identity.list-account-accesses"
    /// The `next` of the page before.
    package var after: String?
    /// How many, 1 to 100; 20 when nil.
    package var limit: Int?

    /// A page of accesses.
    package init(after: String? = nil, limit: Int? = nil) {
        self.after = after
        self.limit = limit
    }
    package typealias Reply = Page<AccountAccess>
}

/// A look that an officer has taken at a citizen's account.
package struct AccountAccess: Codable, Sendable, Equatable {
    /// What kinds of look there are.
    package enum Kind: String, Codable, CaseIterable, Sendable {
        /// The account was among those a search found.
        case found
        /// It was opened.
        case opened
        /// It was opened with the citizen's own counter code.
        case received
    }

    /// What was done.
    package var kind: Kind
    /// The officer's unit.
    package var unit: UnitCode
    /// The reason the officer gave.
    package var reason: String
    /// When.
    package var at: Timestamp

    /// A look.
    package init(kind: Kind, unit: UnitCode, reason: String, at: Timestamp) {
        self.kind = kind
        self.unit = unit
        self.reason = reason
        self.at = at
    }
}
