import Contracts
import Foundation
import Lifecycle
import Messaging

/// The operator at work: asks the services in the operator's name while the bus is connected.
struct Console: Sendable {
    /// The connection.
    let bus: Bus
    /// The operator, as services and audit chains see one.
    let caller: Caller

    /// Connects, does `work` and disconnects.
    static func open<Outcome: Sendable>(
        _ environment: OperatorEnvironment,
        _ work: @escaping @Sendable (Console) async throws -> Outcome
    ) async throws -> Outcome {
        let settings = try environment.values(of: OperatorEnvironment.settings)
        // A person waits: the connection is asked often whether it may end.
        var timings = Timings()
        timings.block = .milliseconds(50)
        let bus = try Bus(
            program: "egovctl", settings: settings, readiness: Readiness(), timings: timings)
        let console = Console(
            bus: bus, caller: Caller(role: .operator, id: environment.login))
        return try await withThrowingTaskGroup(of: Outcome?.self) { group in
            group.addTask {
                try await bus.run()
                return nil
            }
            group.addTask { try await work(console) }
            defer { group.cancelAll() }
            while let outcome = try await group.next() {
                if let outcome { return outcome }
            }
            throw CancellationError()
        }
    }

    /// Asks the owner of the message, or `service` for what every service answers about itself.
    func ask<Asked: Request>(
        _ request: Asked, of service: ServiceName? = nil, timeout: Duration = .seconds(5)
    ) async throws -> Asked.Reply {
        try await bus.request(request, as: caller, of: service, timeout: timeout)
    }
}

/// What is printed.
enum Report {
    /// Prints what was found, as JSON where `--json` was given and else in words.
    static func show(
        _ found: some Encodable, inWords words: @autoclosure () -> String, for arguments: Arguments
    ) throws {
        print(arguments.has("--json") ? try json(found) : words())
    }

    /// A refusal, one line for each field that is not right.
    static func lines(of refusal: Refusal) -> [String] {
        ["\(refusal.code): \(refusal.detail)"]
            + refusal.fields.map { "  \($0.path): \($0.message)" }
    }

    /// JSON for programs, with sorted names so that two runs can be compared.
    static func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    /// Rows under headings, as wide as their longest cell; what is no one's to see on a terminal
    /// (control characters) is shown as dots.
    static func table(_ headings: [String], _ rows: [[String]]) -> String {
        let rows = ([headings] + rows).map { $0.map(printable) }
        let widths = headings.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let cells = row.enumerated().map { column, cell in
                column == row.count - 1
                    ? cell : cell + String(repeating: " ", count: widths[column] - cell.count)
            }
            return cells.joined(separator: "  ").trimmingCharacters(in: .whitespaces)
        }.joined(separator: "\n")
    }

    /// The text without control characters, so that a mail cannot drive the operator's terminal.
    static func printable(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { scalar in
                    let isControl = scalar.properties.generalCategory == .control
                    return isControl && scalar != "\n" && scalar != "\t" ? "·" : scalar
                }))
    }

    /// A number of seconds as a person reads it: `45s`, `12min`, `3h`, `2d`.
    static func age(_ seconds: Int) -> String {
        switch seconds {
        case ..<120: "\(seconds)s"
        case ..<7200: "\(seconds / 60)min"
        case ..<172_800: "\(seconds / 3600)h"
        default: "\(seconds / 86_400)d"
        }
    }

    /// The service of that name.
    static func service(named name: String) throws(UsageError) -> ServiceName {
        guard let service = ServiceName(rawValue: name) else {
            let known = ServiceName.allCases.map(\.rawValue).joined(separator: ", ")
            throw UsageError(description: "no service \(name); there are \(known)")
        }
        return service
    }
}
