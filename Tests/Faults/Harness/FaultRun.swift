import Foundation
import TestSupport

/// How the fault tests run.
enum FaultRun {
    /// Whether there is time for the long forms (`deploy/test --long`).
    static let isLong = ProcessInfo.processInfo.environment["EGOV_LONG_TESTS"] == "1"

    /// What everything random follows from; `EGOV_FAULT_SEED` repeats an earlier run.
    static let seed: UInt64 = {
        let given = ProcessInfo.processInfo.environment["EGOV_FAULT_SEED"].flatMap { UInt64($0) }
        let seed = given ?? .random(in: 1...999_999_999)
        print("fault seed \(seed): EGOV_FAULT_SEED=\(seed) repeats this run")
        return seed
    }()

    /// The numbers of the test of that name.
    static func numbers(_ name: String) -> SeededNumbers {
        SeededNumbers(seed: seed).branch(name.utf8.reduce(0) { $0 &* 31 &+ Int($1) })
    }
}
