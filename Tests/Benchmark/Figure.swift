import Foundation

/// What one side of a comparison did in one turn.
struct Sample: Codable, Sendable {
    /// Requests, events or MiB done.
    var count: Double
    /// How long it took.
    var seconds: Double
    /// Half of them took no longer, in milliseconds.
    var p50: Double?
    /// All but one in a hundred took no longer, in milliseconds.
    var p99: Double?
    /// How many were refused or had no answer.
    var failures = 0.0
    /// CPU seconds by process.
    var cpu: [String: Double] = [:]
    /// Other numbers worth telling, by what they are.
    var extra: [String: Double] = [:]

    var perSecond: Double { count / seconds }
}

/// One line of the result, with what it was compared with.
struct Figure: Codable, Sendable {
    let section: String
    let name: String
    /// What is counted: `requests`, `events`, `MiB`.
    let unit: String
    var samples: [Sample]
    /// Resident memory after the run, in MiB by process.
    var residentMiB: [String: Double] = [:]
    var besideName: String?
    var beside: [Sample] = []

    /// The result of each pair of turns.
    var ratios: [Double] { zip(samples, beside).map { $0.perSecond / $1.perSecond } }
    var failures: Double { (samples + beside).reduce(0) { $0 + $1.failures } }

    /// CPU seconds for 1,000 of the unit, by process, over all turns.
    static func cpuPerThousand(_ samples: [Sample]) -> [String: Double] {
        let count = samples.reduce(0) { $0 + $1.count }
        return samples.reduce(into: [:]) { sum, sample in
            for (name, seconds) in sample.cpu { sum[name, default: 0] += seconds }
        }.mapValues { $0 / count * 1000 }
    }
}

extension Collection<Double> {
    /// The middle one, or the mean of the two in the middle; 0 of nothing.
    var median: Double {
        let sorted = sorted()
        guard !sorted.isEmpty else { return 0 }
        return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    }

    /// The smallest one that so many hundredths of them do not exceed; 0 of nothing.
    func percentile(_ hundredths: Double) -> Double {
        let sorted = sorted()
        guard !sorted.isEmpty else { return 0 }
        return sorted[Swift.min(sorted.count - 1, Int(Double(sorted.count) * hundredths / 100))]
    }
}

/// Lets two things take turns, so that what disturbs one disturbs the other.
func takeTurns(
    _ rounds: Int, _ what: String, _ first: () async throws -> Sample,
    _ second: () async throws -> Sample
) async throws -> ([Sample], [Sample]) {
    var samples: ([Sample], [Sample]) = ([], [])
    for round in 1...rounds {
        Progress.show("\(what), round \(round) of \(rounds)")
        samples.0.append(try await first())
        samples.1.append(try await second())
    }
    return samples
}
