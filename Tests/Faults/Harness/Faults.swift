import Foundation
import Glibc
import TestSupport

/// What is done to a deployment, and when.
extension Trial {
    /// Does each of these while the load goes its way, in even parts of it and at a moment that the
    /// seed chooses. The load waits for a fault that is late.
    func spread<Fault>(
        _ faults: [Fault], _ happen: (Fault) async throws -> Void
    ) async throws {
        var numbers = numbers.branch(4242)
        let steps = load.citizens * (2 + 4 * load.dossiersEach)
        func due(_ index: Int) -> Int { steps * (index + 1) / (faults.count + 2) }
        for (index, fault) in faults.enumerated() {
            load.ledger.note { $0.stepsAllowed = due(index + 1) }
            try await reach(due(index))
            try await Task.sleep(for: .milliseconds(Int.random(in: 0...100, using: &numbers)))
            try await happen(fault)
        }
        load.ledger.note { $0.stepsAllowed = .max }
    }

    private func reach(_ steps: Int) async throws {
        var clock = MailClock(self)
        var looked = ContinuousClock.now
        while load.ledger.progress.done < steps {
            try await Task.sleep(for: .milliseconds(10))
            guard .now - looked > .seconds(1) else { continue }
            looked = .now
            try await clock.lookAfterMails()
        }
    }

    /// Each program so many times, in an order that the seed chooses.
    func programs(times: Int) -> [String] {
        var numbers = numbers.branch(77)
        return (0..<times).flatMap { _ in Deployment.programs.shuffled(using: &numbers) }
    }

    /// A power cut for one program; it starts again at once.
    func kill(_ name: String) async throws {
        deployment.end(name, SIGKILL)
        try deployment.start(name)
        try await deployment.waitUntilReady(name)
        // What was on its way is tried again after 15 minutes.
        if name == "mailer" { try await MailClock.turn(deployment) }
    }

    /// An orderly restart; answers the exit status.
    func restart(_ name: String) async throws -> Int32 {
        let status = deployment.end(name, SIGTERM)
        try deployment.start(name)
        try await deployment.waitUntilReady(name)
        return status
    }

    /// Waits until all programs say that they can work.
    func allReady() async throws {
        for name in Deployment.programs { try await deployment.waitUntilReady(name) }
    }
}
