import Contracts
import Foundation
import Glibc
import Lifecycle
import Messaging
import Store
import Synchronization
import TestSupport
import Testing

/// Work that takes long, and work whose process dies.
@Suite(.serialized) struct TakeoverTests {
    /// What the times of production are divided by in short runs.
    static let divisor = isLongRun ? 1 : 40

    @Test(.timeLimit(.minutes(20)))
    func `a handler that takes twenty times the idle limit runs once`() async throws {
        let fixture = try BusFixture()
        let test = try await TestStore(RowMailer.migrations)
        var timings = Timings.production(dividedBy: Self.divisor)
        // Kept ours well within the limit, on a machine that may stand still for half a second.
        if !isLongRun { timings.keepAlive = .milliseconds(100) }
        let journal = Journal()
        let length = isLongRun ? Duration.seconds(600) : timings.claimIdle * 20
        var handler = RowMailer(journal: journal)
        handler.before = { mail, _ in
            if mail.to == "slow@b.vn" { try await Task.sleep(for: length) }
        }
        var components: [any Component] = []
        // Three consumers of one group; the two that do not have it look for idle work.
        for instance in ["1", "2", "3"] {
            let bus = try fixture.bus("mailer", instance: instance, timings: timings)
            components += [
                bus,
                try Service(
                    .mailer, store: test.store, bus: bus, readiness: Readiness(), timings: timings,
                    handlers: [.command(handler), .query(EmptyMails())]),
            ]
        }
        let addresses = ["slow@b.vn"] + (0..<20).map { "\($0)@b.vn" }
        try await fixture.send(addresses.map { mail(to: $0) })
        let looks = try await fixture.running(components) {
            try await eventually(within: length + .seconds(60)) {
                try await Task.sleep(for: .milliseconds(100))
                return try await test.store.number(
                    "SELECT count(*) AS n FROM mails WHERE address = 'slow@b.vn'") == 1
            }
            return try fixture.redis.cli("INFO", "commandstats")
        }
        let found = looks.firstMatch(of: /cmdstat_xautoclaim:calls=(\d+)/).flatMap { Int($0.1) }
        #expect(try #require(found) > 40)
        #expect(journal.all.sorted() == addresses.sorted())
        #expect(try await test.store.number("SELECT count(*) AS n FROM mails") == 21)
        #expect(try await test.store.number("SELECT count(*) AS n FROM deaths") == 0)
    }

    @Test func `what a process killed for good has begun is finished by another`() async throws {
        let fixture = try BusFixture()
        let addresses = (0..<(isLongRun ? 200 : 40)).map { "\($0)@b.vn" }
        try await fixture.send(addresses.map { faultyMail("hold", to: $0) })
        let dying = try FaultyProcess(fixture, instance: "1")
        let living = try FaultyProcess(fixture, instance: "2")
        try dying.start(dividingTimesBy: Self.divisor)
        try await eventually { dying.all("began").count == addresses.count }
        try living.start(isFaulty: false, dividingTimesBy: Self.divisor)
        try await eventually { try fixture.consumers().contains("mailer.2") }
        let killed = ContinuousClock.now
        dying.kill()
        try await eventually(within: .seconds(90)) {
            living.all("ended").count >= addresses.count
        }
        // Thirty seconds idle, at most five until somebody looks, and the work itself.
        #expect(ContinuousClock.now - killed < .seconds(45))
        #expect(dying.all("began").sorted() == addresses.sorted())
        #expect(dying.all("ended").isEmpty)
        #expect(living.all("ended").sorted() == addresses.sorted())
        try await eventually { try fixture.redis.cli("XLEN", "egov:commands:mailer") == "0" }
        #expect(try fixture.redis.cli("XLEN", "egov:commands:mailer") == "0")
        living.kill()
        #expect(try await living.number("SELECT count(*) AS n FROM mails") == addresses.count)
        #expect(try await living.number("SELECT count(*) AS n FROM dead_letters") == 0)
        #expect(try await dying.number("SELECT count(*) AS n FROM mails") == 0)
    }

