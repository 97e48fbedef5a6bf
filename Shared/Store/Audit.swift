import Cryptography
import Lifecycle

/// What the audit chain found wrong, or that all is well.
package struct AuditVerdict: Sendable, Equatable {
    /// Entries that were checked.
    package let entries: Int64
    /// The first entry that does not fit; nil when all do.
    package let firstBad: Int64?
}

extension Transaction {
    /// Adds an entry to the store's audit chain: gapless numbers, each hash over the one before.
    ///
    /// - Parameters:
    ///   - action: What was done: `officer-created`.
    ///   - actor: The id of who did it.
    ///   - subject: The id of what it was done to.
    ///   - commitment: A salted hash of personal content, never the content; may be empty.
    package func audit(
        _ action: String, by actor: String, of subject: String, commitment: String = ""
    ) throws {
        let last = try first("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1")
        let seq: Int64 = try last.map { try $0["seq"] as Int64 + 1 } ?? 1
        let previous: [UInt8] = try last.map { try $0["hash"] } ?? []
        let hash = auditHash(previous, seq, time, actor, action, subject, commitment)
        try execute(
            """
            INSERT INTO audit (seq, at, actor, action, subject, commitment, hash)
            VALUES (\(seq), \(time), \(actor), \(action), \(subject), \(commitment), \(hash))
            """)
    }
}

extension Store {
    /// Walks the audit chain from its beginning, a page at a time.
    package func verifyAudit() async throws -> AuditVerdict {
        var state = (seq: Int64(0), hash: [UInt8]())
        while true {
            let (from, before) = state
            let page = try await read { snapshot in
                try auditPage(after: from, previous: before, in: snapshot)
            }
            if let bad = page.firstBad { return AuditVerdict(entries: page.seq, firstBad: bad) }
            if page.seq == from { return AuditVerdict(entries: from, firstBad: nil) }
            state = (page.seq, page.hash)
        }
    }
}

private func auditPage(
    after seq: Int64, previous: [UInt8], in snapshot: borrowing Snapshot
) throws -> (seq: Int64, hash: [UInt8], firstBad: Int64?) {
    var (seq, hash) = (seq, previous)
    let rows = try snapshot.rows(
        "SELECT * FROM audit WHERE seq > \(seq) ORDER BY seq LIMIT 1000")
    for row in rows {
        let expected = auditHash(
            hash, seq + 1, try row["at"], try row["actor"], try row["action"],
            try row["subject"], try row["commitment"])
        guard try row["seq"] as Int64 == seq + 1, try row["hash"] as [UInt8] == expected else {
            return (seq, hash, seq + 1)
        }
        (seq, hash) = (seq + 1, expected)
    }
    return (seq, hash, nil)
}

private func auditHash(
    _ previous: [UInt8], _ seq: Int64, _ at: Timestamp, _ texts: String...
) -> [UInt8] {
    var entry: [UInt8] = []
    for text in ["\(seq)", "\(at.milliseconds)"] + texts {
        withUnsafeBytes(of: UInt64(text.utf8.count).littleEndian) { entry += $0 }
        entry += text.utf8
    }
    return keyedHash(key: nil, previous, entry)
}
