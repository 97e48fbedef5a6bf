import Contracts
import Lifecycle
import Store

/// Clears away, at the start and every hour: uploads that never came, removed papers no dossier
/// holds, bytes whose document is gone, tickets that have expired.
struct SweepFiles: Sendable {
    /// The time between two sweeps.
    static let interval: Duration = .seconds(3600)
    /// How long a discarded blob is looked for again: longer than any transfer that was under way
    /// can still write it.
    static let memory: Duration = .seconds(7200)
    /// The age at which an incoming file belongs to nobody any more.
    static let incomingAge: Duration = .seconds(24 * 3600)

    let store: Store
    let blobs: BlobFolder
    let clock: WallClock

    /// One sweep.
    func sweep() async throws {
        while try await store.write({ try Disposal.dispose(in: $0) }) > 0 {}
        try await removeDiscarded()
        try await forgetTickets()
        let removed = try await blobs.removeIncoming(olderThan: clock.now() - Self.incomingAge)
        if removed > 0 { Log.info("swept incoming files", ["files": "\(removed)"]) }
    }

    private func removeDiscarded() async throws {
        var after = ""
        while true {
            let from = after
            let page: [BlobID] = try await store.read { snapshot in
                try snapshot.rows(
                    """
                    SELECT blob FROM discarded_blobs WHERE blob > \(from) ORDER BY blob LIMIT 500
                    """
                ).map { try $0["blob"] }
            }
            guard let last = page.last else { break }
            for blob in page { try await blobs.remove(blob) }
            after = last.rawValue
        }
        let cutoff = clock.now() - Self.memory
        _ = try await store.write { transaction in
            try transaction.execute("DELETE FROM discarded_blobs WHERE discarded_at < \(cutoff)")
        }
    }

    private func forgetTickets() async throws {
        let cutoff = clock.now() - Ticket.lifetime
        _ = try await store.write { transaction in
            try transaction.execute("DELETE FROM tickets WHERE expires_at < \(cutoff)")
        }
    }
}
