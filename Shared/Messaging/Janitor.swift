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
    /// Rows changed or removed in one transaction, so that nobody waits long behind it.
    private static let batchLimit = 250

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
        let lost: SQL = """
            SELECT number FROM outbox WHERE settled_at IS NULL AND published_at IS NOT NULL
                AND generation <> \(generation) LIMIT \(Self.batchLimit)
            """
        // Nearly always there is none, which a look finds out without the writer.
        guard try await !store.read({ try $0.rows(lost) }).isEmpty else { return }
        let count = try await inBatches { transaction in
            try transaction.execute(
                """
                UPDATE outbox SET published_at = NULL, generation = NULL, entry = NULL
                WHERE number IN (\(part: lost))
                """)
        }
        Log.warning("redis lost its data: publishing again", ["rows": "\(count)"])
        Metrics.count("outbox_published_again_total", by: count)
        store.lookAtOutbox()
    }

    /// What has arrived is settled; its content, which nobody needs any more, goes.
    private func settle(
        _ stream: String, below entry: EntryID, _ generation: String
    ) async throws {
        let now = clock.now()
        _ = try await inBatches { transaction in
            try transaction.execute(
                """
                UPDATE outbox SET settled_at = \(now), data = \([UInt8]())
                WHERE number IN (SELECT number FROM outbox
                    WHERE stream = \(stream) AND entry < \(entry.packed)
                        AND settled_at IS NULL AND published_at IS NOT NULL
                        AND generation = \(generation)
                    LIMIT \(Self.batchLimit))
                """)
        }
    }

    /// Runs `change`, which takes a batch of rows and counts them, until none is left.
    private func inBatches(
        _ change: @escaping @Sendable (borrowing Transaction) throws -> Int
    ) async throws -> Int {
        var total = 0
        while !Task.isCancelled {
            let count = try await store.write(change)
            total += count
            if count < Self.batchLimit { break }
        }
        return total
    }

    private func forgetOldRows() async throws {
        let handledBefore = clock.now() - timings.inboxMemory
        let settledBefore = clock.now() - timings.outboxMemory
        _ = try await inBatches { transaction in
            try transaction.execute(
                """
                DELETE FROM inbox WHERE id IN (SELECT id FROM inbox
                    WHERE handled_at < \(handledBefore) LIMIT \(Self.batchLimit))
                """)
        }
        _ = try await inBatches { transaction in
            try transaction.execute(
                """
                DELETE FROM outbox WHERE number IN (SELECT number FROM outbox
                    WHERE settled_at < \(settledBefore) AND settled_at IS NOT NULL
                    LIMIT \(Self.batchLimit))
                """)
        }
    }
}
