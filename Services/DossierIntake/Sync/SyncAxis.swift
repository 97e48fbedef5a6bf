import Contracts
import Lifecycle
import Store

/// How far another system knows of dossiers, as their rows keep it.
enum SyncAxis {
    /// The steps, in order; a released one never changes.
    static let migrations = [
        Migration(
            "dossiers-003-sync",
            """
            ALTER TABLE dossiers ADD COLUMN synced_version BIGINT NOT NULL DEFAULT 0;
            ALTER TABLE dossiers ADD COLUMN sync_reference TEXT;
            ALTER TABLE dossiers ADD COLUMN sync_refusal TEXT;
            ALTER TABLE dossiers ADD COLUMN synced_at BIGINT;
            CREATE INDEX dossiers_unsynced ON dossiers (changed_at, id)
                WHERE version > synced_version;
            """)
    ]

    /// A page of what the other system does not know yet, those that changed first at the front.
    static func unsynced(after place: (changedAt: Int64, id: String)?, limit: Int) -> SQL {
        let (changedAt, id) = place ?? (0, "")
        return """
            SELECT id, code, procedure, unit, channel, status, submitted_at, changed_at, due_at,
                outcome, closed_at, version, sync_refusal
            FROM dossiers
            WHERE version > synced_version AND (changed_at, id) > (\(changedAt), \(id))
            ORDER BY changed_at, id LIMIT \(limit)
            """
    }

    /// Notes that a version was taken; an older report changes nothing that a newer one said.
    static func taken(_ id: DossierID, _ version: Int64, reference: String?, at now: Timestamp)
        -> SQL
    {
        """
        UPDATE dossiers SET synced_version = \(version), sync_refusal = NULL, synced_at = \(now),
            sync_reference = COALESCE(\(reference), sync_reference)
        WHERE id = \(id) AND synced_version <= \(version)
        """
    }

    /// Notes that a version was not taken, unless a newer one was.
    static func refused(_ id: DossierID, _ version: Int64, why: String, at now: Timestamp) -> SQL {
        """
        UPDATE dossiers SET sync_refusal = \(why), synced_at = \(now)
        WHERE id = \(id) AND synced_version < \(version)
        """
    }

    /// What a dossier's row says; nil while no other system has said anything of it.
    static func of(_ row: Row) throws -> DossierSync? {
        guard let at: Timestamp = try row["synced_at"] else { return nil }
        let (version, synced): (Int64, Int64) = (try row["version"], try row["synced_version"])
        let refusal: String? = try row["sync_refusal"]
        return DossierSync(
            state: refusal != nil ? .refused : version > synced ? .waiting : .taken,
            version: synced, reference: try row["sync_reference"], refusal: refusal, at: at)
    }
}
