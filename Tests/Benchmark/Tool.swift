import Foundation
import Lifecycle

/// A program that is run to its end.
struct Tool: Sendable {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private static let thread = BlockingThread("tool")

    /// Runs a program found in the path and answers what it printed; throws when it fails.
    @discardableResult
    static func run(_ words: [String]) async throws -> String {
        try await thread.run {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            process.arguments = words
            let output = Pipe()
            process.standardOutput = output
            process.standardError = output
            try process.run()
            let bytes = output.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            let text = String(decoding: bytes, as: UTF8.self)
            guard process.terminationStatus == 0 else {
                throw Failure(description: "\(words.prefix(3)) failed:\n\(text.suffix(2000))")
            }
            return text
        }
    }

    /// Throws with the command that installs it when a program is not there.
    static func require(_ name: String, package: String) async throws {
        do { try await run(["which", name]) } catch {
            throw Failure(description: "\(name) is missing: apt-get install \(package)")
        }
    }
}

/// The project's programs, built beside this one.
enum Programs {
    /// This program's own file.
    static var own: String {
        get throws { try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") }
    }

    /// Builds all programs as this one was built: `swift run` itself builds only this one.
    static func build(in root: URL) async throws {
        let folder = URL(fileURLWithPath: try own).deletingLastPathComponent()
        let scratch = folder.deletingLastPathComponent().deletingLastPathComponent()
        Progress.show("building the programs (swift build -c \(folder.lastPathComponent))")
        try await Tool.run([
            "swift", "build", "-c", folder.lastPathComponent, "--package-path", root.path,
            "--scratch-path", scratch.path,
        ])
    }
}
