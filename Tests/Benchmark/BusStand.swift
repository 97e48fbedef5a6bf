import Cryptography
import Foundation
import TestSupport

/// A Redis and the parts that talk over it, in processes of their own.
struct BusStand: Sendable {
    let redis: RedisServer
    private let folder: TemporaryFolder

    init(_ options: Options) throws {
        redis = try RedisServer(fsync: options.fsync)
        folder = try TemporaryFolder()
        let path = folder.path + "/bus.key"
        try Foundation.Data(randomBytes(32)).write(to: URL(fileURLWithPath: path))
        guard chmod(path, 0o400) == 0 else { throw POSIXError(.EACCES) }
        // The group that is told of the mails: without it their stream would never be trimmed.
        try redis.cli("XGROUP", "CREATE", Self.events, Self.group, "$", "MKSTREAM")
    }

    static let events = "egov:events:mailer"
    static let group = "notification"

    /// Starts a part.
    func start(_ role: Role) throws -> RoleProcess {
        try RoleProcess(
            role,
            environment: [
                "PATH": "/usr/bin:/bin", "REDIS_URL": redis.url,
                "BUS_KEY_FILE": folder.path + "/bus.key",
                "BENCHMARK_STORE": folder.path + "/\(role.rawValue).db",
            ])
    }

    /// Waits until nothing of the turn before is left to do: each pays for its own bytes alone, not
    /// for those that Redis still frees, rewrites or has not handed to the disk.
    func rest() async throws {
        let done = [
            "aof_rewrite_in_progress:0", "aof_rewrite_scheduled:0", "lazyfree_pending_objects:0",
        ]
        while try !done.allSatisfy(redis.cli("INFO").contains) {
            try await Task.sleep(for: .milliseconds(20))
        }
        sync()
    }

    var watchedRedis: Watched { Watched(name: "redis", pid: redis.processID) }
}
