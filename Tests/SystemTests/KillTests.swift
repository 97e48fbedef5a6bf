import Foundation
import Glibc
import TestSupport
import Testing

/// Programs and Redis that end in mid-work, as by a power cut.
@Suite(.serialized) struct KillTests {
    @Test func `programs killed under load lose and double nothing`() async throws {
        let deployment = try await Deployment()
        let citizen = try await Citizen(of: deployment, email: "binh@example.org")
        let body = try citizen.submission()
        let codes = try await withThrowingTaskGroup(of: [String].self) { group in
            for worker in 0..<4 {
                group.addTask {
                    try (0..<25).map { number in
                        try Self.submitUntilAnswered(citizen, body, key: "\(worker)-\(number)")
                    }
                }
            }
            for name in ["dossier-intake", "notification", "mailer", "identity", "dossier-intake"] {
                try await Task.sleep(for: .milliseconds(150))
                deployment.end(name, SIGKILL)
                try deployment.start(name)
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(codes.count == 100 && Set(codes).count == 100)
        try await Self.waitUntilQuiet(deployment)
        let listed = try deployment.control("status", "--json")
        deployment.end()
        let count = { (sql: String, file: String) in try await deployment.number(sql, in: file) }
        #expect(try await count("SELECT count(*) AS n FROM dossiers", "dossiers") == 100)
        let about = "FROM mails WHERE purpose = 'dossier-submitted'"
        #expect(
            try await count("SELECT count(*) AS n \(about)", "mailer") == 100, "\(listed.output)")
        #expect(
            try await count("SELECT count(*) AS n \(about) AND state <> 'sent'", "mailer") == 0)
        for store in ["identity", "mailer", "dossiers", "documents", "notices"] {
            #expect(try await count("SELECT count(*) AS n FROM dead_letters", store) == 0)
        }
    }

    @Test func `without Redis the answer is a kind 503, and with it all goes on`() async throws {
        let deployment = try await Deployment()
        let citizen = try await Citizen(of: deployment, email: "tam@example.org")
        let body = try citizen.submission()
        deployment.redis.kill()
        let away = try citizen.send("POST", "/api/v1/dossiers", json: body)
        #expect([503, 504].contains(away.status), "\(away.status) \(away.text)")
        #expect(away.headers["retry-after"] != nil)
        #expect((away.json["detail"] as? String)?.isEmpty == false)
        let ready = try deployment.isReady("gateway")
        #expect(!ready)
        try deployment.redis.start()
        let code = try Self.submitUntilAnswered(citizen, body, key: "sau-khi-redis-ve")
        #expect(code.contains("-"))
        deployment.end()
    }

    /// Submits until there is a receipt, as a browser that repeats with the same key does.
    static func submitUntilAnswered(
        _ citizen: Citizen, _ body: String, key: String
    ) throws -> String {
        let end = ContinuousClock.now + .seconds(60)
        var last = ""
        while ContinuousClock.now < end {
            let answer = try citizen.send(
                "POST", "/api/v1/dossiers", json: body, headers: [("Idempotency-Key", key)])
            if let code = answer.json["code"] as? String, answer.status == 201 { return code }
            guard answer.status >= 500 else { throw Deployment.Failure(answer.text) }
            last = answer.text
        }
        throw Deployment.Failure("never answered: \(last)")
    }

    /// Waits until no program has anything left to do.
    static func waitUntilQuiet(_ deployment: Deployment) async throws {
        let end = ContinuousClock.now + .seconds(90)
        while ContinuousClock.now < end {
            try await Task.sleep(for: .milliseconds(500))
            let status = try deployment.control("status", "--json")
            let lines = try? JSONSerialization.jsonObject(with: Data(status.output.utf8))
            let counts = (lines as? [[String: Any]] ?? []).map { $0["status"] as? [String: Any] }
            let waiting = counts.reduce(0) { sum, count in
                sum
                    + ["backlog", "outbox", "retries"].reduce(0) {
                        $0 + (count?[$1] as? Int ?? 1)
                    }
            }
            let queued = try deployment.control("mail", "list", "--queue", "--state", "queued")
            if !counts.isEmpty, waiting == 0, queued.output.contains("No mails") { return }
        }
    }
}
