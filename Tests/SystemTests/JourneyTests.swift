import Foundation
import TestSupport
import Testing

/// The citizen's whole story, with every message delivered twice.
@Suite struct JourneyTests {
    @Test func `the whole story has each effect once when every message comes twice`() async throws
    {
        let deployment = try await Deployment(deliversTwice: true)
        let lines = deployment.environment.map { "\($0.key)='\($0.value)'" }.joined(separator: "\n")
        let file = deployment.folder.path + "/egov.env"
        try lines.write(toFile: file, atomically: true, encoding: .utf8)
        let journey = try deployment.run(
            "/usr/bin/env",
            ["python3", Deployment.root.path + "/deploy/journey", deployment.portal],
            [
                "EGOV_ENV": file, "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin",
                "EGOVCTL": Deployment.binaries.appendingPathComponent("egovctl").path,
            ])
        let story = journey.output + "\n" + (try deployment.logs())
        #expect(journey.status == 0, "\(story)")
        #expect(try #require(deployment.proxy).count > 30)
        let audit = try deployment.control("audit", "verify")
        #expect(audit.status == 0, "\(audit.output)")
        let statuses = deployment.end()
        #expect(statuses.values.allSatisfy { $0 == 0 }, "\(statuses)")

        #expect(
            try await deployment.number("SELECT count(*) AS n FROM dossiers", in: "dossiers") == 1)
        for store in ["identity", "mailer", "dossiers", "documents", "notices"] {
            let dead = try await deployment.number(
                "SELECT count(*) AS n FROM dead_letters", in: store)
            #expect(dead == 0, "\(store)")
        }
        let mails = try await deployment.number("SELECT count(*) AS n FROM mails", in: "mailer")
        let purposes = try await deployment.number(
            "SELECT count(DISTINCT purpose) AS n FROM mails", in: "mailer")
        #expect(mails == purposes && mails >= 3)
        let files = try FileManager.default.contentsOfDirectory(
            atPath: deployment.folder.path + "/mail/new")
        #expect(files.count == mails)
        let notices = try await deployment.number(
            "SELECT count(*) AS n FROM notices", in: "notices")
        let topics = try await deployment.number(
            "SELECT count(DISTINCT topic) AS n FROM notices", in: "notices")
        #expect(notices == topics && notices >= 2)

        let logs = try deployment.logs()
        for secret in ["048190000017", "0905123456", "Bạch Đằng", "example.vn", "Sông Hàn"] {
            #expect(!logs.contains(secret), "\(secret) is in a log")
        }
        for secret in ["048190000017", "0905123456", "Bạch Đằng", "NGUYỄN AN NHIÊN"] {
            let written = try deployment.redis.everythingWritten()
            #expect(written.range(of: Data(secret.utf8)) == nil, "\(secret) is in Redis' file")
        }
    }
}
