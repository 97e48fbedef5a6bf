import Foundation
import TestSupport

/// (b) Events on their whole way: a row and its announcement in one store, the relay, the stream,
/// and what a group in another process makes of it in its own store.
enum EventBenchmark {
    /// How many changes wait for their commit at one time.
    private static let atOnce = 64

    /// Measures it.
    static func run(_ options: Options) async throws -> [Figure] {
        Progress.show("(b) starting")
        let stand = try BusStand(options)
        let (publisher, listener) = (try stand.start(.service), try stand.start(.listener))
        defer { RoleProcess.end([publisher, listener]) }
        let watched = [publisher.watched, listener.watched, stand.watchedRedis]
        let round = { (count: Int) in
            let meter = Meter(watched)
            let begun = ContinuousClock.now
            _ = try await publisher.ask("publish", "\(count)", "\(atOnce)")
            let published = ContinuousClock.now - begun
            var sample = try await listener.ask("await", "\(count)")
            while try !isAcknowledged(in: stand.redis) {}
            sample.seconds = (ContinuousClock.now - begun) / .seconds(1)
            sample.cpu = meter.taken
            sample.extra["committed each second by the publisher"] =
                Double(count) / (published / .seconds(1))
            return sample
        }
        let trial = try await round(options.isSmoke ? 200 : 2_000)
        let count = max(200, Int(trial.perSecond * options.seconds))
        var samples: [Sample] = []
        for number in 1...options.rounds {
            Progress.show("(b) \(count) events, round \(number) of \(options.rounds)")
            samples.append(try await round(count))
        }
        var figure = Figure(
            section: "b", name: "\(atOnce) changes at once", unit: "events", samples: samples)
        for process in watched { figure.residentMiB[process.name] = process.residentMiB }
        return [figure]
    }

    /// Whether the group owes nothing.
    private static func isAcknowledged(in redis: RedisServer) throws -> Bool {
        try redis.cli("XPENDING", BusStand.events, BusStand.group).hasPrefix("0")
    }
}
