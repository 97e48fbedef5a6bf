import Lifecycle

/// The numbers of identity's rules, each a setting.
struct Policy: Sendable {
    /// Whether the activation mail brings a one-time password beside the link.
    var mailsPassword = true
    /// The portal's address, for mailed links; no slash at the end.
    var portal = "http://localhost:8080"
    /// How long a confirmation link works.
    var confirmLinkLifetime = Duration.seconds(24 * 3600)
    /// How long a reset link works.
    var resetLinkLifetime = Duration.seconds(30 * 60)
    /// How long an officer's enrolment link works.
    var enrolmentLinkLifetime = Duration.seconds(72 * 3600)
    /// How long a citizen's counter code works.
    var counterCodeLifetime = Duration.seconds(10 * 60)
    /// Accounts an officer at the counter may look for or open in an hour.
    var lookUpsPerOfficer = 60
    /// How long after the confirmation the mailed password opens the step to set an own one.
    var oneTimePasswordLifetime = Duration.seconds(24 * 3600)
    /// After how long without use a session ends.
    var idleTime = Duration.seconds(30 * 60)
    /// The same for officers and administrators.
    var officerIdleTime = Duration.seconds(15 * 60)
    /// After how long a session ends in any case.
    var sessionLifetime = Duration.seconds(12 * 3600)
    /// Failed sign-ins per minute for one account from one network address.
    var failuresPerAccountAndAddress = 5
    /// Failed sign-ins per minute from one network address.
    var failuresPerAddress = 20
    /// Failures in a row after which an account waits.
    var failuresBeforeWait = 10
    /// How long it waits.
    var failureWait = Duration.seconds(15 * 60)
    /// Failures in a row after which only a new password helps.
    var failuresBeforeReset = 100
    /// Registrations and reset requests, each, per hour from one network address.
    var requestsPerAddress = 30
    /// Mails per hour that registrations, and reset requests, each send to one mail address.
    var mailsPerRecipient = 3
}

extension Policy {
    static let activationMail = Setting<String>(
        "ACTIVATION_MAIL", default: "password",
        "what the registration mail brings: password (link and one-time password) or link")
    static let portalURL = Setting<String>(
        "PORTAL_URL", default: "http://localhost:8080", "the portal's address in mailed links")
    static let confirmLink = Setting<Duration>(
        "CONFIRM_LINK_LIFETIME", default: .seconds(24 * 3600), "how long a confirmation link works")
    static let resetLink = Setting<Duration>(
        "RESET_LINK_LIFETIME", default: .seconds(1800), "how long a reset link works")
    static let enrolmentLink = Setting<Duration>(
        "ENROLMENT_LINK_LIFETIME", default: .seconds(72 * 3600),
        "how long an officer's enrolment link works")
    static let counterCode = Setting<Duration>(
        "COUNTER_CODE_LIFETIME", default: .seconds(600), "how long a citizen's counter code works")
    static let lookUps = Setting<Int>(
        "LOOK_UPS_PER_OFFICER", default: 60,
        "accounts an officer at the counter may look for or open in an hour")
    static let oneTimePassword = Setting<Duration>(
        "ONE_TIME_PASSWORD_LIFETIME", default: .seconds(24 * 3600),
        "how long after the confirmation the mailed password works, once")
    static let idle = Setting<Duration>(
        "SESSION_IDLE", default: .seconds(1800), "after how long unused a citizen's session ends")
    static let officerIdle = Setting<Duration>(
        "OFFICER_SESSION_IDLE", default: .seconds(900), "the same for officers, administrators")
    static let lifetime = Setting<Duration>(
        "SESSION_LIFETIME", default: .seconds(12 * 3600), "after how long any session ends")
    static let perAccount = Setting<Int>(
        "SIGN_IN_FAILURES_PER_ACCOUNT", default: 5,
        "failed sign-ins a minute for one account from one network address")
    static let perAddress = Setting<Int>(
        "SIGN_IN_FAILURES_PER_ADDRESS", default: 20,
        "failed sign-ins a minute from one network address")
    static let beforeWait = Setting<Int>(
        "SIGN_IN_FAILURES_BEFORE_WAIT", default: 10, "failures in a row before an account waits")
    static let wait = Setting<Duration>(
        "SIGN_IN_WAIT", default: .seconds(900), "how long an account waits after them")
    static let beforeReset = Setting<Int>(
        "SIGN_IN_FAILURES_BEFORE_RESET", default: 100,
        "failures in a row after which a new password is needed")
    static let requests = Setting<Int>(
        "ACCOUNT_REQUESTS_PER_ADDRESS", default: 30,
        "registrations, and reset requests, an hour from one network address")
    static let mails = Setting<Int>(
        "ACCOUNT_MAILS_PER_RECIPIENT", default: 3,
        "mails an hour to one mail address from registrations, and as many from reset requests")

    /// All of them.
    static let settings: [any SettingDescription] = [
        activationMail, portalURL, confirmLink, resetLink, oneTimePassword, idle, officerIdle,
        lifetime, perAccount, perAddress, beforeWait, wait, beforeReset, requests, mails,
        enrolmentLink, counterCode, lookUps,
    ]

    /// The numbers this deployment has set.
    init(_ settings: Settings) throws(ConfigurationError) {
        let mail = try settings[Self.activationMail]
        guard ["password", "link"].contains(mail) else {
            throw ConfigurationError(Self.activationMail.name, "password or link, not \(mail)")
        }
        var address = try settings[Self.portalURL]
        while address.hasSuffix("/") { address.removeLast() }
        mailsPassword = mail == "password"
        portal = address
        confirmLinkLifetime = try settings[Self.confirmLink]
        resetLinkLifetime = try settings[Self.resetLink]
        oneTimePasswordLifetime = try settings[Self.oneTimePassword]
        idleTime = try settings[Self.idle]
        officerIdleTime = try settings[Self.officerIdle]
        sessionLifetime = try settings[Self.lifetime]
        failuresPerAccountAndAddress = try settings[Self.perAccount]
        failuresPerAddress = try settings[Self.perAddress]
        failuresBeforeWait = max(1, try settings[Self.beforeWait])
        failureWait = try settings[Self.wait]
        failuresBeforeReset = max(1, try settings[Self.beforeReset])
        requestsPerAddress = try settings[Self.requests]
        mailsPerRecipient = try settings[Self.mails]
        enrolmentLinkLifetime = try settings[Self.enrolmentLink]
        counterCodeLifetime = try settings[Self.counterCode]
        lookUpsPerOfficer = try settings[Self.lookUps]
    }
}
