import Foundation
import Lifecycle
import TestSupport

/// (c) Durable submissions, and look-ups of one's own dossiers, through the gateway.
struct DossierBenchmark: Sendable {
    private let stand: SystemStand
    private let wrk: Wrk
    private var options: Options { stand.options }

    /// What works on a dossier after its receipt was given.
    private static let followers = ["document-storage", "notification", "mailer"]
    private var connections: Int { options.isSmoke ? 2 : 64 }

    /// Measures everything.
    static func run(on stand: SystemStand) async throws -> [Figure] {
        try await Tool.require("wrk", package: "wrk")
        let benchmark = DossierBenchmark(
            stand: stand, wrk: try Wrk(port: stand.deployment.gatewayPort))
        try await benchmark.prepare()
        return try await benchmark.figures()
    }

    /// Submits until there are enough dossiers to look up.
    private func prepare() async throws {
        try wrk.writeSubmissions(of: stand.citizens, as: "submit")
        var count = 0.0
        repeat {
            Progress.show("(c) filling the store: \(Int(count)) dossiers")
            count += try await submit(stopping: [], for: 1).count
            try await stand.waitUntilQuiet("(c) filling the store: \(Int(count)) dossiers")
        } while count < Double(options.dossiers)
        let requests = try codes().map { citizen, code in
            Wrk.Request(
                method: "GET", path: "/api/v1/dossiers/\(code)",
                headers: [("Authorization", "Bearer \(citizen.token)")])
        }
        try wrk.write(requests.shuffled(), as: "look-up")
    }

    /// Codes of each citizen's dossiers, up to 500 each.
    private func codes() throws -> [(Citizen, String)] {
        try stand.citizens.flatMap { citizen in
            var codes: [String] = []
            var after: String?
            repeat {
                let answer = try citizen.send(
                    "GET", "/api/v1/dossiers?limit=100" + (after.map { "&after=\($0)" } ?? ""))
                guard answer.status == 200, let items = answer.json["items"] as? [[String: Any]]
                else { throw Deployment.Failure(answer.text) }
                codes += items.compactMap { $0["code"] as? String }
                after = answer.json["next"] as? String
            } while after != nil && codes.count < 500
            return codes.map { (citizen, $0) }
        }
    }

    private func figures() async throws -> [Figure] {
        var (alone, together, lookUps): ([Sample], [Sample], [Sample]) = ([], [], [])
        for round in 1...options.rounds {
            let of = "round \(round) of \(options.rounds)"
            Progress.show("(c) submissions, what follows waits, \(of)")
            alone.append(try await submit(stopping: Self.followers, for: options.seconds))
            Progress.show("(c) submissions, \(of)")
            together.append(try await submit(stopping: [], for: options.seconds))
            Progress.show("(c) look-ups, \(of)")
            lookUps.append(try await lookUp())
        }
        let resident = stand.residentMiB
        return [
            ("submissions (201), what follows at once", together),
            ("submissions (201), what follows waits", alone),
            ("look-ups of own dossiers by code", lookUps),
        ].map { name, samples in
            Figure(
                section: "c", name: name, unit: "requests", samples: samples, residentMiB: resident)
        }
    }

    /// Submits for a time and waits until all that follows is done. When programs are stopped
    /// meanwhile, CPU is that of the submissions alone; else of all that follows from them too.
    private func submit(stopping stopped: [String], for seconds: Double) async throws -> Sample {
        let pids = stopped.map(stand.deployment.processID)
        for pid in pids { kill(pid, SIGSTOP) }
        let meter = Meter(stand.watched, tool: "wrk")
        let run = UUID().uuidString
        var sample: Sample
        do {
            sample = try await wrk.load(
                "submit", connections: connections, seconds: seconds, run: run)
        } catch {
            for pid in pids { kill(pid, SIGCONT) }
            throw error
        }
        sample.cpu = meter.taken
        for pid in pids { kill(pid, SIGCONT) }
        let ended = ContinuousClock.now
        try await stand.waitUntilQuiet("(c) \(Int(sample.count)) dossiers")
        sample.extra["seconds until all that follows was done"] =
            (ContinuousClock.now - ended) / .seconds(1)
        guard stopped.isEmpty else { return sample }
        let (load, all) = (sample.cpu["wrk"], meter.taken)
        sample.cpu = all
        sample.cpu["wrk"] = load
        return sample
    }

    private func lookUp() async throws -> Sample {
        let meter = Meter(stand.watched, tool: "wrk")
        var sample = try await wrk.load(
            "look-up", connections: connections, seconds: options.seconds)
        sample.cpu = meter.taken
        return sample
    }
}
