/// What a person is told; its words are in `Texts/<topic>.txt`.
enum Topic: String, CaseIterable, Sendable {
    case registration
    case knownAddress = "known-address"
    case accountActivated = "account-activated"
    case passwordReset = "password-reset"
    case passwordChanged = "password-changed"
    case dossierSubmitted = "dossier-submitted"

    /// The parts that every text may name.
    static let commonParts: Set<String> = ["fullName", "email", "portal", "hotline"]

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
        case .dossierSubmitted: ["code", "procedureName", "unitName", "submittedAt"]
        }
    }

    /// The parts that the mailer puts in at the moment of sending.
    var secretParts: Set<String> {
        switch self {
        case .registration: ["link", "password"]
        case .passwordReset: ["link"]
        default: []
        }
    }

    /// Whether it is also a notice in the portal's inbox: the person has an account to read it in.
    var isNotice: Bool {
        switch self {
        case .accountActivated, .passwordChanged, .dossierSubmitted: true
        case .registration, .knownAddress, .passwordReset: false
        }
    }
}
