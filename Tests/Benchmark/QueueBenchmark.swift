import Foundation
import TestSupport

/// (q) What an officer opens all day, with very many dossiers in the store: the queue, its further
/// pages, searches, and a dossier by its code.
struct QueueBenchmark: Sendable {
    private let stand: SystemStand
    private let wrk: Wrk
    private let officer: SignedInOfficer

    /// As many officers of one unit as look at the same moment.
    private static let connections = 8
    /// What hears of dossiers; it would take longer than all the rest.
    private static let followers = ["document-storage", "notification", "mailer"]

    /// Fills the store and measures.
    static func run(on stand: SystemStand) async throws -> [Figure] {
        try await Tool.require("wrk", package: "wrk")
        let port = stand.deployment.gatewayPort
        let benchmark = QueueBenchmark(
            stand: stand, wrk: try Wrk(port: port),
            officer: try await SignedInOfficer(
                of: stand.deployment, unit: try Citizen.unit(HTTPClient(port: port)),
                duties: "reception"))
        // They never go on: what they have not heard would be heard during the measurements.
        for name in followers { kill(stand.deployment.processID(of: name), SIGSTOP) }
        let count = try await benchmark.fill(
            stand.options.isSmoke ? 50 : max(stand.options.dossiers, 100_000))
        return try await benchmark.figures(among: count)
    }

    private func fill(_ wanted: Int) async throws -> Int {
        try wrk.writeSubmissions(of: stand.citizens, as: "submit")
        var count = 0
        while count < wanted {
            Progress.show("(q) filling the store: \(count) of \(wanted) dossiers")
            let sample = try await wrk.load(
                "submit", connections: stand.options.isSmoke ? 2 : 64, seconds: 5,
                run: UUID().uuidString)
            count += Int(sample.count)
        }
        return count
    }

    private func figures(among count: Int) async throws -> [Figure] {
        let codes = try codes()
        let looks: [(String, [String])] = [
            ("the queue", ["/api/v1/queue", "/api/v1/queue?status=1&limit=50"]),
            ("a page of the queue far behind", try farPages()),
            ("a search by name", ["/api/v1/queue?q=le%20van%20dat"]),
            ("a search by code", codes.map { "/api/v1/queue?q=\($0)" }),
            ("a dossier by its code", codes.map { "/api/v1/dossiers/\($0)" }),
            ("the workload of the unit", ["/api/v1/queue/workload"]),
        ]
        var figures: [Figure] = []
        for (name, paths) in looks {
            try wrk.write(
                paths.map {
                    Wrk.Request(
                        method: "GET", path: $0,
                        headers: [("Authorization", "Bearer \(officer.token)")])
                }, as: "look")
            var samples: [Sample] = []
            for round in 1...stand.options.rounds {
                Progress.show("(q) \(name), round \(round) of \(stand.options.rounds)")
                let meter = Meter(stand.watched, tool: "wrk")
                var sample = try await wrk.load(
                    "look", connections: Self.connections, seconds: stand.options.seconds)
                sample.cpu = meter.taken
                samples.append(sample)
            }
            figures.append(
                Figure(
                    section: "q", name: "\(name), among \(count) dossiers", unit: "requests",
                    samples: samples, residentMiB: stand.residentMiB))
        }
        return figures
    }

    /// Codes from the pages of the queue.
    private func codes() throws -> [String] {
        try page("/api/v1/queue?limit=100").items
    }

    /// Pages behind the first hundred pages.
    private func farPages() throws -> [String] {
        var next: String?
        for _ in 0..<(stand.options.isSmoke ? 1 : 100) {
            let after = try page("/api/v1/queue?limit=20" + (next.map { "&after=\($0)" } ?? ""))
            guard let following = after.next else { break }
            next = following
        }
        return ["/api/v1/queue?limit=20" + (next.map { "&after=\($0)" } ?? "")]
    }

    private func page(_ path: String) throws -> (items: [String], next: String?) {
        let answer = try HTTPClient(port: stand.deployment.gatewayPort).send(
            "GET", path, headers: [("Authorization", "Bearer \(officer.token)")])
        guard answer.status == 200, let items = answer.json["items"] as? [[String: Any]] else {
            throw Deployment.Failure(answer.text)
        }
        return (items.compactMap { $0["code"] as? String }, answer.json["next"] as? String)
    }
}
