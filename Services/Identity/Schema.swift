import Store

/// Identity's own tables.
enum Schema {
    /// The steps of the schema; released ones never change.
    static let migrations = [
        Migration(
            "001-accounts",
            """
            CREATE TABLE accounts (
                id TEXT PRIMARY KEY,
                kind TEXT NOT NULL,
                email TEXT NOT NULL,
                email_key TEXT NOT NULL UNIQUE,
                state TEXT NOT NULL,
                password_hash TEXT,
                salt BYTEA NOT NULL,
                sequence BIGINT NOT NULL,
                registered_at BIGINT NOT NULL);

            CREATE TABLE citizens (
                id TEXT PRIMARY KEY REFERENCES accounts (id),
                version BIGINT NOT NULL,
                family_name TEXT NOT NULL,
                middle_name TEXT,
                given_name TEXT NOT NULL,
                date_of_birth TEXT NOT NULL,
                sex TEXT NOT NULL,
                identity_number_sealed BYTEA NOT NULL,
                identity_number_hash TEXT NOT NULL,
                phone TEXT NOT NULL,
                unit TEXT NOT NULL,
                address_line TEXT NOT NULL,
                ethnicity TEXT);
            CREATE INDEX citizens_identity_number ON citizens (identity_number_hash);

            CREATE TABLE officers (
                id TEXT PRIMARY KEY REFERENCES accounts (id),
                full_name TEXT NOT NULL,
                unit TEXT NOT NULL,
                duties TEXT NOT NULL,
                last_step BIGINT NOT NULL);

            -- What each citizen agreed to; only ever added to.
            CREATE TABLE consents (
                number BIGINT PRIMARY KEY,
                account TEXT NOT NULL REFERENCES accounts (id),
                version TEXT NOT NULL,
                text_hash TEXT NOT NULL,
                given_at BIGINT NOT NULL);
            CREATE INDEX consents_account ON consents (account, number);
            """),
        Migration(
            "002-credentials",
            """
            -- An account beginning with - is nobody's: the row is there so that an unknown address
            -- costs as much as a known one.
            CREATE TABLE links (
                id TEXT PRIMARY KEY,
                account TEXT NOT NULL,
                purpose TEXT NOT NULL,
                token_hash BYTEA NOT NULL UNIQUE,
                password_hash BYTEA,
                created_at BIGINT NOT NULL,
                expires_at BIGINT NOT NULL,
                superseded_at BIGINT,
                used_at BIGINT,
                password_used_at BIGINT);
            CREATE INDEX links_account ON links (account, purpose, created_at);
            CREATE INDEX links_age ON links (expires_at);

            CREATE TABLE sessions (
                id TEXT PRIMARY KEY,
                token_hash TEXT NOT NULL UNIQUE,
                account TEXT NOT NULL REFERENCES accounts (id),
                role TEXT NOT NULL,
                device TEXT,
                opened_at BIGINT NOT NULL,
                last_used_at BIGINT NOT NULL,
                expires_at BIGINT NOT NULL);
            CREATE INDEX sessions_account ON sessions (account, opened_at);
            CREATE INDEX sessions_age ON sessions (expires_at);
            """),
        Migration(
            "003-limits",
            """
            CREATE TABLE counters (
                name TEXT PRIMARY KEY,
                count BIGINT NOT NULL,
                ends_at BIGINT NOT NULL);
            CREATE INDEX counters_age ON counters (ends_at);

            CREATE TABLE failures (
                name TEXT PRIMARY KEY,
                count BIGINT NOT NULL,
                blocked_until BIGINT NOT NULL,
                last_at BIGINT NOT NULL);
            CREATE INDEX failures_age ON failures (last_at);

            CREATE TABLE known_devices (
                name TEXT PRIMARY KEY,
                last_at BIGINT NOT NULL);
            CREATE INDEX known_devices_age ON known_devices (last_at);
            """),
        Migration(
            "004-open-links",
            """
            CREATE INDEX links_open ON links (account, purpose)
                WHERE superseded_at IS NULL AND used_at IS NULL;
            """),
        Migration(
            "005-officers",
            """
            ALTER TABLE officers ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
            -- The enrolment that the second factor is derived from; NULL: the account's own id.
            ALTER TABLE officers ADD COLUMN enrolment TEXT;
            CREATE INDEX officers_unit ON officers (unit, id);

            CREATE TABLE absences (
                id TEXT PRIMARY KEY,
                officer TEXT NOT NULL REFERENCES officers (id),
                deputy TEXT NOT NULL REFERENCES officers (id),
                first_day TEXT NOT NULL,
                last_day TEXT NOT NULL,
                recorded_by TEXT NOT NULL,
                recorded_at BIGINT NOT NULL,
                cancelled_at BIGINT);
            CREATE INDEX absences_officer ON absences (officer, last_day);
            CREATE INDEX absences_deputy ON absences (deputy, last_day);
            """),
        Migration(
            "006-counter",
            """
            -- Phones are kept as they are, so an index finds old rows too, without another hash.
            CREATE INDEX citizens_phone ON citizens (phone);

            -- What officers decided about accounts; only ever added to.
            CREATE TABLE decisions (
                number BIGINT PRIMARY KEY,
                account TEXT NOT NULL REFERENCES accounts (id),
                outcome TEXT NOT NULL,
                officer TEXT NOT NULL,
                unit TEXT NOT NULL,
                paper TEXT,
                paper_number_sealed BYTEA,
                paper_issued_on TEXT,
                paper_issued_by TEXT,
                reason TEXT,
                decided_at BIGINT NOT NULL);
            CREATE INDEX decisions_account ON decisions (account, number);

            -- Who has looked at whose account and why; an account - was looked for and not found.
            CREATE TABLE accesses (
                number BIGINT PRIMARY KEY,
                account TEXT NOT NULL,
                kind TEXT NOT NULL,
                officer TEXT NOT NULL,
                unit TEXT NOT NULL,
                reason TEXT NOT NULL,
                at BIGINT NOT NULL);
            CREATE INDEX accesses_account ON accesses (account, number);

            CREATE TABLE counter_codes (
                id TEXT PRIMARY KEY,
                account TEXT NOT NULL REFERENCES accounts (id),
                code_hash BYTEA NOT NULL UNIQUE,
                typed_hash BYTEA NOT NULL UNIQUE,
                expires_at BIGINT NOT NULL,
                used_at BIGINT);
            CREATE INDEX counter_codes_account ON counter_codes (account);
            CREATE INDEX counter_codes_age ON counter_codes (expires_at);
            """),
    ]
}
