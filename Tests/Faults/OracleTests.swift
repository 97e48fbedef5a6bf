import Contracts
import Foundation
import TestSupport
import Testing

/// The oracle itself: content with a run in which nothing went wrong, and naming each thing that is
/// then made wrong in what the run has left.
@Suite struct OracleTests {
    @Test func `names each thing that is wrong, and nothing else`() async throws {
        let trial = try await Trial("oracle", citizens: 2, dossiersEach: 2)
        try await trial.load.run()
        try await trial.rest()
        let evidence = try Evidence.collect(from: trial.deployment, trial.load.ledger)
        let without = try await Oracle.findings(in: evidence)
        #expect(without.isEmpty, "\(without)")
        for plant in Self.inStores + Self.elsewhere {
            let folder = try TemporaryFolder()
            var changed = try evidence.copied(to: folder.path)
            try plant.plant(&changed)
            let findings = try await Oracle.findings(in: changed)
            #expect(
                findings.contains { $0.contains(plant.finding) },
                "\(plant.finding): \(findings)")
        }
    }

    /// Something made wrong, and a part of the sentence that must name it.
    struct Plant: Sendable {
        let finding: String
        let plant: @Sendable (inout Evidence) throws -> Void
    }

    /// A change of a store, made past all its constraints.
    private static func sql(_ finding: String, _ service: ServiceName, _ script: String) -> Plant {
        Plant(finding: finding) { evidence in
            let program = """
                import sqlite3, sys
                store = sqlite3.connect(sys.argv[1])
                store.executescript(sys.argv[2])
                store.commit()
                """
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
            process.arguments = ["-c", program, evidence.stores[service]!, script]
            try process.run()
            process.waitUntilExit()
            guard process.terminationStatus == 0 else {
                throw Deployment.Failure("not planted: \(finding)")
            }
        }
    }

    /// The first row of a table a second time, with no constraint left to refuse it.
    private static func double(
        _ finding: String, _ service: ServiceName, _ table: String
    ) -> Plant {
        sql(
            finding, service,
            """
            CREATE TABLE loose AS SELECT * FROM \(table);
            INSERT INTO loose SELECT * FROM \(table) LIMIT 1;
            DROP TABLE \(table);
            ALTER TABLE loose RENAME TO \(table);
            """)
    }

    private static let inStores: [Plant] = [
        double("dossier code", .dossierIntake, "dossiers"),
        double("Message-ID", .mailer, "mails"),
        double("message id in the inbox", .documentStorage, "inbox"),
        double("message id in the outbox", .identity, "outbox"),
        double("account", .identity, "accounts"),
        double("attachment", .documentStorage, "attachments"),
        double("notice", .notification, "notices"),
        sql("is lost", .dossierIntake, "DELETE FROM dossiers WHERE version = 1"),
        sql("versions", .dossierIntake, "DELETE FROM dossier_versions WHERE version = 1"),
        sql("steps", .dossierIntake, "DELETE FROM dossier_steps WHERE version = 1"),
        sql("announcements", .dossierIntake, "UPDATE outbox SET sequence = 3 WHERE sequence = 2"),
        sql("counters stand", .dossierIntake, "UPDATE dossier_counters SET last = last + 1"),
        sql(
            "have a gap", .dossierIntake,
            "UPDATE dossiers SET code = substr(code, 1, length(code) - 1) || '9' WHERE version = 2"),
        sql("another citizen's", .dossierIntake, "UPDATE dossiers SET citizen = 'nobody'"),
        sql("holds other papers", .documentStorage, "DELETE FROM attachments"),
        sql("there 0 times", .documentStorage, "DELETE FROM documents"),
        sql("another hash", .documentStorage, "UPDATE documents SET sha256 = 'abc'"),
        sql("refers to nothing", .documentStorage, "DELETE FROM citizens"),
        sql("never handled", .documentStorage, "DELETE FROM inbox"),
        sql("never handled", .mailer, "DELETE FROM inbox"),
        sql("never published", .notification, "UPDATE outbox SET published_at = NULL"),
        sql("never settled", .notification, "UPDATE outbox SET settled_at = NULL"),
        double("was given twice", .notification, "outbox"),
        sql(
            "waits for its next attempt", .mailer,
            """
            INSERT INTO retries (id, stream, fields, attempts, last_error, next_at)
            VALUES ('1', 's', x'00', 1, 'e', 0)
            """),
        sql(
            "dead letter", .mailer,
            """
            INSERT INTO dead_letters (number, id, type, stream, fields, reason, attempts, died_at)
            VALUES (1, '1', 't', 's', x'00', 'r', 1, 0)
            """),
        sql("chain breaks at 2", .identity, "UPDATE audit SET actor = 'me' WHERE seq = 2"),
        sql("chain breaks at 1", .dossierIntake, "DELETE FROM audit WHERE seq = 1"),
        sql("the account of", .identity, "UPDATE accounts SET password_hash = NULL"),
        sql("nobody asked for mail", .mailer, "DELETE FROM mails"),
        sql("is failed", .mailer, "UPDATE mails SET state = 'failed'"),
        sql(
            "missing from index", .dossierIntake,
            """
            PRAGMA writable_schema = ON;
            UPDATE sqlite_master SET sql = replace(sql, 'code_key, code', 'code, code_key')
            WHERE name = 'dossiers_by_code';
            """),
    ]

    private static let elsewhere: [Plant] = [
        Plant(finding: "never arrived") { $0.mails.removeFirst() },
        Plant(finding: "0 mails about dossier") { evidence in
            let code = evidence.facts.dossiers[0].code
            evidence.mails.removeAll { $0.text.contains(code) }
        },
        Plant(finding: "arrived 2 times") { $0.mails.append($0.mails[0]) },
        Plant(finding: "is lost") { evidence in
            let filed = evidence.facts.dossiers[0]
            evidence.facts.dossiers.append(
                .init(email: filed.email, code: "000.00", papers: filed.papers, version: 1))
        },
        Plant(finding: "one too many") { $0.facts.dossiers.removeFirst() },
        Plant(finding: "owes 1") { $0.owed.append("owes 1") },
        Plant(finding: "does not open") { evidence in
            try changeFile(in: evidence.blobs) { $0[$0.count / 2] ^= 1 }
        },
        Plant(finding: "sealed bytes") { try changeFile(in: $0.blobs) { $0.removeLast() } },
        Plant(finding: "a secret stands in") { evidence in
            try append(evidence.facts.people[0].identityNumber, to: evidence.openFiles[0])
        },
        Plant(finding: "a secret stands in") { evidence in
            try append(evidence.facts.people[1].familyName, to: evidence.openFiles.last!)
        },
        Plant(finding: "a secret stands in") { evidence in
            try append(evidence.facts.credentials.first!, to: evidence.stores[.mailer]! + "-wal")
        },
    ]

    /// Changes every file: which of them an amended dossier holds no more is chance.
    private static func changeFile(
        in folder: String, _ change: (inout [UInt8]) -> Void
    ) throws {
        let files = try FileManager.default.subpathsOfDirectory(atPath: folder)
        for blob in files.filter({ $0.hasSuffix(".blob") }).map({ folder + "/" + $0 }) {
            var bytes = Array(FileManager.default.contents(atPath: blob) ?? Data())
            change(&bytes)
            try Data(bytes).write(to: URL(fileURLWithPath: blob))
        }
    }

    private static func append(_ words: String, to file: String) throws {
        let before = FileManager.default.contents(atPath: file) ?? Data()
        try (before + Data(words.utf8)).write(to: URL(fileURLWithPath: file))
    }
}
