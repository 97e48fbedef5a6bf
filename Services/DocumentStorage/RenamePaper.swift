import Contracts
import Lifecycle
import Messaging
import Store

/// Gives one of the caller's papers another name; dossiers keep the name they were submitted with.
struct RenamePaperHandler: CommandHandler {
    func handle(_ command: RenamePaper, _ delivery: Delivery) async throws -> PersonalPaper {
        let citizen = try delivery.caller.requireCitizen()
        let name = try FileName(command.fileName)
        return try await delivery.transaction { transaction in
            let document = try StoredDocument.own(command.id, of: citizen, in: transaction)
            guard document.version == command.version else { throw Refusal.changedMeanwhile }
            try document.type.requireExtension(of: name)
            let row = try transaction.first(
                """
                UPDATE documents SET file_name = \(name.text), version = version + 1
                WHERE id = \(command.id) AND version = \(command.version)
                RETURNING *
                """)
            guard let row else { throw Refusal.changedMeanwhile }
            return try StoredDocument(row).paper(on: transaction.time.localDate, in: transaction)
        }
    }
}
