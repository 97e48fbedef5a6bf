import Contracts
import Cryptography
import Foundation
import Store

@testable import DocumentStorage

/// Accounts, dossiers and their files against what was promised for them.
extension Oracle {
    /// Everybody who registered has one usable account.
    func accounts() async throws -> [String] {
        let rows = try await rows("SELECT email, state, password_hash FROM accounts", of: .identity)
        let usable = try rows.filter { try $0["password_hash"] as String? != nil }
            .map { try $0["email"] as String }
        let promised = Set(evidence.facts.people.map(\.email))
        return promised.subtracting(usable).sorted().map { "the account of \($0) is lost" }
            + Set(try rows.map { try $0["email"] as String }).subtracting(promised).sorted()
            .map { "nobody registered the account of \($0)" }
    }

    /// Each receipt has one dossier of its citizen, in all its versions; there are no others; the
    /// codes of an agency's day have no gap.
    func dossiers() async throws -> [String] {
        var citizens: [String: String] = [:]
        for row in try await rows("SELECT id, email FROM accounts", of: .identity) {
            citizens[try row["id"]] = try row["email"]
        }
        let rows = try await rows(
            "SELECT id, code, citizen, version, content_version FROM dossiers ORDER BY id",
            of: .dossierIntake)
        var findings: [String] = []
        var left = Dictionary(grouping: evidence.facts.dossiers, by: \.code)
        for row in rows {
            let code: String = try row["code"]
            guard let filed = left.removeValue(forKey: code)?.first else {
                findings.append("dossier \(code) has no receipt, or is one too many")
                continue
            }
            if citizens[try row["citizen"]] != filed.email {
                findings.append("dossier \(code) is another citizen's")
            }
            findings += try await history(of: try row["id"], filed, version: try row["version"])
        }
        findings += left.keys.sorted().map { "dossier \($0) is lost" }
        return try await findings + gaps(in: rows.map { try $0["code"] })
    }

    private func history(
        of id: String, _ filed: Ledger.Filed, version: Int
    ) async throws -> [String] {
        let due = (1...max(filed.version, 1)).map(Int64.init)
        let looks: [(String, SQL, ServiceName)] = [
            (
                "versions",
                "SELECT version AS n FROM dossier_versions WHERE dossier = \(id) ORDER BY n",
                .dossierIntake
            ),
            (
                "steps", "SELECT version AS n FROM dossier_steps WHERE dossier = \(id) ORDER BY n",
                .dossierIntake
            ),
            (
                "announcements",
                "SELECT sequence AS n FROM outbox WHERE subject = \(id) ORDER BY n", .dossierIntake
            ),
            (
                "version in document storage",
                "SELECT sequence AS n FROM dossiers WHERE id = \(id)", .documentStorage
            ),
        ]
        var findings: [String] = []
        if version != filed.version {
            findings.append("dossier \(filed.code) is of version \(version), not \(filed.version)")
        }
        for (name, statement, service) in looks {
            let found = try await rows(statement, of: service).map { try $0["n"] as Int64 }
            let expected = service == .documentStorage ? [due.last!] : due
            if found != expected {
                findings.append("dossier \(filed.code): \(name) \(found) instead of \(expected)")
            }
        }
        return findings
    }

    private func gaps(in codes: [String]) async throws -> [String] {
        var days: [String: [Int]] = [:]
        for code in codes {
            let parts = code.split(separator: "-")
            let day = parts.dropLast().joined(separator: "-")
            days[day, default: []].append(Int(parts.last ?? "") ?? 0)
        }
        var findings: [String] = []
        for (day, numbers) in days where numbers.sorted() != Array(1...numbers.count) {
            findings.append("the codes of \(day) have a gap or a double: \(numbers.sorted())")
        }
        let counted = try await rows("SELECT last FROM dossier_counters", of: .dossierIntake)
            .reduce(0) { $0 + (try $1["last"] as Int) }
        if counted != codes.count {
            findings.append("the counters stand at \(counted) for \(codes.count) dossiers")
        }
        return findings
    }

    /// Each file of each dossier is stored, opens with its key, and is the one that was sent.
    func papers() async throws -> [String] {
        let key = try SecretKey(
            bytes: Array(try Data(contentsOf: URL(fileURLWithPath: evidence.documentsKey))))
        let keys = KeyRing(master: key)
        var findings: [String] = []
        for filed in evidence.facts.dossiers {
            let held = try await words(
                """
                SELECT a.document AS word FROM attachments a
                JOIN dossiers d ON d.id = a.dossier WHERE d.code = \(filed.code)
                """, of: .documentStorage)
            let named = try await rows(
                """
                SELECT v.components FROM dossier_versions v JOIN dossiers d ON d.id = v.dossier
                WHERE d.code = \(filed.code) AND v.version = d.content_version
                """, of: .dossierIntake
            ).flatMap { row in
                try StrictJSON.decode(
                    [Contracts.AttachedComponent].self, trusted: try row["components"])
            }.flatMap(\.documents).map(\.id.rawValue)
            let promised = filed.papers.map(\.document).sorted()
            if held.sorted() != promised || named.sorted() != promised {
                findings.append("dossier \(filed.code) holds other papers than it was given")
            }
            for paper in filed.papers {
                findings += try await damage(of: paper, keys).map {
                    "dossier \(filed.code): paper \(paper.document) \($0)"
                }
            }
        }
        return findings
    }

    private func damage(of paper: Ledger.Paper, _ keys: KeyRing) async throws -> [String] {
        let rows = try await rows(
            """
            SELECT d.*, c.sealed_key AS citizen_key FROM documents d
            JOIN citizens c ON c.id = d.owner WHERE d.id = \(paper.document)
            """, of: .documentStorage)
        guard rows.count == 1, let row = rows.first else { return ["is there \(rows.count) times"] }
        let document = try StoredDocument(row)
        guard document.state == .stored else { return ["is \(document.state.rawValue)"] }
        guard document.sha256 == SHA256.hash(paper.bytes).hex else { return ["has another hash"] }
        let path = evidence.blobs + "/" + document.blob.path
        guard let sealed = FileManager.default.contents(atPath: path) else { return ["is lost"] }
        let seal = try document.seal(
            version: document.contentVersion, citizenKey: try row["citizen_key"], keys)
        guard sealed.count == seal.sealedSize else { return ["has \(sealed.count) sealed bytes"] }
        var plain: [UInt8] = []
        for index in 0..<seal.count {
            let start = index * ChunkSeal.sealedBytes
            let chunk = sealed[start..<min(start + ChunkSeal.sealedBytes, sealed.count)]
            guard let opened = try? seal.open(Array(chunk), at: index) else {
                return ["does not open at chunk \(index)"]
            }
            plain += opened
        }
        return plain == paper.bytes ? [] : ["is not the file that was sent"]
    }
}
