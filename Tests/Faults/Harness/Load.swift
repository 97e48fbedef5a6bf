import Lifecycle
import TestSupport

/// Many citizens' stories at once, all drawn from one seed.
struct Load: Sendable {
    let deployment: Deployment
    let ledger = Ledger()
    let letters: Letters
    let numbers: SeededNumbers
    let citizens: Int
    let dossiersEach: Int

    /// Stories at the same time.
    static let width = 8

    /// A load on a deployment that mails to a sink.
    init(
        _ deployment: Deployment, numbers: SeededNumbers, citizens: Int, dossiersEach: Int
    ) throws {
        guard let sink = deployment.sink else { throw Deployment.Failure("there is no sink") }
        (self.deployment, self.numbers) = (deployment, numbers)
        (self.citizens, self.dossiersEach) = (citizens, dossiersEach)
        letters = Letters(sink)
    }

    /// Runs all stories to their ends.
    func run() async throws {
        let (citizens, each) = (citizens, dossiersEach)
        try await withThrowingTaskGroup { group in
            for worker in 0..<min(Self.width, citizens) {
                // A thread for each, since the stories block.
                let thread = BlockingThread("citizens-\(worker)")
                group.addTask {
                    for number in stride(from: worker, to: citizens, by: Self.width) {
                        try await thread.run {
                            var journey = Journey(number, self, seed: numbers.branch(number))
                            try journey.run(dossiers: each)
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
    }
}
