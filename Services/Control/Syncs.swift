import Contracts
import Lifecycle

extension Subcommand {
    /// `egovctl sync list`.
    static let listUnsynced = Subcommand(
        words: ["sync", "list"], synopsis: "[--last N] [--json]",
        summary:
            "lists dossiers of which the other system does not know the newest version, oldest first",
        flags: ["--json"], options: ["--last": "how many, 20 unless told"]
    ) { arguments, environment in
        try arguments.expectPositions(atMost: 0)
        let count = try arguments.last(usually: 20)
        let dossiers = try await Console.open(environment) { console in
            var found: [UnsyncedDossier] = []
            var after: String?
            repeat {
                let page = try await console.ask(
                    ListUnsyncedDossiers(after: after, limit: min(100, count - found.count)))
                found += page.items
                after = page.next
            } while after != nil && found.count < count
            return found
        }
        try Report.show(
            dossiers,
            inWords: dossiers.isEmpty
                ? "The other system knows all."
                : Report.table(
                    ["CODE", "VERSION", "STATUS", "UNIT", "CHANGED", "REFUSAL"],
                    dossiers.map { dossier in
                        [
                            dossier.code.rawValue, "\(dossier.version)", dossier.statusTitle,
                            dossier.unit.rawValue, dossier.changedAt.rfc3339,
                            dossier.refusal ?? "",
                        ]
                    }),
            for: arguments)
        return .done
    }

    /// `egovctl sync report`.
    static let reportSync = Subcommand(
        words: ["sync", "report"],
        synopsis: "CODE VERSION [--reference TEXT | --refused REASON] [--json]",
        summary: "notes that the other system took a version of a dossier, or did not",
        flags: ["--json"],
        options: [
            "--reference": "what the other system calls the dossier",
            "--refused": "why it did not take it",
        ]
    ) { arguments, environment in
        try arguments.expectPositions(atMost: 2)
        let code = try arguments.position(0, "CODE")
        guard let version = Int64(try arguments.position(1, "VERSION")), version > 0 else {
            throw UsageError(description: "VERSION is the number that sync list shows")
        }
        let (reference, refusal) = (arguments.value("--reference"), arguments.value("--refused"))
        guard reference == nil || refusal == nil else {
            throw UsageError(description: "--reference and --refused exclude each other")
        }
        let sync = try await Console.open(environment) { console in
            try await console.ask(
                ReportSync(
                    code: DossierCode(rawValue: code), version: version, reference: reference,
                    refusal: refusal))
        }
        try Report.show(
            sync, inWords: "\(code): \(sync.state.rawValue), version \(sync.version) is known.",
            for: arguments)
        return .done
    }
}
