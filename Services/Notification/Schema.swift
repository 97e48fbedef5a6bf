import Store

/// Notification's tables.
enum Schema {
    /// The steps of the schema, in order; a released one never changes.
    static let migrations = [
        Migration(
            "001-notices",
            """
            CREATE TABLE notices (
                id TEXT PRIMARY KEY,
                citizen TEXT NOT NULL,
                topic TEXT NOT NULL,
                title TEXT NOT NULL,
                body TEXT NOT NULL,
                dossier_code TEXT,
                created_at BIGINT NOT NULL,
                read_at BIGINT,
                mail TEXT UNIQUE,
                mail_state TEXT);
            CREATE INDEX notices_newest ON notices (citizen, created_at, id);
            """),
        Migration(
            "002-unread",
            "CREATE INDEX notices_unread ON notices (citizen) WHERE read_at IS NULL"),
    ]
}
