import Foundation
import Lifecycle
import TestSupport
import Testing

/// Programs killed exactly where their stores become durable.
@Suite struct KillPointTests {
    static let all = ["dossier-intake", "identity", "document-storage", "notification", "mailer"]

    @Test func `a program killed at any of its commits loses and doubles nothing`() async throws {
        let trial = try await Trial("kill points", citizens: 0, dossiersEach: 0)
        var numbers = trial.numbers.branch(1)
        let names = FaultRun.isLong ? Self.all : Array(Self.all.shuffled(using: &numbers).prefix(2))
        var (kills, exact, stories) = (0, 0, 0)
        for name in names {
            let calls = try await trial.countSyncs(of: name, story: stories)
            stories += 1
            // All of them, or some that the seed chooses.
            let places =
                FaultRun.isLong
                ? Array(1...calls) : Array((1...calls).shuffled(using: &numbers).prefix(3))
            for place in places {
                let trap = try await trial.tellStory(stories, killing: name, at: place)
                stories += 1
                kills += trap.hasSprung ? 1 : 0
                exact += trap.hasSprung && trap.isExact ? 1 : 0
            }
            print("\(name): \(calls) syncs in a story, killed at \(places.count) of them")
        }
        try await trial.rest()
        for finding in try await trial.findings() { Issue.record(Comment(rawValue: finding)) }
        #expect(trial.load.ledger.facts.dossiers.count == 2 * stories)
        // A story may have some syncs less than the one that was counted.
        #expect(kills * 4 >= stories * 2, "\(kills) kills in \(stories) stories")
        print("\(kills) kills, \(exact) of them before the call was made")
    }
}

extension Trial {
    /// How often a program syncs during one story.
    fileprivate func countSyncs(of name: String, story: Int) async throws -> Int {
        let trap = try SyncTrap(deployment.processID(of: name), killingAt: nil)
        try await tell(story)
        try await rest()
        let calls = trap.seen
        // The tracer ends with what it traces.
        try await kill(name)
        return max(calls, 1)
    }

    /// One story in which a program is killed at its sync number `place` and started again.
    fileprivate func tellStory(
        _ story: Int, killing name: String, at place: Int
    ) async throws -> SyncTrap {
        let trap = try SyncTrap(deployment.processID(of: name), killingAt: place)
        try await withThrowingTaskGroup { group in
            group.addTask {
                while !trap.hasSprung { try await Task.sleep(for: .milliseconds(5)) }
                try await self.kill(name)
                // Until the story ends, which cancels this.
                var clock = MailClock(self)
                while true {
                    try await Task.sleep(for: .seconds(1))
                    try await clock.lookAfterMails()
                }
            }
            try await tell(story)
            group.cancelAll()
        }
        if !trap.hasSprung || !trap.isOver { try await kill(name) }
        return trap
    }

    /// One citizen's story with two dossiers, the second of them amended.
    private func tell(_ story: Int) async throws {
        let (load, numbers) = (load, numbers.branch(story))
        try await BlockingThread("citizen-\(story)").run {
            var journey = Journey(story, load, seed: numbers)
            try journey.run(dossiers: 2)
        }
    }
}
