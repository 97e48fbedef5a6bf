import Store

/// The tables of a dossier's way: its course, what happened, who works on it.
enum LifecycleSchema {
    /// The steps, in order; a released one never changes.
    ///
    /// `queue_at` is the due date, or far in the future where the clock stands still: the queue of a
    /// unit is read in its order. `applicant_key` is a keyed hash of the folded name, to search by.
    static let migrations = [
        Migration(
            "dossiers-002-lifecycle",
            """
            ALTER TABLE dossiers ADD COLUMN channel TEXT NOT NULL DEFAULT 'online';
            ALTER TABLE dossiers ADD COLUMN rule_set TEXT NOT NULL DEFAULT '2018';
            ALTER TABLE dossiers ADD COLUMN applicant BYTEA;
            ALTER TABLE dossiers ADD COLUMN applicant_key TEXT NOT NULL DEFAULT '';
            ALTER TABLE dossiers ADD COLUMN return_status BIGINT;
            ALTER TABLE dossiers ADD COLUMN proposal TEXT;
            ALTER TABLE dossiers ADD COLUMN outcome TEXT;
            ALTER TABLE dossiers ADD COLUMN accepted_at BIGINT;
            ALTER TABLE dossiers ADD COLUMN finished_at BIGINT;
            ALTER TABLE dossiers ADD COLUMN closed_at BIGINT;
            ALTER TABLE dossiers ADD COLUMN clock BYTEA;
            ALTER TABLE dossiers ADD COLUMN due_at BIGINT;
            ALTER TABLE dossiers ADD COLUMN queue_at BIGINT NOT NULL DEFAULT 4503599627370496;
            ALTER TABLE dossiers ADD COLUMN supplements_asked BIGINT NOT NULL DEFAULT 0;
            ALTER TABLE dossiers ADD COLUMN supplement_day TEXT;
            ALTER TABLE dossiers ADD COLUMN supplement_sent_at BIGINT;
            ALTER TABLE dossiers ADD COLUMN apologies BIGINT NOT NULL DEFAULT 0;
            ALTER TABLE dossiers ADD COLUMN needs_signature BIGINT NOT NULL DEFAULT 0;
            ALTER TABLE dossiers ADD COLUMN assignee TEXT;
            ALTER TABLE dossiers ADD COLUMN assignee_name TEXT;
            ALTER TABLE dossiers ADD COLUMN amount_due BIGINT;
            ALTER TABLE dossiers ADD COLUMN payment_receipt TEXT;
            ALTER TABLE dossiers ADD COLUMN register_number BIGINT;
            ALTER TABLE dossiers ADD COLUMN unread_by_unit BIGINT NOT NULL DEFAULT 0;
            ALTER TABLE dossiers ADD COLUMN unread_by_citizen BIGINT NOT NULL DEFAULT 0;
            CREATE INDEX dossiers_queue ON dossiers (unit, queue_at, id) WHERE closed_at IS NULL;
            CREATE INDEX dossiers_queue_by_status ON dossiers (unit, status, queue_at, id)
                WHERE closed_at IS NULL;
            CREATE INDEX dossiers_of_assignee ON dossiers (assignee, queue_at, id)
                WHERE assignee IS NOT NULL AND closed_at IS NULL;
            CREATE INDEX dossiers_of_applicant ON dossiers (unit, applicant_key, id)
                WHERE applicant_key <> '';

            ALTER TABLE dossier_steps ADD COLUMN role TEXT NOT NULL DEFAULT 'citizen';
            ALTER TABLE dossier_steps ADD COLUMN actor_name TEXT;
            ALTER TABLE dossier_steps ADD COLUMN detail BYTEA;
            ALTER TABLE dossier_steps ADD COLUMN hash BYTEA;

            CREATE TABLE dossier_messages (
                dossier TEXT NOT NULL REFERENCES dossiers (id),
                number BIGINT NOT NULL,
                author TEXT NOT NULL,
                author_name TEXT,
                side TEXT NOT NULL,
                is_internal BIGINT NOT NULL,
                body BYTEA NOT NULL,
                documents BYTEA NOT NULL,
                sent_at BIGINT NOT NULL,
                read_at BIGINT,
                PRIMARY KEY (dossier, number));

            CREATE TABLE register_counters (
                unit TEXT NOT NULL,
                year BIGINT NOT NULL,
                last BIGINT NOT NULL,
                PRIMARY KEY (unit, year));

            CREATE TABLE dossier_papers (
                dossier TEXT NOT NULL REFERENCES dossiers (id),
                number BIGINT NOT NULL,
                kind TEXT NOT NULL,
                content BYTEA NOT NULL,
                issued_at BIGINT NOT NULL,
                issued_by TEXT NOT NULL,
                PRIMARY KEY (dossier, number));
            """)
    ]
}