    @Test func `a message that kills its process is parked after three lone deaths`() async throws {
        let fixture = try BusFixture()
        let before = (0..<10).map { "before-\($0)@b.vn" }
        let after = (0..<10).map { "after-\($0)@b.vn" }
        try await fixture.send(
            before.map { faultyMail("slow", to: $0) } + [faultyMail("crash", to: "crash@b.vn")]
                + after.map { faultyMail("slow", to: $0) })
        let process = try FaultyProcess(fixture, instance: "1")
        // Started again whenever it dies, as an operator's init does.
        for _ in 0..<10 where process.all("ended").count < 20 {
            try process.start(dividingTimesBy: Self.divisor)
            try await eventually(within: .seconds(60)) {
                !process.isRunning || process.all("ended").count >= 20
            }
        }
        #expect(process.isRunning)
        try await fixture.send([faultyMail("", to: "later@b.vn")])
        try await eventually { process.all("ended").contains("later@b.vn") }
        process.kill()
        // One death in company, three alone, and the life in which it is not begun again.
        let lives = process.lives
        try #require(lives.count == 5)
        #expect(lives[0].filter { $0.hasPrefix("began") }.count == 21)
        #expect(lives[1..<4].allSatisfy { $0.last == "began crash@b.vn" })
        #expect(!lives[4].contains("began crash@b.vn"))
        let others = before + after + ["later@b.vn"]
        #expect(Set(process.all("ended")) == Set(others))
        #expect(try await process.number("SELECT count(*) AS n FROM mails") == others.count)
        let parked = "SELECT count(*) AS n FROM dead_letters WHERE class = 'deadly'"
        #expect(try await process.number(parked) == 1)
        // Mended, and retried by the operator: done once.
        let number = try await process.number("SELECT number AS n FROM dead_letters")
        try process.start(isFaulty: false, dividingTimesBy: Self.divisor)
        let egovctl = Deployment.binaries.appendingPathComponent("egovctl").path
        _ = try output(
            of: egovctl, "dead-letters", "retry", "mailer", "\(number)",
            environment: ["REDIS_URL": fixture.redis.url, "BUS_KEY_FILE": fixture.keyFile])
        try await eventually { process.all("ended").contains("crash@b.vn") }
        process.kill()
        #expect(process.all("ended").filter { $0 == "crash@b.vn" }.count == 1)
        #expect(try await process.number("SELECT count(*) AS n FROM mails") == others.count + 1)
        #expect(try await process.number("SELECT count(*) AS n FROM dead_letters") == 0)
    }
}

/// A mail whose subject tells `faulty-service` what to do.
func faultyMail(_ order: String, to address: String) -> SendMail {
    SendMail(to: address, toName: "", subject: order, text: "", html: "", purpose: "test")
}

extension BusFixture {
    /// The mailer's consumers that Redis knows.
    func consumers() throws -> String {
        try redis.cli("XINFO", "CONSUMERS", "egov:commands:mailer", "mailer")
    }
}

/// `faulty-service` as a process of its own, with a store that outlives it.
final class FaultyProcess: Sendable {
    private let folder: TemporaryFolder
    private let environment: [String: String]
    private let process = Mutex<Process?>(nil)

    init(_ fixture: BusFixture, instance: String) throws {
        folder = try TemporaryFolder()
        environment = [
            "PATH": "/usr/bin:/bin", "LOG_LEVEL": "error", "REDIS_URL": fixture.redis.url,
            "BUS_KEY_FILE": fixture.keyFile, "INSTANCE": instance,
            "FAULTY_STORE": folder.path + "/store.db", "FAULTY_JOURNAL": folder.path + "/journal",
        ]
    }

    deinit { kill() }

    func start(isFaulty: Bool = true, dividingTimesBy divisor: Int) throws {
        let made = Process()
        made.executableURL = Deployment.binaries.appendingPathComponent("faulty-service")
        made.environment = environment.merging(
            ["FAULTY": "\(isFaulty)", "TIMES_DIVIDED_BY": "\(divisor)"], uniquingKeysWith: { $1 })
        try made.run()
        process.withLock { $0 = made }
    }

    /// Ends it at once, as a power cut would.
    func kill() {
        process.withLock { process in
            guard let running = process else { return }
            Glibc.kill(running.processIdentifier, SIGKILL)
            running.waitUntilExit()
            process = nil
        }
    }

    var isRunning: Bool { process.withLock { $0?.isRunning ?? false } }

    /// What it noted in each of its lives.
    var lives: [[String]] {
        let text = (try? String(contentsOfFile: folder.path + "/journal", encoding: .utf8)) ?? ""
        return text.split(separator: "started\n", omittingEmptySubsequences: false).dropFirst()
            .map { $0.split(separator: "\n").map(String.init) }
    }

    /// The addresses of the mails that began or ended, in all its lives.
    func all(_ word: String) -> [String] {
        lives.joined().filter { $0.hasPrefix(word) }.map { String($0.dropFirst(word.count + 1)) }
    }

    /// The number that `sql` answers as `n` from its store, when it does not run.
    func number(_ sql: String) async throws -> Int {
        let store = try await Store.open(folder.path + "/store.db", migrations: [])
        return try await store.number(SQL(stringLiteral: sql))
    }
}
