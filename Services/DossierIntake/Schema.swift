import Store

/// The tables of dossier intake: the catalogue's and those of dossiers and drafts.
enum Schema {
    /// The steps, in order; a released one never changes.
    static let migrations =
        CatalogueSchema.migrations + dossiers + CalendarVersions.migrations
        + LifecycleSchema.migrations + MonthlyCounts.migrations
        + Comparisons.migrations + UnitOfficers.migrations
        + IssuedPapers.migrations + Appointments.migrations
        + Payments.migrations + SyncAxis.migrations

    // A dossier's row holds what lists and tracking show, with the names of procedure and unit as
    // they were; its form and papers are kept version by version, the answers sealed.
    private static let dossiers = [
        Migration(
            "dossiers-001-dossiers-and-drafts",
            """
            CREATE TABLE dossiers (
                id TEXT PRIMARY KEY,
                code TEXT NOT NULL,
                code_key TEXT NOT NULL,
                citizen TEXT NOT NULL,
                procedure TEXT NOT NULL,
                procedure_version TEXT NOT NULL REFERENCES procedure_versions (id),
                procedure_name TEXT NOT NULL,
                case_key TEXT NOT NULL,
                unit TEXT NOT NULL,
                unit_name TEXT NOT NULL,
                status BIGINT NOT NULL,
                version BIGINT NOT NULL,
                content_version BIGINT NOT NULL,
                submitted_at BIGINT NOT NULL,
                changed_at BIGINT NOT NULL);
            CREATE UNIQUE INDEX dossiers_by_code ON dossiers (code_key, code);
            CREATE INDEX dossiers_of_citizen ON dossiers (citizen, submitted_at, id);

            CREATE TABLE dossier_versions (
                dossier TEXT NOT NULL REFERENCES dossiers (id),
                version BIGINT NOT NULL,
                case_key TEXT NOT NULL,
                answers BYTEA NOT NULL,
                components BYTEA NOT NULL,
                made_at BIGINT NOT NULL,
                PRIMARY KEY (dossier, version));

            CREATE TABLE dossier_steps (
                dossier TEXT NOT NULL REFERENCES dossiers (id),
                number BIGINT NOT NULL,
                at BIGINT NOT NULL,
                action TEXT NOT NULL,
                actor TEXT NOT NULL,
                status BIGINT NOT NULL,
                version BIGINT NOT NULL,
                PRIMARY KEY (dossier, number));

            CREATE TABLE dossier_counters (
                agency_key TEXT NOT NULL,
                day TEXT NOT NULL,
                last BIGINT NOT NULL,
                PRIMARY KEY (agency_key, day));

            CREATE TABLE drafts (
                citizen TEXT NOT NULL,
                procedure TEXT NOT NULL,
                procedure_name TEXT NOT NULL,
                case_key TEXT,
                unit TEXT,
                answers BYTEA NOT NULL,
                components BYTEA NOT NULL,
                saved_at BIGINT NOT NULL,
                version BIGINT NOT NULL,
                PRIMARY KEY (citizen, procedure));
            CREATE INDEX drafts_by_age ON drafts (citizen, saved_at, procedure);
            """)
    ]
}
