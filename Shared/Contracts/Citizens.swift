package import Lifecycle

// What identity owns: citizens, officers, credentials and sessions.

/// A citizen's personal details as the registration form asks for them.
package struct PersonalDetails: Codable, Hashable, Sendable {
    /// Họ.
    package var familyName: String
    /// Chữ đệm.
    package var middleName: String?
    /// Tên.
    package var givenName: String
    /// Ngày sinh.
    package var dateOfBirth: LocalDate
    /// Giới tính.
    package var sex: Sex
    /// Số định danh: CCCD of 12 digits or old CMND of 9.
    package var identityNumber: String
    /// Số điện thoại: 10 digits from 03, 05, 07, 08, 09 (also written +84…).
    package var phone: String
    /// Where the citizen lives.
    package var address: Address
    /// Dân tộc.
    package var ethnicity: String?

    /// All details.
    package init(
        familyName: String, middleName: String? = nil, givenName: String, dateOfBirth: LocalDate,
        sex: Sex, identityNumber: String, phone: String, address: Address, ethnicity: String? = nil
    ) {
        self.familyName = familyName
        self.middleName = middleName
        self.givenName = givenName
        self.dateOfBirth = dateOfBirth
        self.sex = sex
        self.identityNumber = identityNumber
        self.phone = phone
        self.address = address
        self.ethnicity = ethnicity
    }

    /// Họ, chữ đệm and tên as papers write them.
    package var fullName: String {
        [familyName, middleName, givenName].compactMap { $0 }.filter { !$0.isEmpty }
            .joined(separator: " ")
    }
}

/// Giới tính as identity papers state it.
package enum Sex: String, Codable, CaseIterable, Sendable {
    case male, female
}

/// A unit of the catalogue and the rest of the address as free text.
package struct Address: Codable, Hashable, Sendable {
    /// The ward or commune.
    package var unit: UnitCode
    /// House number, street, hamlet.
    package var line: String

    /// An address in a unit.
    package init(unit: UnitCode, line: String) {
        self.unit = unit
        self.line = line
    }
}

/// Where an account stands.
package enum AccountState: String, Codable, CaseIterable, Sendable {
    /// Đăng ký mới: the mailed link was not confirmed yet.
    case registered
    /// Đã xác nhận email, chưa được xác thực.
    case confirmed
    /// Đã xác thực by an officer.
    case verified
    /// Huỷ.
    case cancelled
}

/// Registers a citizen; answers the same whether or not the address is known.
package struct RegisterCitizen: Command {
    package static let name = "identity.register-citizen"
    /// The address that becomes the sign-in name.
    package var email: String
    /// The personal details.
    package var details: PersonalDetails
    /// The citizen's explicit consent to the processing of personal data: the `ConsentText`'s version.
    package var consent: String

    /// A registration.
    package init(email: String, details: PersonalDetails, consent: String) {
        self.email = email
        self.details = details
        self.consent = consent
    }
    /// Warnings the citizen should see; never whether the address is known.
    package struct Reply: Codable, Sendable, Equatable {
        /// Details that do not fit each other, such as a CCCD and the date of birth.
        package var warnings: [Refusal.Field]
        /// The warnings.
        package init(warnings: [Refusal.Field]) { self.warnings = warnings }
    }
}

/// Confirms the mailed link; the account can then be activated with the mailed password.
package struct ConfirmRegistration: Command {
    package static let name = "identity.confirm-registration"
    /// The secret part of the mailed link.
    package var token: String

    /// A confirmation.
    package init(token: String) { self.token = token }
    /// What to do next.
    package struct Reply: Codable, Sendable, Equatable {
        /// The address to sign in with.
        package var email: String
        /// Where no password was mailed: opens the step "đặt mật khẩu của bạn" directly.
        package var session: OpenedSession?
        /// The next step.
        package init(email: String, session: OpenedSession?) {
            self.email = email
            self.session = session
        }
    }
}

/// Asks for a mail with a link to set a new password; answers the same for unknown addresses.
package struct RequestPasswordReset: Command {
    package static let name = "identity.request-password-reset"
    /// The sign-in address.
    package var email: String

    /// A request.
    package init(email: String) { self.email = email }
    package typealias Reply = Done
}

/// Sets a new password with the mailed link; ends all sessions.
package struct ResetPassword: Command {
    package static let name = "identity.reset-password"
    /// The secret part of the mailed link.
    package var token: String
    /// The new password.
    package var password: String

    /// A reset.
    package init(token: String, password: String) {
        self.token = token
        self.password = password
    }
    package typealias Reply = Done
}

/// Reads the caller's own account.
package struct ReadAccount: Query {
    package static let name = "identity.read-account"
    /// The caller's own.
    package init() {}
    package typealias Reply = Account
}

