package import Lifecycle

// What the mailer owns: outgoing mails, until the SMTP server has taken them.

/// Sends a mail once; the same message again, or another with the same `id`, is the same mail.
package struct SendMail: Command {
    package static let name = "mailer.send-mail"
    /// The mail's id when the sender chose one (`MailID.make`), to know the `MailSettled` that
    /// belongs to it; the mailer makes one when it is nil.
    package var id: MailID?
    /// The address, of the RFC 5321 subset `security.md` allows.
    package var to: String
    /// The person's name for the header; may be empty.
    package var toName: String
    /// The subject.
    package var subject: String
    /// The plain text, lines ending with LF; may hold `{{part}}`.
    package var text: String
    /// The same as HTML; may hold `{{part}}`.
    package var html: String
    /// Where the secret parts come from when the mail is being sent; nil when there are none.
    package var secrets: String?
    /// What the mail is for, as operators see it: `registration`, `dossier-submitted`.
    package var purpose: String

    /// A mail.
    package init(
        id: MailID? = nil, to: String, toName: String, subject: String, text: String,
        html: String, secrets: String? = nil, purpose: String
    ) {
        self.id = id
        self.to = to
        self.toName = toName
        self.subject = subject
        self.text = text
        self.html = html
        self.secrets = secrets
        self.purpose = purpose
    }
    /// Where the mail can be followed.
    package struct Reply: Codable, Sendable {
        /// The mail.
        package var id: MailID
        /// The mail.
        package init(id: MailID) { self.id = id }
    }
}

/// Where a mail stands.
package enum MailState: String, Codable, CaseIterable, Sendable {
    /// Waits for its turn or its next attempt.
    case queued
    /// An attempt is under way.
    case sending
    /// The server has taken it.
    case sent
    /// It will not be sent: refused for good, or out of attempts.
    case failed
    /// The connection ended between the data and the answer; tried again with the same Message-ID.
    case unknown
}

/// Lists mails, newest first (operators only).
package struct ListMails: Query {
    package static let name = "mailer.list-mails"
    /// Only those in this state.
    package var state: MailState?
    /// The `next` of the page before.
    package var after: String?
    /// How many, 1 to 100; 20 when nil.
    package var limit: Int?

    /// A page of mails.
    package init(state: MailState? = nil, after: String? = nil, limit: Int? = nil) {
        self.state = state
        self.after = after
        self.limit = limit
    }
    package typealias Reply = Page<MailSummary>
}

/// A mail as operators and administrators see it: never its words, nor to whom it goes.
package struct MailSummary: Codable, Sendable {
    /// The mail.
    package var id: MailID
    /// What it is for.
    package var purpose: String
    /// Where it stands.
    package var state: MailState
    /// Attempts so far.
    package var attempts: Int
    /// The server's last answer or what went wrong.
    package var lastAnswer: String?
    /// When it was asked for.
    package var createdAt: Timestamp
    /// When it is tried next.
    package var nextAttemptAt: Timestamp?
    /// When the server took it.
    package var sentAt: Timestamp?

    /// A summary.
    package init(
        id: MailID, purpose: String, state: MailState, attempts: Int, lastAnswer: String?,
        createdAt: Timestamp, nextAttemptAt: Timestamp?, sentAt: Timestamp?
    ) {
        self.id = id
        self.purpose = purpose
        self.state = state
        self.attempts = attempts
        self.lastAnswer = lastAnswer
        self.createdAt = createdAt
        self.nextAttemptAt = nextAttemptAt
        self.sentAt = sentAt
    }
}

/// A mail was taken by the server or given up; also a mail that `SendMail` named with an `id` and
/// that was refused for its address.
package struct MailSettled: Event {
    package static let name = "mailer.mail-settled"
    /// The mail.
    package var mail: MailID
    /// `sent` or `failed`.
    package var state: MailState
    /// 1: a mail settles once.
    package var sequence: Int64
    /// The mail's id.
    package var subject: String { mail.rawValue }

    /// An announcement.
    package init(mail: MailID, state: MailState, sequence: Int64) {
        self.mail = mail
        self.state = state
        self.sequence = sequence
    }
}
