import Foundation
import Lifecycle
import TestSupport

/// The whole system with citizens who are signed in.
struct SystemStand: Sendable {
    let deployment: Deployment
    let citizens: [Citizen]
    let options: Options

    /// Starts all programs; limits that stand between one machine and many citizens are raised.
    static func deployment(_ options: Options) async throws -> Deployment {
        Progress.show("starting the system")
        return try await Deployment(
            settings: [
                "ACCOUNT_REQUESTS_PER_ADDRESS": "1000000", "SESSION_IDLE": "12h",
            ], fsync: options.fsync)
    }

    /// Registers the citizens.
    init(_ deployment: Deployment, _ options: Options) async throws {
        (self.deployment, self.options) = (deployment, options)
        var citizens: [Citizen] = []
        let count = options.isSmoke ? 2 : 16
        for number in 0..<count {
            Progress.show("registering citizen \(number + 1) of \(count)")
            citizens.append(
                try await Citizen(of: deployment, email: "congdan\(number)@example.vn"))
        }
        self.citizens = citizens
    }

    /// One of the citizens, each in turn.
    func citizens(at number: Int) -> Citizen { citizens[number % citizens.count] }

    /// The programs and Redis.
    var watched: [Watched] {
        Deployment.programs.map { Watched(name: $0, pid: deployment.processID(of: $0)) }
            + [Watched(name: "redis", pid: deployment.redis.processID)]
    }

    var residentMiB: [String: Double] {
        Dictionary(uniqueKeysWithValues: watched.map { ($0.name, $0.residentMiB) })
    }

    /// Waits until nothing that follows from what was done is left to do: streams, outboxes, retries
    /// and mails.
    func waitUntilQuiet(_ what: String) async throws {
        let thread = BlockingThread("quiet")
        let deployment = deployment
        var (shown, quietLooks): (Int?, Int) = (0, 0)
        while true {
            let left = try await thread.run { try Self.leftToDo(in: deployment) }
            // What goes from one to another during a look can be seen with neither.
            quietLooks = left == 0 ? quietLooks + 1 : 0
            if quietLooks == 2 { return }
            if left == 0 { continue }
            if left != shown {
                Progress.show("\(what): \(left.map { "\($0) messages" } ?? "mails") left to handle")
            }
            shown = left
            try await Task.sleep(for: .milliseconds(options.isSmoke ? 200 : 500))
        }
    }

    /// Messages on their way; nil when only mails are left, or a service does not answer.
    private static func leftToDo(in deployment: Deployment) throws -> Int? {
        let status = try deployment.control("status", "--json")
        let lines = try JSONSerialization.jsonObject(with: Foundation.Data(status.output.utf8))
        guard let lines = lines as? [[String: Any]], !lines.isEmpty else { return nil }
        var left = 0
        for line in lines {
            guard let counts = line["status"] as? [String: Any] else { return nil }
            for name in ["backlog", "outbox", "retries"] { left += counts[name] as? Int ?? 0 }
        }
        if left > 0 { return left }
        for state in ["queued", "sending"] {
            let mails = try deployment.control("mail", "list", "--queue", "--state", state)
            if !mails.output.contains("No mails") { return nil }
        }
        return 0
    }
}
