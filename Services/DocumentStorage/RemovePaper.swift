import Contracts
import Lifecycle
import Messaging
import Store

/// Takes one of the caller's papers away. A dossier that holds it keeps it; when none does, its key
/// and bytes are destroyed once a dossier submitted just before could no longer claim it.
struct RemovePaperHandler: CommandHandler {
    func handle(_ command: RemovePaper, _ delivery: Delivery) async throws -> Done {
        let citizen = try delivery.caller.requireCitizen()
        return try await delivery.transaction { transaction -> Done in
            let document = try StoredDocument.own(command.id, of: citizen, in: transaction)
            if document.state == .awaitingUpload {
                try Disposal.dispose(document, in: transaction)
                return Done()
            }
            let isHeld = try !StoredDocument.usedIn([document.id], in: transaction).isEmpty
            let disposableAt = isHeld ? nil : transaction.time + Disposal.grace
            try transaction.execute(
                """
                UPDATE documents SET state = \(DocumentState.removed), version = version + 1,
                    disposable_at = \(disposableAt)
                WHERE id = \(document.id)
                """)
            try StorageQuota.release(document.size, of: citizen, in: transaction)
            try transaction.audit(
                "document-removed", by: citizen.rawValue, of: document.id.rawValue)
            return Done()
        }
    }
}
