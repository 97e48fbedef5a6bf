import Contracts
import Messaging
import Store

/// Notes that one side has read what the other wrote.
struct MarkMessagesReadHandler: CommandHandler {
    /// Done, also when there was nothing new.
    func handle(_ command: MarkMessagesRead, _ delivery: Delivery) async throws -> Done {
        let caller = try DossierCaller(delivery.caller)
        let other: MessageSide = if case .citizen = caller { .unit } else { .citizen }
        return try await delivery.transaction { transaction in
            let dossier = try KeptDossier.find(command.code, for: caller, in: transaction).id
            guard let number = Int64(command.upTo) else {
                throw Refusal.fields([.init("upTo", "Không có tin nhắn này.")])
            }
            let read = try transaction.execute(
                MessageStatement.markRead(
                    of: dossier, from: other, upTo: number, at: transaction.time))
            if read > 0 {
                try transaction.execute(
                    MessageStatement.uncountUnread(of: dossier, from: other, read))
            }
            return Done()
        }
    }
}
