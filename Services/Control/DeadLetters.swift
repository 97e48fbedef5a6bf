import Contracts
import Foundation
import Lifecycle

extension Subcommand {
    /// `egovctl dead-letters list`.
    static let listDeadLetters = Subcommand(
        words: ["dead-letters", "list"], synopsis: "[SERVICE] [--class CLASS] [--json]",
        summary: "lists messages nobody could handle, of one service or of all, oldest first",
        flags: ["--json"],
        options: [
            "--class": "only these: "
                + DeadLetter.Class.allCases.map(\.rawValue).joined(separator: ", ")
        ]
    ) { arguments, environment in
        try arguments.expectPositions(atMost: 1)
        let services = try arguments.positions.first.map { [try Report.service(named: $0)] }
        let only = try DeadLetterLine.class(in: arguments)
        let letters = try await Console.open(environment) { console in
            try await DeadLetterLine.read(services ?? ServiceName.allCases, only, from: console)
        }
        try Report.show(
            letters,
            inWords: letters.isEmpty ? "No dead letters." : DeadLetterLine.table(letters),
            for: arguments)
        return .done
    }

    /// `egovctl dead-letters show`.
    static let showDeadLetter = Subcommand(
        words: ["dead-letters", "show"], synopsis: "SERVICE NUMBER [--json]",
        summary: "shows a dead letter with its content, opened", flags: ["--json"]
    ) { arguments, environment in
        let (service, number) = try DeadLetterLine.place(in: arguments)
        let reply = try await Console.open(environment) { console in
            try await console.ask(ShowDeadLetter(number: number), of: service)
        }
        try Report.show(
            reply,
            inWords: """
                \(DeadLetterLine.table([.init(service: service, letter: reply.letter)]))
                reason: \(Report.printable(reply.letter.reason))
                data:   \(reply.data.map(Report.printable) ?? "(does not open)")
                """, for: arguments)
        return .done
    }

    /// `egovctl dead-letters retry`.
    static let retryDeadLetter = Subcommand(
        words: ["dead-letters", "retry"], synopsis: "SERVICE NUMBER",
        summary: "hands a dead letter to its handler again"
    ) { arguments, environment in
        let (service, number) = try DeadLetterLine.place(in: arguments)
        _ = try await Console.open(environment) { console in
            try await console.ask(RetryDeadLetter(number: number), of: service)
        }
        print("Dead letter \(number) of \(service.rawValue) goes to its handler again.")
        return .done
    }

    /// `egovctl dead-letters discard`.
    static let discardDeadLetter = Subcommand(
        words: ["dead-letters", "discard"], synopsis: "SERVICE NUMBER",
        summary: "throws a dead letter away; the audit chain remembers who did"
    ) { arguments, environment in
        let (service, number) = try DeadLetterLine.place(in: arguments)
        _ = try await Console.open(environment) { console in
            try await console.ask(DiscardDeadLetter(number: number), of: service)
        }
        print("Dead letter \(number) of \(service.rawValue) is gone.")
        return .done
    }
}

/// One dead letter in the operator's list.
struct DeadLetterLine: Codable, Sendable {
    /// Whose store holds it.
    var service: ServiceName
    /// The letter.
    var letter: DeadLetter

    /// All letters of these services.
    static func read(
        _ services: [ServiceName], _ only: DeadLetter.Class?, from console: Console
    ) async throws -> [DeadLetterLine] {
        var lines: [DeadLetterLine] = []
        for service in services {
            var after: String?
            repeat {
                let page = try await console.ask(
                    ListDeadLetters(after: after, class: only), of: service)
                lines += page.items.map { DeadLetterLine(service: service, letter: $0) }
                after = page.next
            } while after != nil
        }
        return lines
    }

    /// The class that `--class` names.
    static func `class`(in arguments: Arguments) throws(UsageError) -> DeadLetter.Class? {
        guard let word = arguments.value("--class") else { return nil }
        guard let known = DeadLetter.Class(rawValue: word) else {
            throw UsageError(description: "\(word) is no class of dead letters")
        }
        return known
    }

    /// Service and number, the two words that name a dead letter.
    static func place(in arguments: Arguments) throws(UsageError) -> (ServiceName, Int64) {
        try arguments.expectPositions(atMost: 2)
        let service = try Report.service(named: try arguments.position(0, "SERVICE"))
        let word = try arguments.position(1, "NUMBER")
        guard let number = Int64(word), number > 0 else {
            throw UsageError(description: "\(word) is not the number of a dead letter")
        }
        return (service, number)
    }

    /// The table a person reads.
    static func table(_ lines: [DeadLetterLine]) -> String {
        Report.table(
            ["SERVICE", "NUMBER", "DIED", "TYPE", "ATTEMPTS", "STREAM", "CLASS", "REASON"],
            lines.map { line in
                let letter = line.letter
                return [
                    line.service.rawValue, "\(letter.number)", letter.diedAt.rfc3339,
                    letter.type.isEmpty ? "(unreadable)" : letter.type, "\(letter.attempts)",
                    letter.stream, letter.class?.rawValue ?? "-", String(letter.reason.prefix(80)),
                ]
            })
    }
}
