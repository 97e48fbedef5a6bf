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
                        try citizen.submitUntilAnswered(body, key: "\(worker)-\(number)")
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
        try await deployment.waitUntilQuiet()
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
        let code = try citizen.submitUntilAnswered(body, key: "sau-khi-redis-ve")
        #expect(code.contains("-"))
        deployment.end()
    }
}
