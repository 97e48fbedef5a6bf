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

    var watchedRedis: Watched { Watched(name: "redis", pid: redis.processID) }
}
