package import Lifecycle

/// What can be read from a store: inside a transaction or from a snapshot.
package protocol SQLReader: ~Copyable {
    /// The rows of a SELECT.
    func rows(_ sql: SQL) throws -> [Row]
}

extension SQLReader where Self: ~Copyable {
    /// The first row of a SELECT, nil when there is none.
    package func first(_ sql: SQL) throws -> Row? { try rows(sql).first }
}

/// A consistent, read-only view; lives only inside the closure it is given to.
package struct Snapshot: ~Copyable, SQLReader {
    let connection: SQLiteConnection

    /// The rows of a SELECT.
    package func rows(_ sql: SQL) throws -> [Row] { try connection.rows(sql) }

    /// How the engine would run the statement, one line a step: for tests of plans.
    package func plan(_ sql: SQL) throws -> [String] { try connection.plan(sql) }
}

/// A change of the store: all of it is kept or nothing; lives only inside the closure it is given
/// to, which has no `await` and runs on the store's own thread.
package struct Transaction: ~Copyable, SQLReader {
    let connection: SQLiteConnection
    let effects: Effects
    /// When the transaction began.
    package let time: Timestamp

    /// What must happen after the commit.
    final class Effects {
        var outboxRows: [OutboxRow] = []
        var lastNumber: Int64 = 0
    }

    /// The rows of a SELECT, or of a change with RETURNING.
    package func rows(_ sql: SQL) throws -> [Row] {
        try requireOpen()
        return try connection.rows(sql)
    }

    /// SQLite ends a transaction by itself after some errors: what a change does afterwards would be
    /// kept at once and alone.
    private func requireOpen() throws {
        guard !connection.isAutocommit else {
            throw StoreError.unavailable("the transaction was undone")
        }
    }

    /// Runs a change; answers how many rows it inserted, changed or deleted.
    @discardableResult
    package func execute(_ sql: SQL) throws -> Int {
        _ = try rows(sql)
        return connection.changedRows
    }

    /// A number that grows with each call, for rows that are read in the order they were written.
    package func nextNumber() -> Int64 {
        effects.lastNumber = max(effects.lastNumber + 1, time.milliseconds << 16)
        return effects.lastNumber
    }

    /// Runs `body` so that what it changed is undone when it throws, while the rest stays.
    package func nested<Value>(_ body: (borrowing Transaction) throws -> Value) throws -> Value {
        try requireOpen()
        try connection.step("SAVEPOINT nested")
        let rowsBefore = effects.outboxRows.count
        do {
            let value = try body(self)
            try connection.step("RELEASE nested")
            return value
        } catch {
            effects.outboxRows.removeLast(effects.outboxRows.count - rowsBefore)
            undoNested()
            throw error
        }
    }

    private func undoNested() {
        if connection.isAutocommit { return }
        do {
            try connection.step("ROLLBACK TO nested")
            try connection.step("RELEASE nested")
        } catch {
            // What cannot be undone alone is undone with all of its batch; a failing ROLLBACK leaves
            // the transaction closed too.
            try? connection.step("ROLLBACK")
        }
    }
}
