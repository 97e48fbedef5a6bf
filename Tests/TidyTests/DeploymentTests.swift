import Foundation
import Testing

@Suite struct DeploymentTests {
    private let programs = Repository.programs.filter { $0.name != "egovctl" }

    @Test func `deploys each program`() throws {
        let compose = Repository.file("compose.yaml").lines
        let line = try #require(
            Repository.file("deploy/settings.sh").lines.first { $0.hasPrefix("programs=(") })
        let started = line.dropFirst("programs=(".count).dropLast().split(separator: " ")
        #expect(started.map(String.init).sorted() == programs.map(\.name).sorted())
        for program in programs {
            #expect(compose.contains("  \(program.name):"), "\(program.name) not in compose.yaml")
        }
    }

    @Test func `gives programs only settings that exist`() {
        let known = Set(Self.settings(in: ["Services", "Shared"]))
        let file = Repository.file("deploy/settings.sh")
        let given =
            file.text.matches(of: /"([A-Z][A-Z_]+)=/).map { String($0.1) }
            + file.text.matches(of: /kept=\(([A-Z_\s]+)\)/).flatMap {
                $0.1.split(whereSeparator: \.isWhitespace).map(String.init)
            }
        #expect(given.count > 15)
        let own = ["PATH", "HOME", "LANG", "HEALTH_PORT_BASE", "REDIS_PORT", "REDIS_FSYNC"]
        for name in given where !own.contains(name) {
            #expect(known.contains(name), "no program reads \(name)")
        }
    }

    @Test(arguments: Repository.programs.map(\.name))
    func `explains each setting in the help of its program`(program: String) throws {
        let target = try #require(Repository.programs.first { $0.name == program }?.target)
        let help = try Self.output(of: program, "--help")
        for name in Self.settings(in: ["Services/\(target)"]) + ["REDIS_URL", "BUS_KEY_FILE"] {
            #expect(help.contains("  \(name)\n"), "\(program) --help lacks \(name)")
        }
    }

    /// The variables that `Setting` values of these folders name.
    private static func settings(in folders: [String]) -> [String] {
        folders.flatMap { Repository.swiftFiles(in: $0) }.flatMap { file in
            file.text.matches(of: /Setting<\w+>\(\s*"([A-Z][A-Z_0-9]*)"/).map { String($0.1) }
        }
    }

    /// What a built program prints; programs lie beside the tests.
    private static func output(of program: String, _ arguments: String...) throws -> String {
        let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: tests).deletingLastPathComponent()
            .appending(path: program)
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let bytes = try pipe.fileHandleForReading.readToEnd() ?? Foundation.Data()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return String(decoding: bytes, as: UTF8.self)
    }
}
