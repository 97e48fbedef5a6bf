import Contracts
import Cryptography
import Foundation
import Glibc
import Lifecycle
import Messaging
import Synchronization
import TestSupport

/// The built program with its own Redis, store and files, on free ports.
final class RunningProgram: Sendable {
    let redis: RedisServer
    let folder: TemporaryFolder
    let port: Int
    private let process = Mutex<Process?>(nil)

    init() throws {
        (redis, folder, port) = (try RedisServer(), try TemporaryFolder(), try freePort())
        for name in ["bus", "documents"] {
            try Foundation.Data(SecretKey.random().rawBytes)
                .write(to: URL(fileURLWithPath: "\(folder.path)/\(name).key"))
            chmod("\(folder.path)/\(name).key", 0o400)
        }
        try start()
    }

    deinit { kill() }

    /// What the program is told.
    var environment: [String: String] {
        [
            "PATH": "/usr/bin:/bin", "LOG_LEVEL": "error", "REDIS_URL": redis.url,
            "BUS_KEY_FILE": folder.path + "/bus.key",
            "DOCUMENTS_STORE": folder.path + "/documents.db",
            "DOCUMENTS_KEY_FILE": folder.path + "/documents.key",
            "BLOB_DIRECTORY": folder.path + "/blobs", "DOCUMENTS_PORT": "\(port)",
            "DOCUMENTS_URL": Workbench.publicURL, "PORTAL_URL": Workbench.portal,
        ]
    }

    /// Starts the program (again).
    func start() throws {
        let program = Process()
        program.executableURL = URL(fileURLWithPath: CommandLine.arguments[0])
            .deletingLastPathComponent().appendingPathComponent("document-storage")
        program.environment = environment
        try program.run()
        process.withLock { $0 = program }
    }

    /// Ends it at once, as the kernel does when memory runs out.
    func kill() { end(SIGKILL) }

    /// Asks it to end; answers its exit status.
    @discardableResult
    func stop() -> Int32? { end(SIGTERM) }

    @discardableResult
    private func end(_ signal: Int32) -> Int32? {
        process.withLock { process in
            guard let program = process else { return nil }
            Glibc.kill(program.processIdentifier, signal)
            program.waitUntilExit()
            process = nil
            return program.terminationStatus
        }
    }

    /// Runs `body` with a connection to the program's bus.
    func withBus(_ body: (Bus) async throws -> Void) async throws {
        let settings = try Settings(Bus.settings, environment: environment)
        let bus = try Bus(program: "gateway", settings: settings, readiness: Readiness())
        try await withThrowingTaskGroup { group in
            group.addTask { try await bus.run() }
            try await body(bus)
            group.cancelAll()
        }
    }
}
