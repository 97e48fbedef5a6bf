import Contracts
import Foundation
import Messaging

extension Subcommand {
    /// `egovctl peek`.
    static let peek = Subcommand(
        words: ["peek"], synopsis: "STREAM [--last N] [--json]",
        summary: "opens the last messages of a stream: commands:identity, events:dossier-intake, …",
        flags: ["--json"], options: ["--last": "how many, 10 unless told"]
    ) { arguments, environment in
        try arguments.expectPositions(atMost: 1)
        let stream = try PeekLine.stream(named: try arguments.position(0, "STREAM"))
        let count = try arguments.last(usually: 10)
        let entries = try await Console.open(environment) { console in
            try await console.bus.peek(stream, last: count).map(PeekLine.init)
        }
        try Report.show(
            entries,
            inWords: entries.isEmpty
                ? "Nothing there." : entries.map(\.text).joined(separator: "\n\n"),
            for: arguments)
        return .done
    }
}

/// An entry of a stream as the operator sees it.
struct PeekLine: Codable, Sendable {
    /// The entry's id in its stream.
    var entry: String
    /// The attributes that are not sealed.
    var attributes: [String: String]
    /// Who asked, as JSON; nil when the seal does not open.
    var caller: String?
    /// The content, as JSON; nil when the seal does not open.
    var data: String?

    /// The entry that was opened.
    init(_ entry: PeekedEntry) {
        self.entry = entry.id
        attributes = Dictionary(
            entry.attributes.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        caller = entry.caller
        data = entry.data
    }

    /// What a person reads.
    var text: String {
        let clear = attributes.sorted { $0.key < $1.key }.map { "  \($0.key): \($0.value)" }
        return Report.printable(
            """
            \(entry)
            \(clear.joined(separator: "\n"))
              caller: \(caller ?? "(the seal does not open)")
              data: \(data ?? "(the seal does not open)")
            """)
    }

    /// The whole name of a stream; `egov:` may be left out.
    static func stream(named name: String) throws(UsageError) -> String {
        let full = name.hasPrefix("egov:") ? name : "egov:" + name
        let parts = full.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3, ["commands", "events", "replies"].contains(parts[1]),
            !parts[2].isEmpty
        else {
            throw UsageError(description: "\(name) is no stream; try commands:identity")
        }
        return full
    }
}
