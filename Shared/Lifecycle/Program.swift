import Dispatch
import Foundation
import Synchronization

/// A part of a program that works until its task is cancelled, then finishes what it holds.
package protocol Component: Sendable {
    /// Works until cancelled; throws only what the program cannot go on with.
    func run() async throws
}

/// The start and the end that all programs share.
package enum Program {
    /// The setting of every program that decides how much is logged.
    package static let logLevel = Setting<String>(
        "LOG_LEVEL", default: "info", "lowest level of log lines: debug, info, warning, error")

    /// Runs the program and exits.
    ///
    /// `--help` prints the settings, `--check` validates them and exits. `body` builds the
    /// components from the settings; they run together until SIGTERM or SIGINT, or until one
    /// fails. Exit status: 0 after a signal, 78 for a wrong setting, 1 for anything else.
    package static func run(
        _ name: String, summary: String, settings table: [any SettingDescription],
        _ body: @escaping @Sendable (Settings) async throws -> [any Component]
    ) async -> Never {
        let table = table + [logLevel]
        let arguments = CommandLine.arguments.dropFirst()
        if arguments.contains("--help") {
            print(
                "\(name): \(summary)\n\nSettings (environment variables):\n\(Settings.help(table))")
            exit(0)
        }
        do {
            let settings = try Settings(table)
            guard let level = Log.Level(rawValue: try settings[logLevel]) else {
                throw ConfigurationError(logLevel.name, "debug, info, warning or error")
            }
            Log.configure(program: name, lowest: level)
            if arguments.contains("--check") {
                print("\(name): settings are right")
                exit(0)
            }
            signal(SIGPIPE, SIG_IGN)
            try await untilSignalled { try await body(settings) }
            Log.info("stopped")
            exit(0)
        } catch let error as ConfigurationError {
            Log.error("wrong setting", ["error": error.description])
            exit(78)
        } catch {
            Log.error("stopped by an error", ["error": String(describing: error)])
            exit(1)
        }
    }

    private static func untilSignalled(
        _ build: @escaping @Sendable () async throws -> [any Component]
    ) async throws {
        let work = Task {
            let components = try await build()
            Log.info("started")
            try await runTogether(components)
        }
        let sources = [SIGTERM, SIGINT].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { work.cancel() }
            source.resume()
            return source
        }
        defer { for source in sources { source.cancel() } }
        do { try await work.value } catch is CancellationError where work.isCancelled {}
    }

    /// Runs the components until the task is cancelled or one of them ends. They end in the reverse
    /// of their order, each only when those that stand on it have ended.
    private static func runTogether(_ components: [any Component]) async throws {
        let (ends, continuation) = AsyncStream<Void>.makeStream()
        let tasks = components.map { component in
            Task {
                defer { continuation.yield() }
                try await component.run()
            }
        }
        for await _ in ends { break }
        for task in tasks.reversed() {
            task.cancel()
            // A component that ends because it was told to is no error; the first error counts.
            _ = await task.result
        }
        for task in tasks {
            do { try await task.value } catch is CancellationError {}
        }
    }
}
