import Contracts
import Foundation
import Lifecycle

extension Subcommand {
    /// `egovctl mail list`.
    static let listMails = Subcommand(
        words: ["mail", "list"], synopsis: "[--queue [--state STATE]] [--last N] [--json]",
        summary:
            "lists the mails in the Maildir, or with --queue those the mailer knows, newest first",
        flags: ["--queue", "--json"],
        options: [
            "--state": "only these of the queue: queued, sending, sent, failed, unknown",
            "--last": "how many, 20 unless told",
        ]
    ) { arguments, environment in
        try arguments.expectPositions(atMost: 0)
        let count = try arguments.last(usually: 20)
        if arguments.has("--queue") {
            return try await listQueue(arguments, environment, count: count)
        }
        guard arguments.value("--state") == nil else {
            throw UsageError(description: "--state belongs to --queue")
        }
        let lines = try MailLine.read(from: environment, count: count)
        try Report.show(
            lines, inWords: lines.isEmpty ? "No mails." : MailLine.table(lines), for: arguments)
        return .done
    }

    /// `egovctl mail show`.
    static let showMail = Subcommand(
        words: ["mail", "show"], synopsis: "[NUMBER] [--to ADDRESS] [--subject WORDS] [--json]",
        summary: "prints a mail of the Maildir: the newest, or the one of that number in the list",
        flags: ["--json"],
        options: [
            "--to": "only mails to this address",
            "--subject": "only mails with this in the subject",
        ]
    ) { arguments, environment in
        try arguments.expectPositions(atMost: 1)
        guard let number = Int(arguments.positions.first ?? "1"), number > 0 else {
            throw UsageError(description: "NUMBER is the one that mail list shows")
        }
        let mails = try MailLine.read(
            from: environment, to: arguments.value("--to"), subject: arguments.value("--subject"),
            count: number)
        guard mails.count == number, let mail = mails.last?.mail else {
            throw NoSuchMail()
        }
        try Report.show(mail, inWords: MailLine.letter(mail), for: arguments)
        return .done
    }

    private static func listQueue(
        _ arguments: Arguments, _ environment: OperatorEnvironment, count: Int
    ) async throws -> ExitStatus {
        let state = try arguments.value("--state").map { word in
            guard let state = MailState(rawValue: word) else {
                throw UsageError(description: "no state \(word)")
            }
            return state
        }
        let mails = try await Console.open(environment) { console in
            var mails: [MailSummary] = []
            var after: String?
            repeat {
                let page = try await console.ask(
                    ListMails(state: state, after: after, limit: min(count - mails.count, 100)))
                mails += page.items
                after = page.next
            } while after != nil && mails.count < count
            return mails
        }
        try Report.show(
            mails, inWords: mails.isEmpty ? "No mails." : MailLine.queueTable(mails),
            for: arguments)
        return .done
    }
}

/// The Maildir holds no mail that was asked for.
struct NoSuchMail: Error, CustomStringConvertible {
    /// What the operator reads.
    var description: String { "no such mail in the Maildir" }
}

/// A mail of the Maildir in the operator's list.
struct MailLine: Codable, Sendable {
    /// Its number in the list: 1 is the newest.
    var number: Int
    /// When it was put there.
    var arrivedAt: Timestamp
    /// The mail.
    var mail: MailMessage

    /// The newest mails of the deployment's Maildir that match.
    static func read(
        from environment: OperatorEnvironment, to address: String? = nil, subject: String? = nil,
        count: Int
    ) throws -> [MailLine] {
        let settings = try environment.values(of: [OperatorEnvironment.maildir])
        let maildir = Maildir(path: try settings[OperatorEnvironment.maildir])
        var lines: [MailLine] = []
        for entry in maildir.entries() where lines.count < count {
            let mail = try maildir.read(entry)
            let isFor = address.map { mail.to.lowercased().contains($0.lowercased()) } ?? true
            let isAbout = subject.map { mail.subject.contains($0) } ?? true
            guard isFor, isAbout else { continue }
            lines.append(
                MailLine(number: lines.count + 1, arrivedAt: entry.arrivedAt, mail: mail))
        }
        return lines
    }

    /// The table a person reads.
    static func table(_ lines: [MailLine]) -> String {
        Report.table(
            ["NUMBER", "ARRIVED", "TO", "SUBJECT"],
            lines.map { ["\($0.number)", $0.arrivedAt.rfc3339, $0.mail.to, $0.mail.subject] })
    }

    /// The mailer's own list.
    static func queueTable(_ mails: [MailSummary]) -> String {
        Report.table(
            ["MAIL", "PURPOSE", "STATE", "ATTEMPTS", "ASKED", "NEXT", "LAST ANSWER"],
            mails.map { mail in
                [
                    mail.id.rawValue, mail.purpose, mail.state.rawValue, "\(mail.attempts)",
                    mail.createdAt.rfc3339, mail.nextAttemptAt?.rfc3339 ?? "-",
                    mail.lastAnswer ?? "-",
                ]
            })
    }

    /// A mail as a person reads it.
    static func letter(_ mail: MailMessage) -> String {
        Report.printable(
            """
            From:    \(mail.from)
            To:      \(mail.to)
            Date:    \(mail.date)
            Subject: \(mail.subject)

            \(mail.text)
            """)
    }
}
