import Foundation
import TestSupport

/// Measures the bus, the stores and the whole system.
@main struct Main {
    static func main() async {
        do {
            let words = Array(CommandLine.arguments.dropFirst())
            if let role = Role.allCases.first(where: { [$0.word] == words }) {
                return try await role.play()
            }
            if words.contains("--help") { return print(Options.help) }
            try await run(try Options(words))
        } catch {
            Progress.clear()
            FileHandle.standardError.write(Foundation.Data("benchmark: \(error)\n".utf8))
            exit(error is Options.Wrong ? 64 : 1)
        }
    }

    private static func run(_ options: Options) async throws {
        if options.builds { try await Programs.build(in: Deployment.root) }
        var figures: [Figure] = []
        if options.sections.contains("a") { figures += try await CommandBenchmark.run(options) }
        if options.sections.contains("b") { figures += try await EventBenchmark.run(options) }
        figures += try await systemFigures(options)
        Progress.clear()
        let report = Report(options: options, figures: figures)
        print(report.text)
        if let path = options.json { try report.json().write(to: URL(fileURLWithPath: path)) }
        guard figures.allSatisfy({ $0.failures == 0 }) else {
            throw Tool.Failure(description: "some requests failed")
        }
    }

    /// What needs all programs, on one deployment of them.
    private static func systemFigures(_ options: Options) async throws -> [Figure] {
        guard !options.sections.isDisjoint(with: ["c", "d", "e", "q", "r"]) else { return [] }
        let deployment = try await SystemStand.deployment(options)
        // At once: nothing of theirs is needed any more.
        defer { for name in Deployment.programs { deployment.end(name, SIGKILL) } }
        var figures: [Figure] = []
        if options.sections.contains("r") {
            figures += try await StartBenchmark.run(on: deployment, options)
        }
        guard !options.sections.isDisjoint(with: ["c", "d", "e", "q"]) else { return figures }
        let stand = try await SystemStand(deployment, options)
        if options.sections.contains("c") { figures += try await DossierBenchmark.run(on: stand) }
        if options.sections.contains("e") { figures += try await FileBenchmark.run(on: stand) }
        // It stops programs that only the sections before need.
        if options.sections.contains("q") { figures += try await QueueBenchmark.run(on: stand) }
        // Last, since the many sessions it opens end the citizens' own.
        if options.sections.contains("d") { figures += try await SignInBenchmark.run(on: stand) }
        return figures
    }
}
