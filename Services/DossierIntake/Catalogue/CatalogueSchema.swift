import Store

/// The tables of the catalogue: units and versions of procedures, both with the days they hold.
enum CatalogueSchema {
    /// The steps, in order; a released one never changes.
    ///
    /// A row of `procedure_versions` keeps its content for ever, because dossiers are bound to it;
    /// only the last day it holds and `superseded_at` change. Of the versions of one procedure that
    /// are not superseded, no two hold on the same day.
    static let migrations = [
        Migration(
            "catalogue-001-units-and-procedures",
            """
            CREATE TABLE procedure_versions (
                id TEXT PRIMARY KEY,
                code TEXT NOT NULL,
                valid_from TEXT NOT NULL,
                valid_to TEXT,
                declared_to TEXT,
                hash TEXT NOT NULL,
                name TEXT NOT NULL,
                field TEXT NOT NULL,
                authority TEXT NOT NULL,
                summary TEXT NOT NULL,
                unit_kinds TEXT NOT NULL,
                json BYTEA NOT NULL,
                imported_at BIGINT NOT NULL,
                superseded_at BIGINT);
            CREATE UNIQUE INDEX procedure_versions_current ON procedure_versions (code, valid_from)
                WHERE superseded_at IS NULL;

            CREATE TABLE units (
                code TEXT NOT NULL,
                valid_from TEXT NOT NULL,
                valid_to TEXT,
                name TEXT NOT NULL,
                name_folded TEXT NOT NULL,
                kind TEXT NOT NULL,
                parent TEXT,
                agency_id TEXT NOT NULL,
                address TEXT,
                phone TEXT,
                successor TEXT,
                PRIMARY KEY (code, valid_from));
            CREATE INDEX units_by_name ON units (name_folded, code);

            CREATE TABLE catalogue_revision (
                id BIGINT PRIMARY KEY,
                revision BIGINT NOT NULL);
            INSERT INTO catalogue_revision (id, revision) VALUES (1, 0);
            """)
    ]
}
