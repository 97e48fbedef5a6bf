package import Lifecycle

// What identity announces of accounts.

/// A citizen has registered; the mail with details, password and link is due.
package struct CitizenRegistered: Event {
    package static let name = "identity.citizen-registered"
    /// The account.
    package var citizen: CitizenID
    /// Names the mail's secret parts for `SendMail.secrets`.
    package var mailReference: String
    /// Whether the mail brings a one-time password beside the link.
    package var mailsPassword: Bool
    /// Until when the link works.
    package var linkExpiresAt: Timestamp
    /// Version of the account.
    package var sequence: Int64
    /// The citizen's id.
    package var subject: String { citizen.rawValue }

    /// An announcement.
    package init(
        citizen: CitizenID, mailReference: String, mailsPassword: Bool, linkExpiresAt: Timestamp,
        sequence: Int64
    ) {
        self.citizen = citizen
        self.mailReference = mailReference
        self.mailsPassword = mailsPassword
        self.linkExpiresAt = linkExpiresAt
        self.sequence = sequence
    }
}

/// Somebody tried to register with the address of an account that is in use.
package struct KnownAddressRegistered: Event {
    package static let name = "identity.known-address-registered"
    /// The account that has the address.
    package var citizen: CitizenID
    /// Version of the account.
    package var sequence: Int64
    /// The citizen's id.
    package var subject: String { citizen.rawValue }

    /// An announcement.
    package init(citizen: CitizenID, sequence: Int64) {
        self.citizen = citizen
        self.sequence = sequence
    }
}

/// A citizen has confirmed the link and set an own password: the account is usable.
package struct AccountActivated: Event {
    package static let name = "identity.account-activated"
    /// The account.
    package var citizen: CitizenID
    /// Version of the account.
    package var sequence: Int64
    /// The citizen's id.
    package var subject: String { citizen.rawValue }

    /// An announcement.
    package init(citizen: CitizenID, sequence: Int64) {
        self.citizen = citizen
        self.sequence = sequence
    }
}

/// The owner of an account asked for a new password; the mail with the link is due.
package struct PasswordResetRequested: Event {
    package static let name = "identity.password-reset-requested"
    /// The account.
    package var citizen: CitizenID
    /// Names the mail's secret parts for `SendMail.secrets`.
    package var mailReference: String
    /// Until when the link works.
    package var linkExpiresAt: Timestamp
    /// Version of the account.
    package var sequence: Int64
    /// The citizen's id.
    package var subject: String { citizen.rawValue }

    /// An announcement.
    package init(
        citizen: CitizenID, mailReference: String, linkExpiresAt: Timestamp, sequence: Int64
    ) {
        self.citizen = citizen
        self.mailReference = mailReference
        self.linkExpiresAt = linkExpiresAt
        self.sequence = sequence
    }
}

/// A password was changed or reset; its owner is told by mail.
package struct PasswordChanged: Event {
    package static let name = "identity.password-changed"
    /// The account.
    package var citizen: CitizenID
    /// Version of the account.
    package var sequence: Int64
    /// The citizen's id.
    package var subject: String { citizen.rawValue }

    /// An announcement.
    package init(citizen: CitizenID, sequence: Int64) {
        self.citizen = citizen
        self.sequence = sequence
    }
}

/// Sessions were ended; gateways forget them at once.
package struct SessionsEnded: Event {
    package static let name = "identity.sessions-ended"
    /// The account.
    package var account: String
    /// SHA-256 of the ended tokens, in hexadecimal.
    package var tokenHashes: [String]
    /// Version of the account.
    package var sequence: Int64
    /// The account's id.
    package var subject: String { account }

    /// An announcement.
    package init(account: String, tokenHashes: [String], sequence: Int64) {
        self.account = account
        self.tokenHashes = tokenHashes
        self.sequence = sequence
    }
}

/// What sessions may do has changed (a verification, an officer's duties); gateways ask again.
package struct SessionsChanged: Event {
    package static let name = "identity.sessions-changed"
    /// The account.
    package var account: String
    /// SHA-256 of the sessions' tokens, in hexadecimal.
    package var tokenHashes: [String]
    /// Version of the account.
    package var sequence: Int64
    /// The account's id.
    package var subject: String { account }

    /// An announcement.
    package init(account: String, tokenHashes: [String], sequence: Int64) {
        self.account = account
        self.tokenHashes = tokenHashes
        self.sequence = sequence
    }
}
