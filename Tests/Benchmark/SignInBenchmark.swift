import Cryptography
import Foundation
import Lifecycle
import TestSupport

/// (d) Sign-ins through the gateway, beside the password hash alone on as many threads as identity
/// has for it.
struct SignInBenchmark: Sendable {
    private let stand: SystemStand
    private let wrk: Wrk
    private let hash: String
    private let threads = [BlockingThread("argon-0"), BlockingThread("argon-1")]

    /// More than identity's threads, so that one always waits; fewer than it lets wait.
    private static let connections = 16

    /// Measures it.
    static func run(on stand: SystemStand) async throws -> [Figure] {
        try await Tool.require("wrk", package: "wrk")
        let password = Array(Citizen.password.utf8)
        let benchmark = SignInBenchmark(
            stand: stand, wrk: try Wrk(port: stand.deployment.gatewayPort),
            hash: try PasswordHash.make(password))
        return [try await benchmark.figure()]
    }

    private func figure() async throws -> Figure {
        try wrk.write(
            stand.citizens.map { citizen in
                Wrk.Request(
                    method: "POST", path: "/api/v1/sessions",
                    headers: [("Accept-Session", "bearer")],
                    body: #"{"email":"\#(citizen.email)","password":"\#(Citizen.password)"}"#)
            }, as: "sign-in")
        let (samples, beside) = try await takeTurns(stand.options.rounds, "(d) sign-ins") {
            try await signIns()
        } _: {
            try await rawHashes()
        }
        return Figure(
            section: "d", name: "sign-ins, \(Self.connections) connections", unit: "requests",
            samples: samples, residentMiB: stand.residentMiB,
            besideName: "Argon2id, 46 MiB, 1 pass, \(threads.count) threads", beside: beside)
    }

    private func signIns() async throws -> Sample {
        let meter = Meter(stand.watched, tool: "wrk")
        var sample = try await wrk.load(
            "sign-in", connections: Self.connections, seconds: stand.options.seconds)
        sample.cpu = meter.taken
        return sample
    }

    private func rawHashes() async throws -> Sample {
        let (hash, password) = (hash, Array(Citizen.password.utf8))
        let meter = Meter([.own])
        let begun = ContinuousClock.now
        let end = begun + .seconds(max(1, stand.options.seconds.rounded()))
        let times = try await onAll(threads) { _ in
            var times: [Double] = []
            while ContinuousClock.now < end {
                let begun = ContinuousClock.now
                guard PasswordHash.verify(password, against: hash) else {
                    throw Tool.Failure(description: "the password is not right")
                }
                times.append((ContinuousClock.now - begun) / .milliseconds(1))
            }
            return times
        }
        return Sample(
            count: Double(times.count), seconds: (ContinuousClock.now - begun) / .seconds(1),
            p50: times.percentile(50), p99: times.percentile(99), cpu: meter.taken)
    }
}

/// Does `work`, which blocks, on each of the threads at once, given the thread's number; answers all
/// that came of it.
func onAll<Value: Sendable>(
    _ threads: [BlockingThread], _ work: @escaping @Sendable (Int) throws -> [Value]
) async throws -> [Value] {
    try await withThrowingTaskGroup(of: [Value].self) { group in
        for (number, thread) in threads.enumerated() {
            group.addTask { try await thread.run { try work(number) } }
        }
        return try await group.reduce(into: []) { $0 += $1 }
    }
}
