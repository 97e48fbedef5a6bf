import Contracts
import Foundation
import Store

/// Reads what a run has left and names everything that breaks a promise.
///
/// Each part answers its findings as sentences; none means that all promises are kept.
struct Oracle: Sendable {
    let evidence: Evidence
    let shelves: [ServiceName: Store]

    /// All that is wrong with the evidence.
    static func findings(in evidence: Evidence) async throws -> [String] {
        var shelves: [ServiceName: Store] = [:]
        for (service, path) in evidence.stores {
            shelves[service] = try await Store.open(path, migrations: [])
        }
        let oracle = Oracle(evidence: evidence, shelves: shelves)
        var findings = evidence.owed
        findings += try await oracle.soundness()
        findings += try await oracle.messages()
        findings += try await oracle.accounts()
        findings += try await oracle.dossiers()
        findings += try await oracle.papers()
        findings += try await oracle.mails()
        findings += try oracle.secrecy()
        return findings
    }

    /// The rows that a statement finds in a service's store.
    func rows(_ statement: SQL, of service: ServiceName) async throws -> [Row] {
        guard let store = shelves[service] else { throw StoreError.unexpected("no store") }
        return try await store.read { try $0.rows(statement) }
    }

    /// The words of one column.
    func words(_ statement: SQL, of service: ServiceName) async throws -> [String] {
        try await rows(statement, of: service).map { try $0["word"] }
    }

    /// Those that come more than once.
    func doubles(_ words: [String]) -> [String] {
        Dictionary(grouping: words) { $0 }.filter { $0.value.count > 1 }.keys.sorted()
    }
}

// MARK: - Each store by itself

extension Oracle {
    /// The files are whole, the audit chains too, no key is there twice, and nothing waits.
    func soundness() async throws -> [String] {
        var findings: [String] = []
        for service in ServiceName.allCases {
            let found =
                try await damages(of: service) + waiting(in: service) + doubleKeys(of: service)
            findings += found.map { "\(service.rawValue): \($0)" }
        }
        return findings
    }

    private func damages(of service: ServiceName) async throws -> [String] {
        var damages = try await rows("PRAGMA integrity_check", of: service)
            .map { try $0["integrity_check"] as String }.filter { $0 != "ok" }
        do {
            let strays = try await rows("PRAGMA foreign_key_check", of: service)
            damages += try strays.map { "a row of \(try $0["table"] as String) refers to nothing" }
        } catch let error as StoreError {
            damages.append("\(error)")
        }
        if let bad = try await shelves[service]?.verifyAudit().firstBad {
            damages.append("the audit chain breaks at \(bad)")
        }
        return damages
    }

    private func waiting(in service: ServiceName) async throws -> [String] {
        let retries = try await words("SELECT id AS word FROM retries", of: service)
        let unpublished = try await words(
            "SELECT id AS word FROM outbox WHERE published_at IS NULL", of: service)
        let unsettled = try await words(
            "SELECT id AS word FROM outbox WHERE published_at IS NOT NULL AND settled_at IS NULL",
            of: service)
        let letters = try await rows("SELECT id, type, reason FROM dead_letters", of: service)
        let dead = try letters.filter { row in
            !evidence.plantedDeadLetters.contains(try row["id"])
        }
        return retries.map { "message \($0) still waits for its next attempt" }
            + unpublished.map { "message \($0) was never published" }
            + unsettled.map { "message \($0) never settled" }
            + (try dead.map {
                "dead letter \(try $0["type"] as String): \(try $0["reason"] as String)"
            })
    }

    /// No constraint is trusted: the keys are counted.
    private func doubleKeys(of service: ServiceName) async throws -> [String] {
        var keys: [(String, SQL)] = [
            ("message id in the inbox", "SELECT id AS word FROM inbox"),
            (
                "Idempotency-Key",
                "SELECT key_hash AS word FROM inbox WHERE key_hash IS NOT NULL"
            ),
            ("message id in the outbox", "SELECT id AS word FROM outbox"),
            ("dead letter", "SELECT id AS word FROM dead_letters"),
        ]
        switch service {
        case .identity:
            keys.append(("account", "SELECT email_key AS word FROM accounts"))
        case .mailer:
            keys += [
                ("mail id", "SELECT id AS word FROM mails"),
                ("Message-ID", "SELECT message_id AS word FROM mails"),
            ]
        case .dossierIntake:
            keys += [
                ("dossier", "SELECT id AS word FROM dossiers"),
                ("dossier code", "SELECT code AS word FROM dossiers"),
            ]
        case .documentStorage:
            keys += [
                ("document", "SELECT id AS word FROM documents"),
                ("file", "SELECT blob AS word FROM documents"),
                ("attachment", "SELECT document || ' ' || dossier AS word FROM attachments"),
            ]
        case .notification:
            keys.append(
                (
                    "notice",
                    """
                    SELECT citizen || ' ' || topic || ' ' || COALESCE(dossier_code, '') AS word
                    FROM notices WHERE topic <> 'password-changed'
                    """
                ))
        }
        var findings: [String] = []
        for (name, statement) in keys {
            findings += doubles(try await words(statement, of: service)).map {
                "\(name) \($0) is there more than once"
            }
        }
        return findings
    }
}

// MARK: - Between the stores

extension Oracle {
    /// What one service announced or asked for, everybody who had to hear it has heard.
    func messages() async throws -> [String] {
        var heard: [ServiceName: Set<String>] = [:]
        for service in ServiceName.allCases {
            heard[service] = Set(try await words("SELECT id AS word FROM inbox", of: service))
        }
        var findings: [String] = []
        var sent: [String] = []
        for service in ServiceName.allCases {
            for row in try await rows("SELECT id, stream, type FROM outbox", of: service) {
                let (id, stream, type) = (
                    try row["id"] as String, try row["stream"] as String, try row["type"] as String
                )
                sent.append(id)
                for listener in Self.listeners(of: type, on: stream)
                where heard[listener]?.contains(id) != true
                    && !evidence.plantedDeadLetters.contains(id)
                {
                    findings.append("\(listener.rawValue) never handled \(type) \(id)")
                }
            }
        }
        return findings + doubles(sent).map { "message id \($0) was given twice" }
    }

    private static func listeners(of type: String, on stream: String) -> [ServiceName] {
        if stream.hasPrefix("egov:commands:") {
            return [ServiceName(rawValue: String(stream.dropFirst("egov:commands:".count)))]
                .compactMap(\.self)
        }
        return Directory.subscriptions.first { $0.event.name == type }?.heardBy ?? []
    }
}
