import CSQLite
import Lifecycle

/// Done before the first connection is opened; refused, and of no harm, when SQLite is in use already.
private let isCountingStopped = egov_sqlite_stop_counting() == SQLITE_OK

/// One connection to a SQLite file; used on one thread at a time.
final class SQLiteConnection {
    private let handle: OpaquePointer
    private var statements: [String: Statement] = [:]
    /// Statements that are kept; texts with lists of many lengths must not fill memory.
    private static let statementLimit = 512

    private struct Statement {
        let pointer: OpaquePointer
        let columns: Row.Columns
    }

    /// Opens the file with the settings that make a commit survive a power cut.
    init(path: String, isReadOnly: Bool) throws {
        _ = isCountingStopped
        var handle: OpaquePointer?
        let access = isReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
        let result = sqlite3_open_v2(path, &handle, access | SQLITE_OPEN_NOMUTEX, nil)
        guard result == SQLITE_OK, let handle else {
            sqlite3_close(handle)
            throw StoreError.unavailable(
                "cannot open \(path): \(String(cString: sqlite3_errstr(result)))")
        }
        self.handle = handle
        sqlite3_extended_result_codes(handle, 1)
        sqlite3_busy_timeout(handle, 5000)
        var pragmas = [
            "foreign_keys=ON", "mmap_size=0", "trusted_schema=OFF",
            // Savepoints keep what they may undo in memory: no temporary files with personal data,
            // and a third of the system time.
            "temp_store=MEMORY",
        ]
        if !isReadOnly {
            // 8 MiB of pages, so that a batch is written once, at its commit.
            pragmas += [
                "journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "cache_size=-8192",
                // A page that is changed again and again is copied into the file once in 16 MiB.
                "wal_autocheckpoint=4000",
            ]
        }
        for pragma in pragmas { try script("PRAGMA \(pragma)") }
    }

    deinit {
        forgetStatements()
        sqlite3_close(handle)
    }

    private func forgetStatements() {
        for statement in statements.values { sqlite3_finalize(statement.pointer) }
        statements = [:]
    }

    /// Whether no transaction is open (SQLite ends it by itself after some errors).
    var isAutocommit: Bool { sqlite3_get_autocommit(handle) != 0 }

    /// Rows that the last statement inserted, changed or deleted.
    var changedRows: Int { Int(sqlite3_changes(handle)) }

    /// Rows that were inserted, changed or deleted since the connection was opened.
    var totalChangedRows: Int64 { sqlite3_total_changes64(handle) }

    /// Runs statements without parameters or rows, separated by semicolons.
    func script(_ text: String) throws {
        let result = sqlite3_exec(handle, text, nil, nil, nil)
        guard result == SQLITE_OK else { throw failure(result) }
    }

    /// Runs a statement without parameters or rows that comes again and again (`BEGIN`, `COMMIT`).
    func step(_ sql: SQL) throws { _ = try rows(sql) }

    /// Runs a statement and answers its rows.
    func rows(_ sql: SQL) throws -> [Row] {
        let statement = try prepared(sql.text)
        defer {
            sqlite3_reset(statement.pointer)
            sqlite3_clear_bindings(statement.pointer)
        }
        for (index, value) in sql.values.enumerated() {
            try bind(value, to: statement.pointer, at: Int32(index + 1))
        }
        var rows: [Row] = []
        while true {
            switch sqlite3_step(statement.pointer) {
            case SQLITE_ROW:
                let values = statement.columns.names.indices.map {
                    value(statement.pointer, Int32($0))
                }
                rows.append(Row(columns: statement.columns, values: values))
            case SQLITE_DONE: return rows
            case let result: throw failure(result)
            }
        }
    }

    /// How SQLite would run the statement, one line a step.
    func plan(_ sql: SQL) throws -> [String] {
        var explained = SQL(stringLiteral: "")
        explained = "EXPLAIN QUERY PLAN \(part: sql)"
        return try rows(explained).map { try $0["detail"] }
    }

    private func prepared(_ text: String) throws -> Statement {
        if let statement = statements[text] { return statement }
        if statements.count >= Self.statementLimit { forgetStatements() }
        var pointer: OpaquePointer?
        let result = sqlite3_prepare_v3(
            handle, numbered(text), -1, UInt32(SQLITE_PREPARE_PERSISTENT), &pointer, nil)
        guard result == SQLITE_OK, let pointer else { throw failure(result) }
        let names = (0..<sqlite3_column_count(pointer)).map {
            String(cString: sqlite3_column_name(pointer, $0))
        }
        let statement = Statement(pointer: pointer, columns: Row.Columns(names))
        statements[text] = statement
        return statement
    }

    /// `$n` as SQLite counts it: SQLite takes `$1` for a name, numbered by first appearance.
    private func numbered(_ text: String) -> String {
        String(text.map { $0 == "$" ? "?" : $0 })
    }

    private func bind(_ value: SQLValue, to pointer: OpaquePointer, at index: Int32) throws {
        let result =
            switch value {
            case .null: sqlite3_bind_null(pointer, index)
            case .integer(let number): sqlite3_bind_int64(pointer, index, number)
            case .text(let text):
                sqlite3_bind_text(
                    pointer, index, text, Int32(text.utf8.count), egov_sqlite_transient())
            case .bytes(let bytes) where bytes.isEmpty: sqlite3_bind_zeroblob(pointer, index, 0)
            case .bytes(let bytes):
                sqlite3_bind_blob(
                    pointer, index, bytes, Int32(bytes.count), egov_sqlite_transient())
            }
        guard result == SQLITE_OK else { throw failure(result) }
    }

    private func value(_ pointer: OpaquePointer, _ column: Int32) -> SQLValue {
        switch sqlite3_column_type(pointer, column) {
        case SQLITE_INTEGER: return .integer(sqlite3_column_int64(pointer, column))
        case SQLITE_TEXT:
            let start = sqlite3_column_text(pointer, column)
            let count = Int(sqlite3_column_bytes(pointer, column))
            return .text(
                String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self))
        case SQLITE_BLOB:
            let start = sqlite3_column_blob(pointer, column)
            let count = Int(sqlite3_column_bytes(pointer, column))
            return .bytes(Array(UnsafeRawBufferPointer(start: start, count: count)))
        default: return .null
        }
    }

    private func failure(_ result: Int32) -> StoreError {
        let message = String(cString: sqlite3_errmsg(handle))
        switch result & 0xFF {
        case SQLITE_CONSTRAINT: return .constraint(message)
        case SQLITE_FULL, SQLITE_IOERR, SQLITE_NOMEM, SQLITE_BUSY, SQLITE_CANTOPEN,
            SQLITE_READONLY:
            return .unavailable("\(message) (\(result))")
        default: return .unexpected("\(message) (\(result))")
        }
    }
}
