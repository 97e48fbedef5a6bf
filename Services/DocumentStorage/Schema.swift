import Store

/// The tables of document storage.
enum Schema {
    /// The steps, in order; a released one never changes.
    static let migrations = [
        Migration(
            "documents-001",
            """
            CREATE TABLE citizens (
                id TEXT PRIMARY KEY,
                sealed_key BYTEA NOT NULL,
                used_bytes BIGINT NOT NULL,
                papers BIGINT NOT NULL);

            CREATE TABLE documents (
                id TEXT PRIMARY KEY,
                owner TEXT NOT NULL REFERENCES citizens (id),
                file_name TEXT NOT NULL,
                media_type TEXT NOT NULL,
                size BIGINT NOT NULL,
                sha256 TEXT,
                state TEXT NOT NULL,
                stored_at BIGINT,
                version BIGINT NOT NULL,
                blob TEXT NOT NULL UNIQUE,
                sealed_key BYTEA NOT NULL,
                content_version BIGINT NOT NULL,
                disposable_at BIGINT);
            CREATE INDEX documents_listed ON documents (owner, id)
                WHERE state IN ('stored', 'quarantined');
            CREATE INDEX documents_disposable ON documents (disposable_at)
                WHERE disposable_at IS NOT NULL;
            CREATE INDEX documents_disposable_of_owner ON documents (owner, disposable_at)
                WHERE disposable_at IS NOT NULL;

            CREATE TABLE tickets (
                hash BYTEA PRIMARY KEY,
                document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
                purpose TEXT NOT NULL,
                expires_at BIGINT NOT NULL,
                transferred BIGINT NOT NULL,
                completed_at BIGINT);
            CREATE INDEX tickets_of_document ON tickets (document);
            CREATE INDEX tickets_age ON tickets (expires_at);

            CREATE TABLE dossiers (
                id TEXT PRIMARY KEY,
                code TEXT NOT NULL,
                citizen TEXT NOT NULL,
                unit TEXT NOT NULL,
                sequence BIGINT NOT NULL);

            CREATE TABLE attachments (
                document TEXT NOT NULL REFERENCES documents (id),
                dossier TEXT NOT NULL REFERENCES dossiers (id),
                attached_at BIGINT NOT NULL,
                PRIMARY KEY (document, dossier));
            CREATE INDEX attachments_of_dossier ON attachments (dossier, document);

            CREATE TABLE accesses (
                number BIGINT PRIMARY KEY,
                document TEXT NOT NULL,
                owner TEXT NOT NULL,
                officer TEXT NOT NULL,
                unit TEXT NOT NULL,
                reason TEXT NOT NULL,
                at BIGINT NOT NULL);
            CREATE INDEX accesses_of_owner ON accesses (owner, number);

            CREATE TABLE discarded_blobs (
                blob TEXT PRIMARY KEY,
                discarded_at BIGINT NOT NULL);
            CREATE INDEX discarded_blobs_age ON discarded_blobs (discarded_at);
            """),
        // Why a dossier holds a document: as a component, or sent with a message.
        Migration(
            "documents-002-attachment-kinds",
            """
            ALTER TABLE attachments ADD COLUMN kind TEXT NOT NULL DEFAULT 'component';
            """),
        // What a paper is, how long it is valid, whether it was compared with its original, and which
        // officer has added it to a dossier.
        Migration(
            "documents-003-comparisons",
            """
            ALTER TABLE documents ADD COLUMN kind TEXT;
            ALTER TABLE documents ADD COLUMN valid_from TEXT;
            ALTER TABLE documents ADD COLUMN valid_to TEXT;
            ALTER TABLE documents ADD COLUMN added_by TEXT;
            ALTER TABLE documents ADD COLUMN comparison BYTEA;
            ALTER TABLE documents ADD COLUMN comparison_version BIGINT NOT NULL DEFAULT 0;
            CREATE INDEX dossiers_by_code ON dossiers (code);
            DROP INDEX documents_listed;
            CREATE INDEX documents_listed ON documents (owner, id)
                WHERE state IN ('stored', 'quarantined') AND added_by IS NULL;
            """),
    ]
}
