// What identity announces of decisions at the counter.

/// An officer has verified an account; the citizen is told.
package struct AccountVerified: Event {
    package static let name = "identity.account-verified"
    /// The account.
    package var citizen: CitizenID
    /// The unit whose officer verified it.
    package var unit: UnitCode
    /// The paper that was shown.
    package var paper: IdentityPaper.Kind
    /// Version of the account.
    package var sequence: Int64
    /// The citizen's id.
    package var subject: String { citizen.rawValue }

    /// An announcement.
    package init(citizen: CitizenID, unit: UnitCode, paper: IdentityPaper.Kind, sequence: Int64) {
        self.citizen = citizen
        self.unit = unit
        self.paper = paper
        self.sequence = sequence
    }
}

/// An officer could not verify an account; the citizen is told why.
package struct VerificationRefused: Event {
    package static let name = "identity.verification-refused"
    /// The account.
    package var citizen: CitizenID
    /// The unit whose officer refused.
    package var unit: UnitCode
    /// Why.
    package var reason: String
    /// Version of the account.
    package var sequence: Int64
    /// The citizen's id.
    package var subject: String { citizen.rawValue }

    /// An announcement.
    package init(citizen: CitizenID, unit: UnitCode, reason: String, sequence: Int64) {
        self.citizen = citizen
        self.unit = unit
        self.reason = reason
        self.sequence = sequence
    }
}

/// An officer has cancelled an account; its owner is told why.
package struct AccountCancelled: Event {
    package static let name = "identity.account-cancelled"
    /// The account.
    package var citizen: CitizenID
    /// The unit whose officer cancelled it.
    package var unit: UnitCode
    /// Why.
    package var reason: String
    /// Version of the account.
    package var sequence: Int64
    /// The citizen's id.
    package var subject: String { citizen.rawValue }

    /// An announcement.
    package init(citizen: CitizenID, unit: UnitCode, reason: String, sequence: Int64) {
        self.citizen = citizen
        self.unit = unit
        self.reason = reason
        self.sequence = sequence
    }
}
