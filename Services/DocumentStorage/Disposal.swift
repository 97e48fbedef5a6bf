import Contracts
import Lifecycle
import Store

/// Documents whose time is over: uploads that never came, and removed papers no dossier holds.
enum Disposal {
    /// How long a removed paper can still become part of a dossier that was submitted just before:
    /// longer than all retries of the announcement.
    static let grace: Duration = .seconds(3600)

    /// Disposes of some of one citizen's documents whose time is over.
    static func dispose(
        of citizen: CitizenID, in transaction: borrowing Transaction
    ) throws {
        for row in try transaction.rows(dueStatement(of: citizen, at: transaction.time)) {
            try dispose(try StoredDocument(row), in: transaction)
        }
    }

    /// Disposes of some documents whose time is over; answers how many.
    static func dispose(in transaction: borrowing Transaction) throws -> Int {
        let rows = try transaction.rows(dueStatement(at: transaction.time))
        for row in rows { try dispose(try StoredDocument(row), in: transaction) }
        return rows.count
    }

    /// Destroys a document: its row with its key; its bytes follow with the next sweep.
    static func dispose(_ document: StoredDocument, in transaction: borrowing Transaction) throws {
        if document.addedBy != nil {
            try transaction.execute("DELETE FROM attachments WHERE document = \(document.id)")
        }
        try transaction.execute("DELETE FROM documents WHERE id = \(document.id)")
        try transaction.execute(
            """
            INSERT INTO discarded_blobs (blob, discarded_at)
            VALUES (\(document.blob), \(transaction.time))
            """)
        // An officer's file took none of the citizen's room; a removed paper gave it back before.
        if document.addedBy != nil {
            return
        } else if document.state != .removed {
            try StorageQuota.release(document.size, of: document.owner, in: transaction)
        } else {
            try transaction.audit(
                "document-destroyed", by: "document-storage", of: document.id.rawValue)
        }
    }

    /// One citizen's documents whose time is over.
    static func dueStatement(of citizen: CitizenID, at time: Timestamp) -> SQL {
        """
        SELECT * FROM documents WHERE owner = \(citizen) AND disposable_at <= \(time)
        ORDER BY disposable_at LIMIT 500
        """
    }

    /// Documents whose time is over.
    static func dueStatement(at time: Timestamp) -> SQL {
        "SELECT * FROM documents WHERE disposable_at <= \(time) ORDER BY disposable_at LIMIT 500"
    }
}
