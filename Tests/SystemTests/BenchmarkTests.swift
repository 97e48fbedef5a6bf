import Foundation
import TestSupport
import Testing

/// The benchmark still measures everything it says it does.
@Suite struct BenchmarkTests {
    @Test func `a short run of the benchmark has every figure, each above zero`() throws {
        let folder = try TemporaryFolder()
        let json = folder.path + "/figures.json"
        let table = try Self.run("--smoke", "--no-build", "--json", json)
        let document = try #require(
            JSONSerialization.jsonObject(
                with: try Data(contentsOf: URL(fileURLWithPath: json))) as? [String: Any])
        let figures = try #require(document["figures"] as? [[String: Any]])

        let sections = figures.compactMap { $0["section"] as? String }
        let counts = Dictionary(sections.map { ($0, 1) }, uniquingKeysWith: +)
        #expect(counts == ["a": 2, "b": 1, "c": 3, "d": 1, "e": 4, "q": 6, "r": 6])
        for figure in figures {
            let name = try #require(figure["name"] as? String)
            #expect(table.contains(name), "\(name) is not in the table")
            expectNumbers(figure, name)
        }
    }

    private func expectNumbers(_ figure: [String: Any], _ name: String) {
        let isCompared = figure["besideName"] != nil
        #expect(isCompared == ["a", "d", "e"].contains(figure["section"] as? String), "\(name)")
        let compared = isCompared ? ["ratio", "besidePerSecond"] : []
        for key in ["perSecond", "p50Milliseconds", "p99Milliseconds"] + compared {
            let number = figure[key] as? Double ?? 0
            #expect(number > 0 && number.isFinite, "\(key) of \(name): \(number)")
        }
        for side in ["samples", "beside"] {
            for sample in figure[side] as? [[String: Any]] ?? [] {
                let times = ["p50", "p99"].map { sample[$0] as? Double ?? 0 }
                #expect(times[0] > 0 && times[0] <= times[1], "\(side) of \(name): \(times)")
            }
        }
        #expect(figure["failures"] as? Double == 0, "\(name)")
        let cpu = figure["cpuSecondsPerThousand"] as? [String: Double] ?? [:]
        // The system counts processor time in hundredths of a second: a short run may use none.
        #expect(!cpu.isEmpty && cpu.values.allSatisfy { $0 >= 0 }, "\(name): \(cpu)")
        let resident = figure["residentMiB"] as? [String: Double] ?? [:]
        #expect(!resident.isEmpty && resident.values.allSatisfy { $0 > 1 }, "\(name): \(resident)")
    }

    /// What the benchmark prints; it lies beside the tests.
    private static func run(_ words: String...) throws -> String {
        let process = Process()
        process.executableURL = Deployment.binaries.appendingPathComponent("benchmark")
        process.arguments = words
        // Files, not pipes: a Redis that a failed run leaves behind would hold a pipe open.
        let folder = try TemporaryFolder()
        let (output, errors) = (folder.path + "/output", folder.path + "/errors")
        process.standardOutput = try handle(for: output)
        process.standardError = try handle(for: errors)
        try process.run()
        process.waitUntilExit()
        let text = try String(contentsOfFile: output, encoding: .utf8)
        let trouble = try String(contentsOfFile: errors, encoding: .utf8)
        #expect(process.terminationStatus == 0, "\(trouble)")
        return text
    }

    private static func handle(for path: String) throws -> FileHandle {
        try Data().write(to: URL(fileURLWithPath: path))
        return try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    }
}
