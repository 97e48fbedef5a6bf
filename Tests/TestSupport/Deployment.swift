import Contracts
import Cryptography
package import Foundation
import Glibc
import Lifecycle
import Messaging
import Synchronization

/// The whole system on free ports of the loopback: a real Redis and the built programs.
package final class Deployment: Sendable {
    package let redis: RedisServer
    package let folder: TemporaryFolder
    package let proxy: DuplicatingProxy?
    /// What takes the mails; nil when they go to the Maildir `mail`.
    package let sink: SMTPSink?
    package let gatewayPort: Int
    package let documentsPort: Int
    private let healthPorts: [String: Int]
    private let settings: [String: String]
    private let processes = Mutex<[String: Process]>([:])

    package static let programs = [
        "identity", "mailer", "dossier-intake", "document-storage", "notification", "gateway",
    ]

    /// Where the built programs are: beside the tests.
    package static let binaries = URL(fileURLWithPath: CommandLine.arguments[0])
        .deletingLastPathComponent()

    /// The project's root.
    package static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The portal's address.
    package var portal: String { "http://localhost:\(gatewayPort)" }

    /// Starts everything, waits until all are ready, and loads the catalogue.
    ///
    /// - Parameters:
    ///   - deliversTwice: Every message goes through Redis twice.
    ///   - sink: The SMTP server for all mails.
    ///   - settings: What else the programs get in their environment, or get otherwise.
    ///   - fsync: When Redis writes its file to the disk.
    package init(
        deliversTwice: Bool = false, sink: SMTPSink? = nil, settings: [String: String] = [:],
        fsync: String = "everysec"
    ) async throws {
        (self.sink, self.settings) = (sink, settings)
        redis = try RedisServer(fsync: fsync)
        folder = try TemporaryFolder()
        proxy = deliversTwice ? try DuplicatingProxy(redisPort: redis.port) : nil
        (gatewayPort, documentsPort) = (try freePort(), try freePort())
        healthPorts = Dictionary(
            uniqueKeysWithValues: try Self.programs.map { ($0, try freePort()) })
        for name in ["bus", "identity", "dossiers", "receipts", "documents"] { try makeKey(name) }
        for name in Self.programs { try start(name) }
        for name in Self.programs { try await waitUntilReady(name) }
        let imported = try control("catalogue", "import", Self.root.path + "/deploy/catalogue")
        guard imported.status == 0 else { throw Failure(imported.output) }
    }

    package struct Failure: Error, CustomStringConvertible {
        package let description: String
        package init(_ text: String) { description = text }
    }

    deinit { end() }

    /// What every program gets in its environment.
    package var environment: [String: String] {
        let path = folder.path
        let usual = [
            "PATH": "/usr/bin:/bin", "LOG_LEVEL": "warning",
            "REDIS_URL": "redis://127.0.0.1:\(proxy?.port ?? redis.port)",
            "BUS_KEY_FILE": path + "/bus.key",
            "IDENTITY_STORE": path + "/identity.db", "IDENTITY_KEY_FILE": path + "/identity.key",
            "MAILER_STORE": path + "/mailer.db", "MAILDIR": path + "/mail",
            "DOSSIERS_STORE": path + "/dossiers.db", "DOSSIERS_KEY_FILE": path + "/dossiers.key",
            "RECEIPT_KEY_FILE": path + "/receipts.key",
            "DOCUMENTS_STORE": path + "/documents.db",
            "DOCUMENTS_KEY_FILE": path + "/documents.key", "BLOB_DIRECTORY": path + "/blobs",
            "DOCUMENTS_HOST": "127.0.0.1", "DOCUMENTS_PORT": "\(documentsPort)",
            "DOCUMENTS_URL": "http://localhost:\(documentsPort)",
            "NOTICES_STORE": path + "/notices.db",
            "GATEWAY_HOST": "127.0.0.1", "GATEWAY_PORT": "\(gatewayPort)", "PORTAL_URL": portal,
            "SMTP_URL": sink?.url ?? "",
        ]
        return usual.merging(settings, uniquingKeysWith: { $1 })
    }

    /// Starts one program; its lines go to `<name>.log`.
    ///
    /// - Parameter wrapper: A command and its words that run the program in their own place.
    package func start(_ name: String, under wrapper: [String] = []) throws {
        let process = Process()
        let program = Self.binaries.appendingPathComponent(name)
        process.executableURL = wrapper.first.map { URL(fileURLWithPath: $0) } ?? program
        process.arguments = wrapper.isEmpty ? [] : wrapper.dropFirst() + [program.path]
        process.environment = environment.merging(
            ["HEALTH_PORT": "\(healthPorts[name]!)"], uniquingKeysWith: { $1 })
        let log = folder.path + "/\(name).log"
        if !FileManager.default.fileExists(atPath: log) {
            try Data().write(to: URL(fileURLWithPath: log))
        }
        let handle = FileHandle(forWritingAtPath: log)!
        handle.seekToEndOfFile()
        process.standardError = handle
        process.standardOutput = handle
        try process.run()
        processes.withLock { $0[name] = process }
    }

    /// The process id of a program that runs.
    package func processID(of name: String) -> Int32 {
        processes.withLock { $0[name]?.processIdentifier ?? 0 }
    }

    /// Ends one program with the signal and waits until it is gone; answers its exit status.
    @discardableResult
    package func end(_ name: String, _ signal: Int32 = SIGTERM) -> Int32 {
        guard let process = processes.withLock({ $0.removeValue(forKey: name) }) else { return 0 }
        kill(process.processIdentifier, signal)
        process.waitUntilExit()
        return process.terminationStatus
    }

    /// Ends all programs, each by its own process id.
    @discardableResult
    package func end() -> [String: Int32] {
        let running = processes.withLock { processes in
            defer { processes = [:] }
            return processes
        }
        for process in running.values { kill(process.processIdentifier, SIGTERM) }
        for process in running.values { process.waitUntilExit() }
        proxy?.stop()
        return running.mapValues(\.terminationStatus)
    }

    /// Runs `egovctl` with these words.
    package func control(_ words: String...) throws -> (status: Int32, output: String) {
        try run(Self.binaries.appendingPathComponent("egovctl").path, words, [:])
    }

    /// Runs a program of the project and answers its exit status and all it printed.
    package func run(
        _ path: String, _ words: [String], _ more: [String: String]
    ) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = words
        process.environment = environment.merging(more, uniquingKeysWith: { $1 })
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: bytes, as: UTF8.self))
    }

    /// Everything the programs have logged.
    package func logs() throws -> String {
        try Self.programs.map {
            "== \($0)\n" + (try String(contentsOfFile: folder.path + "/\($0).log", encoding: .utf8))
        }.joined()
    }

    /// Whether the program says that it can take work.
    package func isReady(_ name: String) throws -> Bool {
        try HTTPClient(port: healthPorts[name]!).send("GET", "/readyz").status == 200
    }

    /// What the program counts, as its metrics tell it.
    package func metrics(of name: String) throws -> String {
        try HTTPClient(port: healthPorts[name]!).send("GET", "/metrics").text
    }

    /// The program's process.
    package func processID(of name: String) -> Int32? {
        processes.withLock { $0[name]?.processIdentifier }
    }

    private func makeKey(_ name: String) throws {
        let path = folder.path + "/\(name).key"
        try Data(randomBytes(32)).write(to: URL(fileURLWithPath: path))
        chmod(path, 0o400)
    }

    /// Waits until a program says that it can take work.
    package func waitUntilReady(_ name: String) async throws {
        let end = ContinuousClock.now + .seconds(30)
        while ContinuousClock.now < end {
            // Not listening yet is not ready.
            if (try? isReady(name)) == true { return }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw Failure("\(name) is not ready:\n\(try logs())")
    }
}
