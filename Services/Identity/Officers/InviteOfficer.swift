import Contracts
import Lifecycle
import Messaging
import Store

/// Makes an officer's account for an administrator and has the enrolment link mailed.
struct InviteOfficerHandler: CommandHandler {
    let links: LinkOffice

    func handle(_ command: InviteOfficer, _ delivery: Delivery) async throws -> Officer {
        let caller = delivery.caller
        return try await delivery.transaction { transaction in
            let acting = try ActingOfficer.administrator(caller, in: transaction)
            let new = try NewOfficer(
                email: command.email, fullName: command.fullName, unit: command.unit,
                duties: command.duties)
            let id = OfficerID.make(at: transaction.time)
            let account = try new.insert(
                id: id, passwordHash: nil, by: acting.id, in: transaction)
            try links.sendEnrolment(to: account, isReset: false, in: transaction)
            return try Officer(id, today: transaction.time.localDate, in: transaction)
        }
    }
}
