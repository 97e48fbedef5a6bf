/// What a person is told; its words are in `Texts/<topic>.txt`.
enum Topic: String, CaseIterable, Sendable {
    case registration
    case knownAddress = "known-address"
    case accountActivated = "account-activated"
    case passwordReset = "password-reset"
    case passwordChanged = "password-changed"
    case accountVerified = "account-verified"
    case verificationRefused = "verification-refused"
    case accountCancelled = "account-cancelled"
    case officerEnrolment = "officer-enrolment"
    case dossierSubmitted = "dossier-submitted"
    case dossierReceived = "dossier-received"
    case dossierRefused = "dossier-refused"
    case dossierLapsed = "dossier-lapsed"
    case dossierSupplement = "dossier-supplement"
    case dossierSupplementComplete = "dossier-supplement-complete"
    case dossierInProgress = "dossier-in-progress"
    case dossierPaymentRequired = "dossier-payment-required"
    case dossierPaymentRecorded = "dossier-payment-recorded"
    case dossierApology = "dossier-apology"
    case dossierStopped = "dossier-stopped"
    case dossierFinished = "dossier-finished"
    case dossierReturned = "dossier-returned"
    case dossierWithdrawalRequested = "dossier-withdrawal-requested"
    case dossierWithdrawn = "dossier-withdrawn"
    case dossierWithdrawalDeclined = "dossier-withdrawal-declined"
    case dossierMessage = "dossier-message"
    case dossierAppointment = "dossier-appointment"
    case dossierAppointmentOff = "dossier-appointment-off"
    case paperMismatch = "paper-mismatch"

    /// The parts that every text may name.
    static let commonParts: Set<String> = ["fullName", "email", "portal", "hotline"]

    /// The parts that every text about a dossier names.
    static let dossierParts: Set<String> = ["code", "procedureName", "unitName"]

    /// The parts that this topic's text names besides.
    var parts: Set<String> {
        switch self {
        case .registration:
            [
                "dateOfBirth", "sex", "identityNumber", "phone", "address", "ethnicity",
                "mailsPassword", "expiresAt",
            ]
        case .knownAddress, .accountActivated: []
        case .passwordReset: ["expiresAt"]
        case .passwordChanged: ["changedAt"]
        case .accountVerified: ["unitName", "paper", "decidedAt"]
        case .verificationRefused, .accountCancelled: ["unitName", "reason", "decidedAt"]
        case .officerEnrolment: ["expiresAt", "isReset", "isNew"]
        case .dossierSubmitted: Self.dossierParts.union(["submittedAt"])
        case .paperMismatch: ["fileName", "code", "unitName", "note"]
        case .dossierLapsed, .dossierReturned, .dossierWithdrawn, .dossierMessage,
            .dossierAppointmentOff:
            Self.dossierParts
        case .dossierAppointment: Self.dossierParts.union(["at", "place", "items", "note"])
        case .dossierReceived, .dossierSupplementComplete, .dossierInProgress,
            .dossierPaymentRecorded:
            Self.dossierParts.union(["dueAt"])
        case .dossierRefused, .dossierStopped: Self.dossierParts.union(["reason", "legalGround"])
        case .dossierSupplement:
            Self.dossierParts.union(["items", "reason", "legalGround", "day"])
        case .dossierPaymentRequired: Self.dossierParts.union(["amount", "reason"])
        case .dossierApology: Self.dossierParts.union(["reason", "day"])
        case .dossierFinished: Self.dossierParts.union(["outcome", "reason", "legalGround"])
        case .dossierWithdrawalRequested, .dossierWithdrawalDeclined:
            Self.dossierParts.union(["reason"])
        }
    }

    /// The parts that the mailer puts in at the moment of sending.
    var secretParts: Set<String> {
        switch self {
        case .registration: ["link", "password"]
        case .passwordReset, .officerEnrolment: ["link"]
        default: []
        }
    }

    /// Whether it is also a notice in the portal's inbox: the person has an account to read it in.
    var isNotice: Bool {
        switch self {
        case .registration, .knownAddress, .passwordReset: false
        // Nobody can sign in to it any more; officers have no inbox.
        case .accountCancelled, .officerEnrolment: false
        default: true
        }
    }
}
