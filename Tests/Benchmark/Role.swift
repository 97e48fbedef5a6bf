import Contracts
import Foundation
import Lifecycle
import Messaging
import Store

/// A part this program plays in a process of its own, with the settings of a real program.
enum Role: String, CaseIterable {
    /// Asks, as the gateway does.
    case caller
    /// Owns a store and handles commands, as each service does.
    case service
    /// Hears events in a group, with a store of its own.
    case listener

    /// The word on the command line that asks for the part.
    var word: String { "--as-\(rawValue)" }

    static let store = Setting<String>("BENCHMARK_STORE", default: "", "the store of the part")

    /// Plays the part until its input ends.
    func play() async throws {
        signal(SIGPIPE, SIG_IGN)
        Log.configure(program: "benchmark-\(rawValue)", lowest: .error)
        let settings = try Settings(Bus.settings + [Self.store])
        switch self {
        case .caller: try await CallerPart(settings).play()
        case .service: try await ServicePart(settings).play()
        case .listener: try await ListenerPart(settings).play()
        }
    }

    /// Runs the components, and does what each line of the input says.
    static func work(
        _ components: [any Component],
        _ act: (_ words: [String]) async throws -> Sample
    ) async throws {
        let reader = BlockingThread("input")
        try await withThrowingTaskGroup { group in
            for component in components { group.addTask { try await component.run() } }
            while let line = try await reader.run({ readLine() }) {
                let sample = try await act(line.split(separator: " ").map(String.init))
                let answer = try JSONEncoder().encode(sample) + [UInt8(ascii: "\n")]
                try FileHandle.standardOutput.write(contentsOf: answer)
            }
            group.cancelAll()
            while let result = await group.nextResult() {
                if case .failure(let error) = result, !(error is CancellationError) { throw error }
            }
        }
    }
}

/// What many at once have done, each with the time it took.
struct Tally: Sendable {
    private(set) var milliseconds: [Double] = []
    private(set) var failures = 0

    /// Does `work` again and again in so many tasks until the time is over.
    static func of(
        _ inFlight: Int, for seconds: Double, _ work: @escaping @Sendable () async throws -> Void
    ) async -> Sample {
        let begun = ContinuousClock.now
        let end = begun + .seconds(seconds)
        let all = await withTaskGroup(of: Tally.self) { group in
            for _ in 0..<inFlight {
                group.addTask {
                    var tally = Tally()
                    while ContinuousClock.now < end { await tally.add(work) }
                    return tally
                }
            }
            return await group.reduce(into: Tally()) { $0.add($1) }
        }
        return all.sample(over: ContinuousClock.now - begun)
    }

    private mutating func add(_ work: () async throws -> Void) async {
        let begun = ContinuousClock.now
        do {
            try await work()
            milliseconds.append((ContinuousClock.now - begun) / .milliseconds(1))
        } catch { failures += 1 }
    }

    private mutating func add(_ other: Tally) {
        milliseconds += other.milliseconds
        failures += other.failures
    }

    private func sample(over time: Duration) -> Sample {
        Sample(
            count: Double(milliseconds.count), seconds: time / .seconds(1),
            p50: milliseconds.percentile(50), p99: milliseconds.percentile(99),
            failures: Double(failures))
    }
}
