import Contracts
import Messaging
import Store

/// Marks a citizen's notice as read; the first time counts.
struct MarkNoticeReadHandler: CommandHandler {
    /// Another's notice looks like none.
    func handle(_ command: MarkNoticeRead, _ delivery: Delivery) async throws -> Done {
        let citizen = try delivery.caller.requireCitizen()
        return try await delivery.transaction { transaction in
            let changed = try transaction.execute(
                """
                UPDATE notices SET read_at = COALESCE(read_at, \(transaction.time))
                WHERE id = \(command.id) AND citizen = \(citizen)
                """)
            guard changed == 1 else { throw Refusal.notFound }
            return Done()
        }
    }
}
