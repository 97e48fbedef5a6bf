import Contracts
import Lifecycle
import Store

/// Every look-up and change of a row of dossiers and drafts; a test holds each against the indices.
enum DossierStatement {
    /// The dossiers that a typed code may mean (almost always one), with their present content,
    /// whoever's they are: asked for the citizen too, the engine may walk all of the citizen's.
    static func dossiers(key: DossierKey) -> SQL {
        """
        SELECT d.*, v.answers, v.components FROM dossiers d
            JOIN dossier_versions v ON v.dossier = d.id AND v.version = d.content_version
        WHERE d.code_key = \(key.text)
        """
    }

    /// The open dossiers of an officer, with their present content.
    static func open(assignedTo officer: OfficerID) -> SQL {
        """
        SELECT d.*, v.answers, v.components FROM dossiers d
            JOIN dossier_versions v ON v.dossier = d.id AND v.version = d.content_version
        WHERE d.assignee = \(officer) AND d.closed_at IS NULL
        """
    }

    /// The public state of the dossiers that a typed code may mean.
    static func states(key: DossierKey) -> SQL {
        """
        SELECT id, code, status, unit_name, procedure_name, changed_at FROM dossiers
        WHERE code_key = \(key.text)
        """
    }

    /// A page of a citizen's dossiers, newest first.
    static func dossiers(
        of citizen: CitizenID, before place: (submittedAt: Int64, id: String)?, limit: Int
    ) -> SQL {
        let rest: SQL =
            place.map { " AND (submitted_at, id) < (\($0.submittedAt), \($0.id))" } ?? ""
        return """
            SELECT id, code, procedure_name, unit_name, status, submitted_at, changed_at, due_at,
                closed_at
            FROM dossiers WHERE citizen = \(citizen)\(part: rest)
            ORDER BY submitted_at DESC, id DESC LIMIT \(limit)
            """
    }

    /// What happened to a dossier, oldest first.
    static func history(of dossier: DossierID) -> SQL {
        """
        SELECT number, at, action, status, version, actor_name, detail FROM dossier_steps
        WHERE dossier = \(dossier) ORDER BY number
        """
    }

    /// The dossier with exactly this code.
    static func named(_ code: DossierCode) -> SQL {
        """
        SELECT id FROM dossiers
        WHERE code_key = \(DossierKey(code.rawValue).text) AND code = \(code)
        """
    }

    /// The components as they were in a version of the dossier.
    static func components(of dossier: DossierID, until version: Int64) -> SQL {
        """
        SELECT components FROM dossier_versions
        WHERE dossier = \(dossier) AND version <= \(version) ORDER BY version DESC LIMIT 1
        """
    }

    /// The newest of a dossier's steps of one kind; a dossier has few steps.
    static func newestStep(_ action: String, of dossier: DossierID) -> SQL {
        """
        SELECT number, at, detail FROM dossier_steps
        WHERE dossier = \(dossier) AND action = \(action) ORDER BY number DESC LIMIT 1
        """
    }

    /// The hash of what last happened to a dossier.
    static func lastHash(of dossier: DossierID) -> SQL {
        """
        SELECT hash FROM dossier_steps WHERE dossier = \(dossier) ORDER BY number DESC LIMIT 1
        """
    }

    /// What happened to a dossier as the chain of hashes covers it, oldest first.
    static func chain(of dossier: DossierID) -> SQL {
        "SELECT * FROM dossier_steps WHERE dossier = \(dossier) ORDER BY number"
    }

    /// What last happened to a dossier.
    static func lastStep(of dossier: DossierID) -> SQL {
        """
        SELECT at, action, actor_name FROM dossier_steps
        WHERE dossier = \(dossier) ORDER BY number DESC LIMIT 1
        """
    }

    /// Takes the next serial number of a day.
    static func countUp(agencyKey: String, day: LocalDate) -> SQL {
        """
        INSERT INTO dossier_counters (agency_key, day, last) VALUES (\(agencyKey), \(day), 1)
        ON CONFLICT (agency_key, day) DO UPDATE SET last = dossier_counters.last + 1
        RETURNING last
        """
    }

    /// Gives a dossier new content, when it still is in that version.
    static func amend(
        _ dossier: DossierID, from version: Int64, caseKey: String, supplementSentAt: Timestamp?,
        at time: Timestamp
    ) -> SQL {
        """
        UPDATE dossiers SET version = version + 1, content_version = version + 1,
            case_key = \(caseKey), supplement_sent_at = \(supplementSentAt), changed_at = \(time)
        WHERE id = \(dossier) AND version = \(version)
        """
    }

    /// A citizen's draft for a procedure.
    static func draft(of citizen: CitizenID, for procedure: ProcedureCode) -> SQL {
        "SELECT * FROM drafts WHERE citizen = \(citizen) AND procedure = \(procedure)"
    }

    /// A page of a citizen's drafts, last saved first.
    static func drafts(
        of citizen: CitizenID, before place: (savedAt: Int64, procedure: String)?, limit: Int
    ) -> SQL {
        let rest: SQL =
            place.map { " AND (saved_at, procedure) < (\($0.savedAt), \($0.procedure))" } ?? ""
        return """
            SELECT * FROM drafts WHERE citizen = \(citizen)\(part: rest)
            ORDER BY saved_at DESC, procedure DESC LIMIT \(limit)
            """
    }

    /// Keeps a draft where there is none; answers its version, or no row when there is one.
    static func insert(_ row: DraftRow) -> SQL {
        """
        INSERT INTO drafts
            (citizen, procedure, procedure_name, case_key, unit, answers, components, saved_at,
            version)
        VALUES (\(row.citizen), \(row.procedure), \(row.procedureName), \(row.caseKey),
            \(row.unit), \(row.answers), \(row.components), \(row.savedAt), 1)
        ON CONFLICT (citizen, procedure) DO NOTHING RETURNING version
        """
    }

    /// Replaces a draft that still is in that version; answers the next one, or no row.
    static func replace(_ row: DraftRow, version: Int64) -> SQL {
        """
        UPDATE drafts SET procedure_name = \(row.procedureName), case_key = \(row.caseKey),
            unit = \(row.unit), answers = \(row.answers), components = \(row.components),
            saved_at = \(row.savedAt), version = version + 1
        WHERE citizen = \(row.citizen) AND procedure = \(row.procedure)
            AND version = \(version)
        RETURNING version
        """
    }

    /// Throws a citizen's draft away.
    static func discardDraft(of citizen: CitizenID, for procedure: ProcedureCode) -> SQL {
        "DELETE FROM drafts WHERE citizen = \(citizen) AND procedure = \(procedure)"
    }
}
