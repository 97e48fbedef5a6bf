import Contracts
import Foundation
import Lifecycle
import Messaging
import Store
import Synchronization
import TestSupport

/// Programs on a real Redis: a caller, and mailers whose handlers a test chooses.
struct BusFixture {
    let redis: RedisServer
    let settings: Settings
    let keyFile: String
    private let folder: TemporaryFolder

    init() throws {
        redis = try RedisServer()
        folder = try TemporaryFolder()
        keyFile = folder.path + "/bus.key"
        try Data((0..<32).map { UInt8($0) }).write(to: URL(fileURLWithPath: keyFile))
        chmod(keyFile, 0o400)
        settings = try Settings(
            Bus.settings, environment: ["REDIS_URL": redis.url, "BUS_KEY_FILE": keyFile])
    }

    /// Times short enough for a test.
    static var timings: Timings {
        var timings = Timings()
        timings.block = .milliseconds(100)
        timings.claimInterval = .milliseconds(100)
        timings.claimIdle = .milliseconds(500)
        timings.keepAlive = .milliseconds(200)
        timings.retryDelays = [.milliseconds(20), .milliseconds(20)]
        timings.janitor = .milliseconds(100)
        timings.eventStay = .zero
        timings.drain = .seconds(2)
        return timings
    }

    /// A program's bus; `user` is one of `setUsers`.
    func bus(
        _ program: String, instance: String = "1", user: String? = nil, keyFile: String? = nil,
        clock: WallClock = .system, timings: Timings = BusFixture.timings
    ) throws -> Bus {
        let settings = try Settings(
            Bus.settings,
            environment: [
                "REDIS_URL": url(of: user), "BUS_KEY_FILE": keyFile ?? self.keyFile,
                "INSTANCE": instance,
            ])
        return try Bus(
            program: program, settings: settings, readiness: Readiness(), clock: clock,
            timings: timings)
    }

    /// Where Redis is, for a user whose password `setUsers` has set.
    func url(of user: String?) -> String {
        user.map { "redis://\($0):secret-of-\($0)@127.0.0.1:\(redis.port)" } ?? redis.url
    }

    /// Runs `body` while the components run; then ends them.
    func running<Value: Sendable>(
        _ components: [any Component], _ body: @Sendable () async throws -> Value
    ) async throws -> Value {
        try await withThrowingTaskGroup { group in
            for component in components { group.addTask { try await component.run() } }
            let value: Value
            do { value = try await body() } catch {
                group.cancelAll()
                throw error
            }
            group.cancelAll()
            try await group.waitForAll()
            return value
        }
    }
}

/// What a test's mailer has done, kept where no rollback reaches it.
final class Journal: Sendable {
    private let lines = Mutex<[String]>([])
    func note(_ line: String) { lines.withLock { $0.append(line) } }
    var all: [String] { lines.withLock { $0 } }
}

/// A mailer that keeps each mail as a row and announces that it was settled.
struct RowMailer: CommandHandler {
    static let migrations = [
        Migration("test-001", "CREATE TABLE mails (id TEXT PRIMARY KEY, address TEXT NOT NULL)")
    ]
    let journal: Journal
    var before: @Sendable (SendMail, Int) async throws -> Void = { _, _ in }

    func handle(_ command: SendMail, _ delivery: Delivery) async throws -> SendMail.Reply {
        journal.note(command.to)
        try await before(command, journal.all.count)
        return try await delivery.transaction { transaction in
            let id = MailID.make(at: transaction.time)
            try transaction.execute(
                "INSERT INTO mails (id, address) VALUES (\(id), \(command.to))")
            try transaction.publish(MailSettled(mail: id, state: .sent, sequence: 1))
            return SendMail.Reply(id: id)
        }
    }
}

/// Lists nothing.
struct EmptyMails: QueryHandler {
    func answer(_ query: ListMails, for caller: Caller) async throws -> Page<MailSummary> {
        Page(items: [], next: nil)
    }
}

/// Mails of the tests.
func mail(to address: String) -> SendMail {
    SendMail(
        to: address, toName: "Trần Thị Đào", subject: "Thử", text: "bí mật", html: "<p>bí mật</p>",
        purpose: "test")
}

/// Waits until `condition` holds; gives up after ten seconds, so that the test's own expectation
/// says what is wrong.
func eventually(
    within limit: Duration = .seconds(10), _ condition: @Sendable () async throws -> Bool
) async throws {
    let end = ContinuousClock.now + limit
    while try await !condition(), ContinuousClock.now < end {
        try await Task.sleep(for: .milliseconds(10))
    }
}
