import Cryptography
import Lifecycle

/// A named step of a schema; steps are ordered, and a released one never changes.
package struct Migration: Sendable {
    /// The name, unique in its store: `001-citizens`.
    package let name: String
    /// The statements, separated by semicolons.
    package let script: String

    /// A step.
    package init(_ name: String, _ script: String) {
        self.name = name
        self.script = script
    }

    /// Applies the steps that the store does not have yet, each in a transaction of its own.
    static func apply(
        _ migrations: [Migration], to connection: SQLiteConnection, at time: Timestamp
    ) throws {
        try connection.script(
            """
            CREATE TABLE IF NOT EXISTS schema_migrations (
                name TEXT PRIMARY KEY, hash TEXT NOT NULL, applied_at BIGINT NOT NULL)
            """)
        let known = try connection.rows("SELECT name, hash FROM schema_migrations")
        var applied: [String: String] = [:]
        for row in known { applied[try row["name"]] = try row["hash"] }
        for migration in migrations {
            let hash = keyedHash(key: nil, Array(migration.script.utf8)).hex
            if let before = applied[migration.name] {
                guard before == hash else {
                    throw ConfigurationError(
                        "store", "migration \(migration.name) is not the one that was applied")
                }
                continue
            }
            try connection.script("BEGIN IMMEDIATE")
            do {
                try connection.script(migration.script)
                _ = try connection.rows(
                    """
                    INSERT INTO schema_migrations (name, hash, applied_at)
                    VALUES (\(migration.name), \(hash), \(time))
                    """)
                try connection.script("COMMIT")
            } catch {
                if !connection.isAutocommit { try connection.script("ROLLBACK") }
                throw error
            }
        }
    }

    /// The tables every store has: inbox, outbox, retries, dead letters, deaths, audit.
    static let ofEveryStore = [
        Migration(
            "store-001-messaging",
            """
            CREATE TABLE inbox (
                id TEXT PRIMARY KEY,
                key_hash TEXT UNIQUE,
                body_hash BYTEA NOT NULL,
                reply BYTEA NOT NULL,
                is_refusal BIGINT NOT NULL,
                handled_at BIGINT NOT NULL);
            CREATE INDEX inbox_age ON inbox (handled_at);

            CREATE TABLE outbox (
                number BIGINT PRIMARY KEY,
                id TEXT NOT NULL UNIQUE,
                stream TEXT NOT NULL,
                type TEXT NOT NULL,
                subject TEXT,
                sequence BIGINT,
                trace TEXT,
                data BYTEA NOT NULL,
                created_at BIGINT NOT NULL,
                published_at BIGINT,
                generation TEXT,
                entry BIGINT,
                settled_at BIGINT);
            CREATE INDEX outbox_waiting ON outbox (number) WHERE published_at IS NULL;
            CREATE INDEX outbox_unsettled ON outbox (stream, entry)
                WHERE settled_at IS NULL AND published_at IS NOT NULL;
            CREATE INDEX outbox_age ON outbox (settled_at) WHERE settled_at IS NOT NULL;

            CREATE TABLE retries (
                id TEXT PRIMARY KEY,
                stream TEXT NOT NULL,
                fields BYTEA NOT NULL,
                attempts BIGINT NOT NULL,
                last_error TEXT NOT NULL,
                next_at BIGINT NOT NULL);
            CREATE INDEX retries_due ON retries (next_at);

            CREATE TABLE dead_letters (
                number BIGINT PRIMARY KEY,
                id TEXT NOT NULL UNIQUE,
                type TEXT NOT NULL,
                stream TEXT NOT NULL,
                fields BYTEA NOT NULL,
                reason TEXT NOT NULL,
                attempts BIGINT NOT NULL,
                died_at BIGINT NOT NULL);

            CREATE TABLE deaths (
                id TEXT PRIMARY KEY,
                count BIGINT NOT NULL,
                last_at BIGINT NOT NULL);
            """),
        Migration(
            "store-002-audit",
            """
            CREATE TABLE audit (
                seq BIGINT PRIMARY KEY,
                at BIGINT NOT NULL,
                actor TEXT NOT NULL,
                action TEXT NOT NULL,
                subject TEXT NOT NULL,
                commitment TEXT NOT NULL,
                hash BYTEA NOT NULL);
            """),
        Migration(
            "store-003-dead-letter-classes",
            """
            ALTER TABLE dead_letters ADD COLUMN class TEXT NOT NULL DEFAULT 'failed';
            UPDATE dead_letters SET class = reason WHERE reason IN ('unreadable', 'unknown');
            UPDATE dead_letters SET class = 'refused' WHERE reason LIKE 'refused: %';
            UPDATE dead_letters SET class = 'deadly' WHERE reason LIKE 'the process died on it %';
            """),
        Migration("store-004-fewer-trees", fewerTrees),
    ]

    /// Inbox and outbox with fewer trees to write to: the number of a row is its place in the table,
    /// nothing looks for the id of an outbox row, and only rows with a key are known by one.
    private static let fewerTrees = """
        CREATE TABLE new_inbox (
            id TEXT PRIMARY KEY,
            key_hash TEXT,
            body_hash BYTEA NOT NULL,
            reply BYTEA NOT NULL,
            is_refusal BIGINT NOT NULL,
            handled_at BIGINT NOT NULL);
        INSERT INTO new_inbox
            SELECT id, key_hash, body_hash, reply, is_refusal, handled_at FROM inbox;
        DROP TABLE inbox;
        ALTER TABLE new_inbox RENAME TO inbox;
        CREATE UNIQUE INDEX inbox_key ON inbox (key_hash) WHERE key_hash IS NOT NULL;
        CREATE INDEX inbox_age ON inbox (handled_at);

        CREATE TABLE new_outbox (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL,
            stream TEXT NOT NULL,
            type TEXT NOT NULL,
            subject TEXT,
            sequence BIGINT,
            trace TEXT,
            data BYTEA NOT NULL,
            created_at BIGINT NOT NULL,
            published_at BIGINT,
            generation TEXT,
            entry BIGINT,
            settled_at BIGINT);
        INSERT INTO new_outbox
            SELECT number, id, stream, type, subject, sequence, trace, data, created_at,
                published_at, generation, entry, settled_at FROM outbox ORDER BY number;
        DROP TABLE outbox;
        ALTER TABLE new_outbox RENAME TO outbox;
        CREATE INDEX outbox_waiting ON outbox (number) WHERE published_at IS NULL;
        CREATE INDEX outbox_unsettled ON outbox (stream, entry)
            WHERE settled_at IS NULL AND published_at IS NOT NULL;
        CREATE INDEX outbox_age ON outbox (settled_at) WHERE settled_at IS NOT NULL;
        """
}
