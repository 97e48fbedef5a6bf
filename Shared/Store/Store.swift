package import Lifecycle
import Synchronization

/// A service's own SQL store.
///
/// `write` answers only after the change is on the disk. Changes that wait at the same time share
/// one commit and so one fsync: one that throws leaves no trace and does not disturb the others,
/// which may run a second time for it. When the commit itself fails, none of them is kept and each
/// throws `StoreError.unavailable`.
package final class Store: Sendable {
    private let writer: Writer
    private let readers: [Reader]
    private let nextReader = Atomic<Int>(0)
    /// Yields after each commit that left rows in the outbox, and after `lookAtOutbox`.
    package let outboxChanges: AsyncStream<Void>
    /// Those rows.
    package var committedRows: CommittedRows { writer.committedRows }

    /// Changes that one commit takes at most.
    package static let batchLimit = 512

    /// Opens the store, making it and bringing its schema up to date first.
    ///
    /// One process at a time may have a SQLite file open; one that stops may hold it a moment longer.
    ///
    /// - Parameters:
    ///   - location: `sqlite:` and a path, or a path.
    ///   - lockTimeout: How long to wait for another process to let go of the file.
    package static func open(
        _ location: String, migrations: [Migration], clock: WallClock = .system,
        lockTimeout: Duration = .seconds(20)
    ) async throws -> Store {
        guard !location.hasPrefix("postgresql:") else {
            throw ConfigurationError("store", "PostgreSQL is not supported by this build")
        }
        let path = location.hasPrefix("sqlite:") ? String(location.dropFirst(7)) : location
        let thread = BlockingThread("store-writer")
        let (changes, outbox) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let writer = try await thread.run {
            let lock = try FileLock(path + ".lock", timeout: lockTimeout)
            let connection = try SQLiteConnection(path: path, isReadOnly: false)
            try Migration.apply(
                Migration.ofEveryStore + migrations, to: connection, at: clock.now())
            return Writer(
                connection: connection, lock: lock, thread: thread, clock: clock, outbox: outbox)
        }
        let readers = try (0..<2).map { number in
            Reader(
                connection: try SQLiteConnection(path: path, isReadOnly: true),
                thread: BlockingThread("store-reader-\(number)"))
        }
        return Store(writer: writer, readers: readers, outboxChanges: changes)
    }

    private init(writer: Writer, readers: [Reader], outboxChanges: AsyncStream<Void>) {
        self.writer = writer
        self.readers = readers
        self.outboxChanges = outboxChanges
    }

    /// Makes `outboxChanges` yield, for whoever publishes it.
    package func lookAtOutbox() { writer.outbox.yield() }

    /// Changes the store; answers what `body` answers once it is on the disk.
    package func write<Value: Sendable>(
        _ body: @escaping @Sendable (borrowing Transaction) throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            writer.add(Change(body: body, continuation: continuation))
        }
    }

    /// Reads the store as it was after the last commit.
    package func read<Value: Sendable>(
        _ body: @escaping @Sendable (borrowing Snapshot) throws -> Value
    ) async throws -> Value {
        let turn = nextReader.wrappingAdd(1, ordering: .relaxed).newValue
        return try await readers[abs(turn) % readers.count].run(body)
    }

    /// Moves the write-ahead log into the file; the last thing before a program stops.
    package func checkpoint() async throws { try await writer.checkpoint() }
}

/// A change that waits for its commit.
private protocol PendingChange: Sendable {
    /// Runs the change inside the open transaction; answers what to do once the commit is known.
    func run(in transaction: borrowing Transaction) throws -> @Sendable () -> Void
    func fail(_ error: any Error)
}

private struct Change<Value: Sendable>: PendingChange {
    let body: @Sendable (borrowing Transaction) throws -> Value
    let continuation: CheckedContinuation<Value, any Error>

    func run(in transaction: borrowing Transaction) throws -> @Sendable () -> Void {
        let value = try body(transaction)
        return { continuation.resume(returning: value) }
    }

    func fail(_ error: any Error) { continuation.resume(throwing: error) }
}

/// The one connection that writes. Its connection is touched on its thread alone, which is what
/// makes `@unchecked Sendable` true; the queue is guarded by its mutex.
private final class Writer: @unchecked Sendable {
    private let connection: SQLiteConnection
    private let lock: FileLock
    private let thread: BlockingThread
    private let clock: WallClock
    private let effects = Transaction.Effects()
    private let queue = Mutex<(waiting: [any PendingChange], isDraining: Bool)>(([], false))
    /// Tells whoever publishes the outbox to look.
    let outbox: AsyncStream<Void>.Continuation
    let committedRows = CommittedRows()

