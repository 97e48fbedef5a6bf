import Foundation
package import Messaging

extension Timings {
    /// The times of production, so many times shorter, in the same proportions.
    package static func production(dividedBy divisor: Int) -> Timings {
        var timings = Timings()
        for time in [
            \Timings.block, \.claimInterval, \.claimIdle, \.keepAlive, \.janitor, \.eventStay,
        ] { timings[keyPath: time] /= divisor }
        timings.retryDelays = timings.retryDelays.map { $0 / divisor }
        return timings
    }
}

/// Whether the long forms of the tests were asked for.
package let isLongRun = ProcessInfo.processInfo.environment["EGOV_LONG_TESTS"] == "1"
