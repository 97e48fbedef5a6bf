import Contracts
import Foundation

extension Subcommand {
    /// `egovctl status`.
    static let showStatus = Subcommand(
        words: ["status"], synopsis: "[--json]",
        summary: "shows how far each service is behind; exit status 1 when one does not answer",
        flags: ["--json"]
    ) { arguments, environment in
        try arguments.expectPositions(atMost: 0)
        let lines = try await Console.open(environment) { await StatusLine.readAll(from: $0) }
        try Report.show(lines, inWords: StatusLine.table(lines), for: arguments)
        return lines.allSatisfy(\.answers) ? .done : .failed
    }
}

/// One service in the operator's table.
struct StatusLine: Codable, Sendable {
    /// The service.
    var service: ServiceName
    /// Whether it answered.
    var answers: Bool
    /// What it answered.
    var status: ReadStatus.Reply?
    /// Why there is no answer.
    var error: String?

    /// Asks all services at once.
    static func readAll(from console: Console) async -> [StatusLine] {
        await withTaskGroup(of: StatusLine.self) { group in
            for service in ServiceName.allCases {
                group.addTask { await read(service, from: console) }
            }
            let lines = await group.reduce(into: [:]) { $0[$1.service] = $1 }
            return ServiceName.allCases.compactMap { lines[$0] }
        }
    }

    private static func read(_ service: ServiceName, from console: Console) async -> StatusLine {
        do {
            let status = try await console.ask(ReadStatus(), of: service, timeout: .seconds(3))
            return StatusLine(service: service, answers: true, status: status, error: nil)
        } catch let refusal as Refusal where refusal.kind == .expired {
            return StatusLine(
                service: service, answers: false, status: nil, error: "no answer within 3s")
        } catch {
            let reason = (error as? Refusal)?.detail ?? String(describing: error)
            return StatusLine(service: service, answers: false, status: nil, error: reason)
        }
    }

    /// The table a person reads.
    static func table(_ lines: [StatusLine]) -> String {
        Report.table(
            ["SERVICE", "READY", "BACKLOG", "OLDEST", "OUTBOX", "OUTBOX-AGE", "RETRIES", "DEAD"],
            lines.map { line in
                guard let status = line.status else {
                    return [line.service.rawValue, "NO"]
                        + Array(repeating: "-", count: 5) + ["- \(line.error ?? "")"]
                }
                return [
                    line.service.rawValue, "yes", "\(status.backlog)",
                    Report.age(status.oldestWaitingSeconds), "\(status.outbox)",
                    Report.age(status.oldestOutboxSeconds), "\(status.retries)",
                    "\(status.deadLetters)",
                ]
            })
    }
}
