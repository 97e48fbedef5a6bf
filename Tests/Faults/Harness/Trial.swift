import Contracts
import Foundation
import Store
import Synchronization
import TestSupport
import Testing

/// A deployment with a load on it, while faults happen; afterwards the oracle is asked.
struct Trial: Sendable {
    let deployment: Deployment
    let load: Load
    let sink: SMTPSink
    let numbers: SeededNumbers
    private let name: String

    /// How long the system may take to come to rest after the last fault: a message that failed
    /// three times waits 10 s, then 30 s, then 2 minutes.
    static let restLimit = Duration.seconds(300)

    /// Starts everything for the test of that name.
    init(
        _ name: String, citizens: Int, dossiersEach: Int, settings: [String: String] = [:]
    ) async throws {
        self.name = name
        numbers = FaultRun.numbers(name)
        sink = try SMTPSink()
        let usual = [
            // Every citizen has a network address, told by the edge that the test plays.
            "TRUSTED_PROXIES": "127.0.0.1", "ACCOUNT_REQUESTS_PER_ADDRESS": "1000000",
        ]
        deployment = try await Deployment(
            sink: sink, settings: usual.merging(settings) { $1 })
        load = try Load(
            deployment, numbers: numbers, citizens: citizens, dossiersEach: dossiersEach)
    }

    /// Runs the load and the faults at once, waits for rest, and fails the test for each finding.
    func judge(_ faults: @escaping @Sendable (Trial) async throws -> Void) async throws {
        let begun = ContinuousClock.now
        try await run(faults)
        let loaded = ContinuousClock.now
        try await rest()
        let rested = ContinuousClock.now
        let facts = load.ledger.facts
        for finding in try await findings() { Issue.record(Comment(rawValue: finding)) }
        #expect(facts.dossiers.count == load.citizens * load.dossiersEach)
        print(
            "\(name): \(facts.people.count) citizens, \(facts.dossiers.count) dossiers in",
            "\(loaded - begun), \(facts.repeats) requests repeated, \(facts.resets.count) resets;",
            "at rest \(rested - loaded) later")
    }

    /// What the oracle finds, once all has come to rest; ends the programs.
    func findings() async throws -> [String] {
        try await Oracle.findings(in: Evidence.collect(from: deployment, load.ledger))
    }

    private func run(_ faults: @escaping @Sendable (Trial) async throws -> Void) async throws {
        try await withThrowingTaskGroup { group in
            group.addTask { try await load.run() }
            group.addTask {
                try await faults(self)
                // Until the stories end, which cancels this.
                var clock = MailClock(self)
                while true {
                    try await Task.sleep(for: .seconds(1))
                    try await clock.lookAfterMails()
                }
            }
            // The first to end is the load, or something failed.
            defer { group.cancelAll() }
            while (try await group.next()) != nil {
                if load.ledger.facts.dossiers.count == load.citizens * load.dossiersEach { return }
            }
        }
    }

    // MARK: - Rest

    /// Waits until nothing is left to do anywhere.
    func rest() async throws {
        let end = ContinuousClock.now + Self.restLimit
        var clock = MailClock(self)
        var left = ["not looked yet"]
        while ContinuousClock.now < end {
            left = try remainders()
            if left.isEmpty { return }
            try await Task.sleep(for: .milliseconds(500))
            try await clock.lookAfterMails()
        }
        throw Deployment.Failure("not at rest: \(left)\n\(try deployment.logs().suffix(4_000))")
    }

    private func remainders() throws -> [String] {
        var left: [String] = []
        let status = try deployment.control("status", "--json")
        let lines = try? JSONSerialization.jsonObject(with: Data(status.output.utf8))
        let counts = (lines as? [[String: Any]] ?? []).compactMap { $0["status"] as? [String: Any] }
        let isIdle = counts.allSatisfy { count in
            ["backlog", "outbox", "retries"].allSatisfy { count[$0] as? Int == 0 }
        }
        if counts.count != ServiceName.allCases.count || !isIdle { left.append(status.output) }
        if left.isEmpty { left += try waitingMails() }
        if left.isEmpty { left += try deployment.owed() }
        if left.isEmpty { left += try unsettled() }
        return left
    }

    /// The states in which mails wait.
    func waitingMails() throws -> [String] {
        try ["queued", "sending", "unknown"].filter { state in
            let list = try deployment.control("mail", "list", "--queue", "--state", state)
            return !list.output.contains("No mails")
        }
    }

    /// Only the janitors know what has settled; they say it in their stores.
    private func unsettled() throws -> [String] {
        let script = """
            import sqlite3, sys
            for path in sys.argv[1:]:
                store = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
                query = "SELECT count(*) FROM outbox WHERE settled_at IS NULL"
                for count, in store.execute(query):
                    if count: print(path, count)
            """
        let paths = Deployment.storeSettings.map { deployment.environment[$0.1]! }
        let told = try deployment.run("/usr/bin/python3", ["-c", script] + paths, [:])
        return told.output.isEmpty ? [] : [told.output]
    }
}

/// Lets a mailer's minutes go by in a moment: an attempt that failed is due again after 1 to 60
/// minutes, one that was cut off after 15.
struct MailClock {
    private let trial: Trial
    private var taken = -1
    private var stuckLooks = 0

    /// The clock of a trial's mailer.
    init(_ trial: Trial) { self.trial = trial }

    /// Turns the clock when mails wait and none has gone out between three looks.
    mutating func lookAfterMails() async throws {
        let count = try trial.sink.mails().count
        let isStuck = try !trial.waitingMails().isEmpty && count == taken
        taken = count
        stuckLooks = isStuck ? stuckLooks + 1 : 0
        if stuckLooks >= 2 {
            stuckLooks = 0
            try await Self.turn(trial.deployment)
        }
    }

    /// Makes every mail that waits due now.
    static func turn(_ deployment: Deployment) async throws {
        deployment.end("mailer")
        try await makeDue(deployment.environment["MAILER_STORE"]!)
        try deployment.start("mailer")
        try await deployment.waitUntilReady("mailer")
    }

    private static func makeDue(_ path: String) async throws {
        let store = try await Store.open(path, migrations: [])
        try await store.write { transaction in
            _ = try transaction.execute(
                "UPDATE mails SET next_at = 0 WHERE next_at IS NOT NULL")
        }
    }
}
