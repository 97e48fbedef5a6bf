import Contracts
import Lifecycle
import Messaging
import Store

/// A dossier was submitted: its documents become part of it, and its unit may read them.
struct AttachSubmittedDocuments: EventHandler {
    func handle(_ event: DossierSubmitted, _ delivery: Delivery) async throws {
        let holding = DossierHolding(
            dossier: event.dossier, code: event.code, citizen: event.citizen, unit: event.unit,
            documents: event.documents, sequence: event.sequence)
        try await delivery.transaction { try holding.keep(in: $0) }
    }
}

/// A dossier was amended: it now holds these documents and no others.
struct AttachAmendedDocuments: EventHandler {
    func handle(_ event: DossierAmended, _ delivery: Delivery) async throws {
        let holding = DossierHolding(
            dossier: event.dossier, code: event.code, citizen: event.citizen, unit: event.unit,
            documents: event.documents, sequence: event.sequence)
        try await delivery.transaction { try holding.keep(in: $0) }
    }
}

/// Citizen or unit sent a message with documents: they stay with the dossier, whatever components it
/// has later.
struct AttachMessageDocuments: EventHandler {
    func handle(_ event: DossierMessageSent, _ delivery: Delivery) async throws {
        try await delivery.transaction { transaction in
            guard !event.documents.isEmpty else { return }
            // The announcement of the dossier itself may still be on its way.
            try transaction.execute(
                """
                INSERT INTO dossiers (id, code, citizen, unit, sequence)
                VALUES (\(event.dossier), \(event.code), \(event.citizen), \(event.unit), 0)
                ON CONFLICT (id) DO NOTHING
                """)
            for document in event.documents { try attach(document, event, in: transaction) }
            try transaction.audit(
                "documents-attached", by: event.citizen.rawValue, of: event.dossier.rawValue)
        }
    }

    private func attach(
        _ document: DocumentID, _ event: DossierMessageSent, in transaction: borrowing Transaction
    ) throws {
        let known = try transaction.execute(
            """
            UPDATE documents SET disposable_at = NULL
            WHERE id = \(document) AND owner = \(event.citizen)
                AND state <> \(DocumentState.awaitingUpload)
            """)
        guard known == 1 else { return }
        try transaction.execute(
            """
            INSERT INTO attachments (document, dossier, attached_at, kind)
            VALUES (\(document), \(event.dossier), \(transaction.time), 'message')
            ON CONFLICT (document, dossier) DO UPDATE SET kind = excluded.kind
            """)
    }
}

/// Which documents a dossier holds, as of one of its versions.
struct DossierHolding: Sendable {
    let dossier: DossierID
    let code: DossierCode
    let citizen: CitizenID
    let unit: UnitCode
    let documents: [DocumentID]
    let sequence: Int64

    /// Makes it so, unless a later version of the dossier is known already.
    func keep(in transaction: borrowing Transaction) throws {
        guard try isNewest(in: transaction) else { return }
        var missing = 0
        for document in Set(documents) where try !attach(document, in: transaction) { missing += 1 }
        try detachOthers(in: transaction)
        try transaction.audit("documents-attached", by: citizen.rawValue, of: dossier.rawValue)
        if missing > 0 {
            Log.error(
                "a dossier names documents that are not there",
                ["dossier": dossier.rawValue, "missing": "\(missing)"])
            try transaction.audit(
                "documents-missing", by: "document-storage", of: dossier.rawValue)
        }
    }

    private func isNewest(in transaction: borrowing Transaction) throws -> Bool {
        try !transaction.rows(
            """
            INSERT INTO dossiers (id, code, citizen, unit, sequence)
            VALUES (\(dossier), \(code), \(citizen), \(unit), \(sequence))
            ON CONFLICT (id) DO UPDATE SET unit = excluded.unit, sequence = excluded.sequence
                WHERE dossiers.sequence < excluded.sequence
            RETURNING id
            """
        ).isEmpty
    }

    /// Removed papers count too: they may have been taken away after the submission.
    private func attach(
        _ document: DocumentID, in transaction: borrowing Transaction
    ) throws -> Bool {
        let known = try transaction.rows(
            """
            UPDATE documents SET disposable_at = NULL
            WHERE id = \(document) AND owner = \(citizen)
                AND state <> \(DocumentState.awaitingUpload)
            RETURNING id
            """)
        guard !known.isEmpty else { return false }
        try transaction.execute(
            """
            INSERT INTO attachments (document, dossier, attached_at)
            VALUES (\(document), \(dossier), \(transaction.time))
            ON CONFLICT (document, dossier) DO NOTHING
            """)
        return true
    }

    private func detachOthers(in transaction: borrowing Transaction) throws {
        let held = try transaction.rows(
            """
            SELECT document FROM attachments WHERE dossier = \(dossier) AND kind = 'component'
            """)
        let now = Set(documents)
        for row in held {
            let document: DocumentID = try row["document"]
            if now.contains(document) { continue }
            try transaction.execute(
                """
                DELETE FROM attachments WHERE document = \(document) AND dossier = \(dossier)
                """)
            try transaction.execute(
                """
                UPDATE documents SET disposable_at = \(transaction.time + Disposal.grace)
                WHERE id = \(document) AND state = \(DocumentState.removed)
                    AND NOT EXISTS (SELECT 1 FROM attachments WHERE document = \(document))
                """)
        }
    }
}
