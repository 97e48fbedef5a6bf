import Lifecycle

/// One thing egovctl can do.
struct Subcommand: Sendable {
    /// The words that name it: `catalogue import`.
    let words: [String]
    /// What follows them, as the help shows it.
    let synopsis: String
    /// One sentence on what it does.
    let summary: String
    /// The flags it takes.
    var flags: [String] = []
    /// The options it takes, with what their value is.
    var options: [String: String] = [:]
    /// Does it.
    let run: @Sendable (Arguments, OperatorEnvironment) async throws -> ExitStatus

    /// All of them, in the order of the help.
    static let all: [Subcommand] = [
        showStatus, importCatalogue, createOfficer, listMails, showMail, listDeadLetters,
        showDeadLetter, retryDeadLetter, discardDeadLetter, peek, verifyAudit,
        showReceiptKey, verifyReceipt, listUnsynced, reportSync,
    ]

    /// The subcommand the words begin with, and the words after it.
    static func find(
        _ words: [String], in all: [Subcommand] = Subcommand.all
    ) throws(UsageError) -> (Subcommand, rest: [String]) {
        for subcommand in all where words.starts(with: subcommand.words) {
            return (subcommand, Array(words.dropFirst(subcommand.words.count)))
        }
        throw UsageError(description: "unknown command: \(words.prefix(2).joined(separator: " "))")
    }
}

/// The texts of `--help`.
enum Usage {
    /// All subcommands, and the settings.
    static func overview(_ all: [Subcommand]) -> String {
        let lines = all.map { "  \(invocation($0))\n      \($0.summary)" }
        return """
            egovctl: the operator's command line

            \(lines.joined(separator: "\n"))

            Each command explains itself: egovctl status --help
            Exit status: 0 done and well, 1 failed or not well, 64 wrong command line, 78 wrong setting

            Settings are environment variables. Those missing are read from the file $EGOV_ENV, or from
            var/egov.env beside the sources, which deploy/up writes.

            \(Settings.help(OperatorEnvironment.settings))
            """
    }

    /// One subcommand.
    static func of(_ subcommand: Subcommand) -> String {
        let options = subcommand.options.sorted { $0.key < $1.key }
            .map { "  \($0.key)  \($0.value)\n" }.joined()
        let json = subcommand.flags.contains("--json") ? "  --json  prints JSON for programs\n" : ""
        return
            "usage: egovctl \(invocation(subcommand))\n\n\(subcommand.summary)\n\(options)\(json)"
    }

    private static func invocation(_ subcommand: Subcommand) -> String {
        (subcommand.words + [subcommand.synopsis]).filter { !$0.isEmpty }.joined(separator: " ")
    }
}
