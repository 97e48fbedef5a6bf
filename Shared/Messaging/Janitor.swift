import Contracts
import Lifecycle
import Store

/// Trims what everybody has read, settles what has arrived, sends again what a new generation of
/// Redis may have lost, and forgets what is old.
struct Janitor: Sendable {
    let service: ServiceName
    let store: Store
    let bus: Bus
    let floors: StreamFloors
    let clock: WallClock
    let timings: Timings

    /// How often old rows are forgotten.
    private static let cleaningInterval = Duration.seconds(3600)
    /// Rows removed in one transaction.
    private static let cleaningLimit = 1000

    /// Works until stopped.
    func run(until stop: StopSignal) async {
        var lastCleaning: ContinuousClock.Instant?
        while !stop.isStopped {
            do {
                try await settleAndTrim()
                if lastCleaning.map({ .now - $0 >= Self.cleaningInterval }) ?? true {
                    lastCleaning = .now
                    try await forgetOldRows()
                }
            } catch {
                Log.warningSometimes("janitor waits", ["error": String(describing: error)])
            }
            await pause(for: timings.janitor, unless: stop)
        }
    }

    /// One round over the service's own streams and those it has published to.
    func settleAndTrim() async throws {
        for stream in [Stream.commands(of: service), Stream.events(of: service)] {
            let floor = try await floors.look(at: stream)
            guard let entry = floor.entry else {
                Log.warningSometimes("registered group is missing", ["stream": stream])
                continue
            }
            try await trim(stream, below: entry)
        }
        for stream in try await unsettledStreams() {
            let floor = try await floors.look(at: stream)
            try await sendAgain(whatIsNotOf: floor.generation)
            if let entry = floor.entry { try await settle(stream, below: entry, floor.generation) }
        }
    }

    private func trim(_ stream: String, below entry: EntryID) async throws {
        let young = EntryID(packed: (clock.now() - timings.eventStay).milliseconds << 20)
        let floor = min(entry, young)
        _ = try await bus.writer.send([RedisCommand("XTRIM", stream, "MINID", "~", floor.text)])
            .replies[0].checked()
    }

    private func unsettledStreams() async throws -> [String] {
        try await store.read { snapshot in
            try snapshot.rows(
                """
                SELECT DISTINCT stream FROM outbox
                WHERE settled_at IS NULL AND published_at IS NOT NULL
                """
            ).map { try $0["stream"] }
        }
    }

    /// What was published under another generation and is not settled waits again for the relay;
    /// consumers know by their inboxes what they have had.
    private func sendAgain(whatIsNotOf generation: String) async throws {
        let count = try await store.write { transaction in
            try transaction.execute(
                """
                UPDATE outbox SET published_at = NULL, generation = NULL, entry = NULL
                WHERE settled_at IS NULL AND published_at IS NOT NULL
                    AND generation <> \(generation)
                """)
        }
        guard count > 0 else { return }
        Log.warning("redis lost its data: publishing again", ["rows": "\(count)"])
        Metrics.count("outbox_published_again_total", by: count)
        store.lookAtOutbox()
    }

    /// What has arrived is settled; its content, which nobody needs any more, goes.
    private func settle(
        _ stream: String, below entry: EntryID, _ generation: String
    ) async throws {
        let now = clock.now()
        try await store.write { transaction in
            _ = try transaction.execute(
                """
                UPDATE outbox SET settled_at = \(now), data = \([UInt8]())
                WHERE stream = \(stream) AND entry < \(entry.packed)
                    AND settled_at IS NULL AND published_at IS NOT NULL
                    AND generation = \(generation)
                """)
        }
    }

    private func forgetOldRows() async throws {
        let handledBefore = clock.now() - timings.inboxMemory
        let settledBefore = clock.now() - timings.outboxMemory
        var isMore = true
        while isMore, !Task.isCancelled {
            isMore = try await store.write { transaction in
                let handled = try transaction.execute(
                    """
                    DELETE FROM inbox WHERE id IN (SELECT id FROM inbox
                        WHERE handled_at < \(handledBefore) LIMIT \(Self.cleaningLimit))
                    """)
                let settled = try transaction.execute(
                    """
                    DELETE FROM outbox WHERE number IN (SELECT number FROM outbox
                        WHERE settled_at < \(settledBefore) AND settled_at IS NOT NULL
                        LIMIT \(Self.cleaningLimit))
                    """)
                return max(handled, settled) == Self.cleaningLimit
            }
        }
    }
}
