import Foundation
import Lifecycle

/// This program once more, in a part of its own: what is measured runs in processes as production
/// has them. It is told what to do by lines, and answers each with one line of JSON.
final class RoleProcess: Sendable {
    let name: String
    private let process: Process
    private let input = Pipe()
    private let output = Pipe()
    private let thread: BlockingThread

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Starts the part.
    init(_ role: Role, environment: [String: String]) throws {
        name = role.rawValue
        thread = BlockingThread("role-\(name)")
        process = Process()
        process.executableURL = URL(fileURLWithPath: try Programs.own)
        process.arguments = [role.word]
        process.environment = environment
        process.standardInput = input
        process.standardOutput = output
        try process.run()
    }

    /// For the figures.
    var watched: Watched { Watched(name: name, pid: process.processIdentifier) }

    /// Has it do what the words say, and answers what came of it.
    func ask(_ words: String...) async throws -> Sample {
        let line = words.joined(separator: " ")
        return try await thread.run { [self] in
            try input.fileHandleForWriting.write(contentsOf: Foundation.Data((line + "\n").utf8))
            var answer = Foundation.Data()
            while answer.last != UInt8(ascii: "\n") {
                let more = output.fileHandleForReading.availableData
                guard !more.isEmpty else { throw Failure(description: "\(name) ended at: \(line)") }
                answer += more
            }
            return try JSONDecoder().decode(Sample.self, from: answer)
        }
    }

    /// Ends these at once: nothing of theirs is needed any more.
    static func end(_ parts: [RoleProcess]) {
        for part in parts { kill(part.process.processIdentifier, SIGKILL) }
        for part in parts { part.process.waitUntilExit() }
    }
}
