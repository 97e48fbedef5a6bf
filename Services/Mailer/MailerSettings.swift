import Foundation
import HTTP
import Lifecycle
import Messaging

/// The mailer's settings.
enum MailerSettings {
    static let store = Setting<String>(
        "MAILER_STORE", default: "sqlite:var/mailer.db", "the mailer's store: sqlite:path")
    static let smtpURL = Setting<String>(
        "SMTP_URL", default: "",
        "SMTP server: smtp://host:port (STARTTLS required unless on loopback) or smtps://host:port; "
            + "empty puts mails into MAILDIR")
    static let smtpUser = Setting<String>(
        "SMTP_USER", default: "", "sign-in name at the SMTP server; empty for none")
    static let smtpPasswordFile = Setting<String>(
        "SMTP_PASSWORD_FILE", default: "", isSecret: true,
        "file (mode 0400) with the password of SMTP_USER")
    static let smtpAuthorityFile = Setting<String>(
        "SMTP_CA_FILE", default: "",
        "PEM file of the authority that vouches for the SMTP server; empty for the system's")
    static let from = Setting<String>(
        "MAIL_FROM", default: "Chính quyền điện tử Đà Nẵng <no-reply@egov.localhost>",
        "sender of all mails: Name <address>; its domain also ends the Message-IDs")
    static let maildir = Setting<String>(
        "MAILDIR", default: "var/mail", "folder for mails when SMTP_URL is empty")

    static let table: [any SettingDescription] =
        Bus.settings + [
            HealthServer.port, store, smtpURL, smtpUser, smtpPasswordFile,
            smtpAuthorityFile, from, maildir,
        ]

    /// The SMTP server; nil when mails go to the Maildir.
    static func server(_ settings: Settings, ownName: String) throws -> SMTPServer? {
        let url = try settings[smtpURL]
        guard !url.isEmpty else { return nil }
        let file = try settings[smtpAuthorityFile]
        guard file.isEmpty || FileManager.default.isReadableFile(atPath: file) else {
            throw ConfigurationError(smtpAuthorityFile.name, "cannot read \(file)")
        }
        return try SMTPServer(
            setting: url, ownName: ownName, credentials: try credentials(settings),
            authorityFile: file.isEmpty ? nil : file)
    }

    private static func credentials(_ settings: Settings) throws -> SMTPServer.Credentials? {
        let user = try settings[smtpUser]
        guard !user.isEmpty else { return nil }
        let text = String(decoding: try settings.secretFile(smtpPasswordFile), as: UTF8.self)
        return SMTPServer.Credentials(user: user, password: String(text.prefix { !$0.isNewline }))
    }
}
