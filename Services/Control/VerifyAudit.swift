import Contracts
import Foundation

extension Subcommand {
    /// `egovctl audit verify`.
    static let verifyAudit = Subcommand(
        words: ["audit", "verify"], synopsis: "[SERVICE] [--json]",
        summary:
            "walks the audit chains; names the first bad row and ends with status 1 if there is one",
        flags: ["--json"]
    ) { arguments, environment in
        try arguments.expectPositions(atMost: 1)
        let named = try arguments.positions.first.map { [try Report.service(named: $0)] }
        let lines = try await Console.open(environment) { console in
            var lines: [AuditLine] = []
            for service in named ?? ServiceName.allCases {
                let found = try await console.ask(
                    VerifyAudit(), of: service, timeout: .seconds(60))
                lines.append(AuditLine(service: service, found: found))
            }
            return lines
        }
        try Report.show(lines, inWords: AuditLine.table(lines), for: arguments)
        return lines.allSatisfy { $0.found.firstBad == nil } ? .done : .failed
    }
}

/// What was found in one service's chain.
struct AuditLine: Codable, Sendable {
    /// The service.
    var service: ServiceName
    /// What was found.
    var found: VerifyAudit.Reply

    /// The table a person reads.
    static func table(_ lines: [AuditLine]) -> String {
        Report.table(
            ["SERVICE", "ENTRIES", "CHAIN"],
            lines.map { line in
                [
                    line.service.rawValue, "\(line.found.entries)",
                    line.found.firstBad.map { "BROKEN at entry \($0)" } ?? "whole",
                ]
            })
    }
}
