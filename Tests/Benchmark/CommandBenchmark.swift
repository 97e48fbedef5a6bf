import Foundation
import TestSupport

/// (a) Commands that change something durably, beside the same bytes into a stream and nothing else.
struct CommandBenchmark: Sendable {
    private let options: Options
    private let stand: BusStand
    private let caller: RoleProcess
    private let service: RoleProcess
    /// The lengths of a real message's fields, with their names.
    private let fields: [(name: String, count: Int)]

    /// Measures everything.
    static func run(_ options: Options) async throws -> [Figure] {
        try await Tool.require("redis-benchmark", package: "redis-tools")
        Progress.show("(a) starting")
        let benchmark = try await CommandBenchmark(options)
        defer { RoleProcess.end([benchmark.caller, benchmark.service]) }
        var figures: [Figure] = []
        for inFlight in options.isSmoke ? [1, 16] : [1, 16, 64, 256] {
            figures.append(try await benchmark.figure(inFlight))
        }
        return figures
    }

    private init(_ options: Options) async throws {
        self.options = options
        stand = try BusStand(options)
        caller = try stand.start(.caller)
        _ = try await caller.ask("probe")
        fields = try Self.fields(of: "egov:commands:mailer", in: stand.redis)
        service = try stand.start(.service)
        // Until one is answered.
        while try await caller.ask("call", "1", "0.1").count == 0 {}
    }

    /// What an entry of the stream consists of.
    private static func fields(
        of stream: String, in redis: RedisServer
    ) throws -> [(name: String, count: Int)] {
        let script = """
            local entry = redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 1)[1][2]
            local out = ''
            for i = 1, #entry, 2 do out = out .. entry[i] .. ' ' .. #entry[i + 1] .. ' ' end
            return out
            """
        let words = try redis.cli("EVAL", script, "1", stream).split(separator: " ")
        let fields = stride(from: 0, to: words.count - 1, by: 2).compactMap { index in
            Int(words[index + 1]).map { (String(words[index]), $0) }
        }
        guard fields.count > 4, fields.last?.0 == "data" else {
            throw RoleProcess.Failure(description: "no message in \(stream): \(words)")
        }
        return fields
    }

    private func figure(_ inFlight: Int) async throws -> Figure {
        let what = "(a) \(inFlight) in flight"
        Progress.show("\(what), warming up")
        _ = try await caller.ask("call", "\(inFlight)", "\(min(1, options.seconds))")
        let trial = try await xadd(inFlight, count: options.isSmoke ? 500 : 20_000)
        let count = max(inFlight, Int(trial.perSecond * options.seconds))
        let (samples, beside) = try await takeTurns(options.rounds, what) {
            try await commands(inFlight)
        } _: {
            try await xadd(inFlight, count: count)
        }
        var figure = Figure(
            section: "a", name: "\(inFlight) in flight", unit: "requests", samples: samples)
        let bytes = fields.reduce(0) { $0 + $1.count }
        figure.besideName = "XADD of \(bytes) bytes in \(fields.count) fields"
        figure.beside = beside
        for process in watched { figure.residentMiB[process.name] = process.residentMiB }
        return figure
    }

    private var watched: [Watched] { [caller.watched, service.watched, stand.watchedRedis] }

    private func commands(_ inFlight: Int) async throws -> Sample {
        try await stand.rest()
        let meter = Meter(watched)
        var sample = try await caller.ask("call", "\(inFlight)", "\(options.seconds)")
        // What the commands announce belongs to their CPU, and not to the next turn's.
        let flushed = try await service.ask("flush")
        sample.extra["seconds until all announcements were out"] = flushed.seconds
        sample.cpu = meter.taken
        // The group of this stand hears nothing: what was announced counts as heard.
        try stand.redis.cli("XGROUP", "SETID", BusStand.events, BusStand.group, "$")
        return sample
    }

    private func xadd(_ clients: Int, count: Int) async throws -> Sample {
        var words = [
            "redis-benchmark", "-p", "\(stand.redis.port)", "-c", "\(clients)", "-n", "\(count)",
            "--csv", "XADD", "xadd", "*",
        ]
        for field in fields { words += [field.name, String(repeating: "x", count: field.count)] }
        try await stand.rest()
        let meter = Meter([stand.watchedRedis], tool: "redis-benchmark")
        let output = try await Tool.run(words)
        let taken = meter.taken
        try stand.redis.cli("UNLINK", "xadd")
        // "test","rps","avg","min","p50","p95","p99","max"
        let line = output.split(separator: "\n").last { $0.hasPrefix("\"XADD") }
        let columns = (line ?? "").split(separator: ",").suffix(7).compactMap {
            Double($0.trimmingCharacters(in: CharacterSet(charactersIn: "\"")))
        }
        guard columns.count == 7, columns[0] > 0 else { throw Tool.Failure(description: output) }
        return Sample(
            count: Double(count), seconds: Double(count) / columns[0], p50: columns[3],
            p99: columns[5], cpu: taken)
    }
}
