import Foundation
import TestSupport

/// wrk, which loads a port over HTTP with requests that a Lua script makes.
struct Wrk: Sendable {
    let port: Int
    let folder: TemporaryFolder

    /// Loads `port`.
    init(port: Int) throws {
        self.port = port
        folder = try TemporaryFolder()
    }

    /// What is sent: the lines before the body of each request, as many as there are, in turns.
    func write(_ requests: [Request], as name: String) throws {
        var lines = ["heads, bodies = {}, {}"]
        for (index, request) in requests.enumerated() {
            let body = request.body
            let head =
                "\(request.method) \(request.path) HTTP/1.1\r\nHost: localhost:\(port)\r\n"
                + request.headers.map { "\($0): \($1)\r\n" }.joined()
                + (body.isEmpty ? "" : "Content-Type: application/json\r\n")
                + (request.method == "GET" ? "" : "Content-Length: \(body.utf8.count)\r\n")
            lines.append("heads[\(index + 1)] = \(Self.quoted(head))")
            lines.append(
                body == requests.first?.body && index > 0
                    ? "bodies[\(index + 1)] = bodies[1]"
                    : "bodies[\(index + 1)] = \(Self.quoted(body))")
        }
        try (lines.joined(separator: "\n") + "\n" + Self.script)
            .write(toFile: path(name), atomically: true, encoding: .utf8)
    }

    /// Submissions of one dossier, by each of the citizens in turn.
    func writeSubmissions(of citizens: [Citizen], as name: String) throws {
        let body = try citizens[0].submission()
        try write(
            citizens.map { citizen in
                Request(
                    method: "POST", path: "/api/v1/dossiers",
                    headers: [("Authorization", "Bearer \(citizen.token)")], body: body)
            }, as: name)
    }

    struct Request: Sendable {
        var method: String
        var path: String
        var headers: [(String, String)]
        var body = ""
    }

    /// Sends what was written as `name` over so many connections; each request of a run has an
    /// Idempotency-Key of its own when `run` is given.
    func load(_ name: String, connections: Int, seconds: Double, run: String = "") async throws
        -> Sample
    {
        // wrk takes whole seconds only.
        let output = try await Tool.run([
            "wrk", "-t", "\(min(2, connections))", "-c", "\(connections)", "-d",
            "\(max(1, Int(seconds.rounded())))s", "--timeout", "10s", "-s", path(name),
            "http://127.0.0.1:\(port)", "--", run,
        ])
        guard let line = output.split(separator: "\n").last(where: { $0.hasPrefix("{") }) else {
            throw Tool.Failure(description: output)
        }
        return try JSONDecoder().decode(Sample.self, from: Foundation.Data(line.utf8))
    }

    private func path(_ name: String) -> String { "\(folder.path)/\(name).lua" }

    /// The text as a Lua string.
    private static func quoted(_ text: String) -> String {
        "\""
            + text.utf8.map { byte in
                switch byte {
                case 0x22, 0x5C: "\\" + String(UnicodeScalar(byte))
                case 0x20..<0x7F: String(UnicodeScalar(byte))
                default: "\\" + String(String(Int(byte) + 1000).dropFirst())
                }
            }.joined() + "\""
    }

    private static let script = """
        local threads, sent, number, run = 0, 0, 0, ''

        function setup(thread)
            thread:set('thread_number', threads)
            threads = threads + 1
        end

        function init(args)
            run = args[1] or ''
            -- So that threads begin at different places.
            sent = thread_number * 7919
        end

        function request()
            sent = sent + 1
            local index = sent % #heads + 1
            if run == '' then return heads[index] .. '\\r\\n' .. bodies[index] end
            return heads[index] .. 'Idempotency-Key: ' .. run .. '-' .. thread_number .. '-' .. sent
                .. '\\r\\n\\r\\n' .. bodies[index]
        end

        function done(summary, latency, requests)
            local errors = summary.errors
            local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
            io.write(string.format(
                '{"count":%d,"seconds":%f,"p50":%f,"p99":%f,"failures":%d,"cpu":{},"extra":{"p95 ms":%f}}\\n',
                summary.requests - errors.status, summary.duration / 1e6,
                latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, failed,
                latency:percentile(95) / 1e3))
        end
        """
}
