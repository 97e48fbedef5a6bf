import Contracts
import Lifecycle
import Messaging
import Store

/// Takes an absence back that is not over.
struct CancelAbsenceHandler: CommandHandler {
    func handle(_ command: CancelAbsence, _ delivery: Delivery) async throws -> Done {
        let caller = delivery.caller
        return try await delivery.transaction { transaction in
            let (acting, officer) = try ActingOfficer.planning(
                for: command.officer, caller, in: transaction)
            let open = try StoredAbsence.open(
                of: [officer.id], from: transaction.time.localDate, in: transaction)
            guard let absence = open.first(where: { $0.id == command.id }) else {
                throw Refusal.notFound
            }
            try absence.cancel(in: transaction)
            try transaction.audit("absence-cancelled", by: acting.id, of: officer.id)
            return Done()
        }
    }
}
