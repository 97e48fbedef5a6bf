/// What pages and programs must know of this deployment.
struct PortalFacts: Codable, Sendable {
    /// The telephone number for questions.
    var hotline: String
    /// Where the bytes of papers are sent to and fetched from.
    var documentsUrl: String
    /// The version of the text a citizen consents to at registration.
    var consentVersion: String
}