    init(
        connection: SQLiteConnection, lock: FileLock, thread: BlockingThread, clock: WallClock,
        outbox: AsyncStream<Void>.Continuation
    ) {
        self.connection = connection
        self.lock = lock
        self.thread = thread
        self.clock = clock
        self.outbox = outbox
    }

    func add(_ change: some PendingChange) {
        let mustStart = queue.withLock { queue in
            queue.waiting.append(change)
            defer { queue.isDraining = true }
            return !queue.isDraining
        }
        if mustStart { thread.start { self.drain() } }
    }

    func checkpoint() async throws {
        try await thread.run { try self.connection.script("PRAGMA wal_checkpoint(TRUNCATE)") }
    }

    private func drain() {
        while true {
            let batch: [any PendingChange] = queue.withLock { queue in
                let batch = Array(queue.waiting.prefix(Store.batchLimit))
                queue.waiting.removeFirst(batch.count)
                if batch.isEmpty { queue.isDraining = false }
                return batch
            }
            if batch.isEmpty { return }
            commit(batch)
        }
    }

    private func commit(_ batch: [any PendingChange]) {
        // Savepoints copy each page before it changes, and nearly never is one needed: they are
        // set in a second attempt alone.
        if !commit(batch, withSavepoints: false) { _ = commit(batch, withSavepoints: true) }
    }

    /// Runs the changes and commits them; false, with everything undone and nobody answered, when a
    /// change that had written something threw and no savepoint can undo it alone.
    private func commit(_ batch: [any PendingChange], withSavepoints: Bool) -> Bool {
        var answers: [@Sendable () -> Void] = []
        effects.outboxRows = []
        do {
            try connection.step("BEGIN IMMEDIATE")
            for change in batch {
                let rowsBefore = connection.totalChangedRows
                switch attempt(change, withSavepoint: withSavepoints) {
                case .success(let finish): answers.append(finish)
                // SQLite has undone the whole transaction.
                case .failure(let error) where connection.isAutocommit: throw error
                case .failure(let error):
                    if !withSavepoints, connection.totalChangedRows != rowsBefore {
                        try connection.step("ROLLBACK")
                        return false
                    }
                    answers.append { change.fail(error) }
                }
            }
            try connection.step("COMMIT")
        } catch {
            if !connection.isAutocommit {
                // The transaction is being given up; a failing ROLLBACK leaves it closed too.
                try? connection.step("ROLLBACK")
            }
            let reason = StoreError.unavailable(String(describing: error))
            Log.warningSometimes("commit failed", ["error": String(describing: error)])
            // Those that threw too: what they saw of the others was not kept.
            for change in batch { change.fail(reason) }
            return true
        }
        if !effects.outboxRows.isEmpty {
            committedRows.add(effects.outboxRows)
            outbox.yield()
        }
        for answer in answers { answer() }
        return true
    }

    private func attempt(
        _ change: any PendingChange, withSavepoint: Bool
    ) -> Result<@Sendable () -> Void, any Error> {
        Result {
            let transaction = Transaction(
                connection: connection, effects: effects, time: clock.now())
            guard withSavepoint else { return try change.run(in: transaction) }
            return try transaction.nested { try change.run(in: $0) }
        }
    }
}

/// A read-only connection; touched on its thread alone, which makes `@unchecked Sendable` true.
private final class Reader: @unchecked Sendable {
    private let connection: SQLiteConnection
    private let thread: BlockingThread

    init(connection: SQLiteConnection, thread: BlockingThread) {
        self.connection = connection
        self.thread = thread
    }

    func run<Value: Sendable>(
        _ body: @escaping @Sendable (borrowing Snapshot) throws -> Value
    ) async throws -> Value {
        try await thread.run {
            // Whatever an earlier end left open would be read for ever.
            if !self.connection.isAutocommit { try self.connection.step("ROLLBACK") }
            try self.connection.step("BEGIN")
            // A read-only transaction has nothing to lose by its end.
            defer { try? self.connection.step("COMMIT") }
            return try body(Snapshot(connection: self.connection))
        }
    }
}