/// An account as its owner sees it.
package struct Account: Codable, Sendable, VersionedReply {
    /// The account's id.
    package var id: String
    /// The role it signs in with.
    package var role: Caller.Role
    /// The sign-in name.
    package var email: String
    /// Where it stands.
    package var state: AccountState
    /// The personal details; nil for officers.
    package var details: PersonalDetails?
    /// An officer's name.
    package var displayName: String
    /// An officer's unit.
    package var unit: UnitCode?
    /// What an officer may do.
    package var duties: [OfficerDuty]?
    /// When it was registered.
    package var registeredAt: Timestamp
    /// Version of the details, from 1.
    package var version: Int64

    /// An account.
    package init(
        id: String, role: Caller.Role, email: String, state: AccountState,
        details: PersonalDetails?, displayName: String, unit: UnitCode? = nil,
        duties: [OfficerDuty]? = nil, registeredAt: Timestamp, version: Int64
    ) {
        self.id = id
        self.role = role
        self.email = email
        self.state = state
        self.details = details
        self.displayName = displayName
        self.unit = unit
        self.duties = duties
        self.registeredAt = registeredAt
        self.version = version
    }
}

/// Changes the caller's personal details; those an officer has verified need a new verification.
package struct ChangeDetails: Command {
    package static let name = "identity.change-details"
    /// The version the caller read (`If-Match`).
    package var version: Int64
    /// All details as they shall be.
    package var details: PersonalDetails

    /// A change.
    package init(version: Int64, details: PersonalDetails) {
        self.version = version
        self.details = details
    }
    package typealias Reply = Account
}

/// Changes the caller's password; ends all other sessions.
package struct ChangePassword: Command {
    package static let name = "identity.change-password"
    /// The password so far.
    package var currentPassword: String
    /// The new one.
    package var newPassword: String

    /// A change.
    package init(currentPassword: String, newPassword: String) {
        self.currentPassword = currentPassword
        self.newPassword = newPassword
    }
    package typealias Reply = Done
}

/// Tells a gateway whose session a token opens; being asked keeps a session from idling out (noted
/// once a minute, which is all that it changes).
package struct ResolveSession: Query {
    package static let name = "identity.resolve-session"
    /// SHA-256 of the token, in hexadecimal.
    package var tokenHash: String

    /// A look-up.
    package init(tokenHash: String) { self.tokenHash = tokenHash }
    /// Whose session it is.
    package struct Reply: Codable, Sendable {
        /// The signed-in caller; nil when there is no such open session.
        package var caller: Caller?
        /// Until when a gateway may remember the answer unless it hears `SessionsEnded`.
        package var validUntil: Timestamp
        /// An answer.
        package init(caller: Caller?, validUntil: Timestamp) {
            self.caller = caller
            self.validUntil = validUntil
        }
    }
}

/// Tells a service where to reach a person.
package struct ReadContact: Query {
    package static let name = "identity.read-contact"
    /// The citizen.
    package var citizen: CitizenID

    /// A look-up.
    package init(citizen: CitizenID) { self.citizen = citizen }
    /// Where and how to address the person.
    package struct Reply: Codable, Sendable {
        /// The mail address.
        package var email: String
        /// The phone number, 10 digits.
        package var phone: String
        /// Họ và tên.
        package var fullName: String
        /// The personal details, for mails that must repeat them.
        package var details: PersonalDetails
        /// A contact.
        package init(email: String, phone: String, fullName: String, details: PersonalDetails) {
            self.email = email
            self.phone = phone
            self.fullName = fullName
            self.details = details
        }
    }
}

/// Tells the mailer, at the moment of sending, the secret parts of a mail: they are stored nowhere.
package struct RevealMailSecrets: Query {
    package static let name = "identity.reveal-mail-secrets"
    /// What `SendMail.secrets` named.
    package var reference: String

    /// A look-up.
    package init(reference: String) { self.reference = reference }
    /// The secret parts by name (`link`, `password`), to stand for `{{link}}` in the texts; nil when
    /// the mail has lost its purpose and need not be sent.
    package struct Reply: Codable, Sendable {
        /// Part by name.
        package var parts: [String: String]?
        /// The parts.
        package init(parts: [String: String]?) { self.parts = parts }
    }
}

/// Makes an officer's account (operators only).
package struct CreateOfficer: Command {
    package static let name = "identity.create-officer"
    /// The sign-in name, a mail address.
    package var email: String
    /// The officer's name.
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
    /// The credentials to hand over; derived, never stored in plain form.
    package struct Reply: Codable, Sendable {
        /// The account's id.
        package var id: OfficerID
        /// The first password, shown once; nil in the stored reply.
        package var password: String?
        /// The secret of the second factor in base32, for an authenticator app.
        package var totpSecret: String?
        /// The credentials.
        package init(id: OfficerID, password: String?, totpSecret: String?) {
            self.id = id
            self.password = password
            self.totpSecret = totpSecret
        }
    }
}
