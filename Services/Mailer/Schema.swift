import Store

/// The mailer's tables.
enum Schema {
    /// The steps of the schema, in order; a released one never changes.
    static let migrations = [
        Migration(
            "001-mails",
            """
            CREATE TABLE mails (
                id TEXT PRIMARY KEY,
                message_id TEXT NOT NULL UNIQUE,
                purpose TEXT NOT NULL,
                address TEXT NOT NULL,
                name TEXT NOT NULL,
                subject TEXT NOT NULL,
                plain_text TEXT NOT NULL,
                html TEXT NOT NULL,
                secrets TEXT,
                state TEXT NOT NULL,
                attempts BIGINT NOT NULL,
                unknowns BIGINT NOT NULL,
                last_answer TEXT,
                created_at BIGINT NOT NULL,
                first_tried_at BIGINT,
                next_at BIGINT,
                claimed_by TEXT,
                claimed_at BIGINT,
                settled_at BIGINT,
                words_until BIGINT);
            CREATE INDEX mails_due ON mails (next_at) WHERE next_at IS NOT NULL;
            CREATE INDEX mails_claimed ON mails (claimed_at) WHERE claimed_at IS NOT NULL;
            CREATE INDEX mails_words ON mails (words_until) WHERE words_until IS NOT NULL;
            CREATE INDEX mails_newest ON mails (created_at, id);
            CREATE INDEX mails_by_state ON mails (state, created_at, id);
            """)
    ]
}
