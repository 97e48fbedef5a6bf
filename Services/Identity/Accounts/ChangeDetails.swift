import Contracts
import Lifecycle
import Messaging
import Store

/// Changes the caller's personal details. When a verified citizen's name, date of birth, sex or
/// identity number changes, the account needs a new verification; the audit chain says so.
struct ChangeDetailsHandler: CommandHandler {
    let sessions: OpenSessions
    let clock: WallClock

    func handle(_ command: ChangeDetails, _ delivery: Delivery) async throws -> Account {
        let id = try delivery.caller.requireCitizen().rawValue
        let details = try CheckedDetails(command.details, today: clock.now().localDate).required()
        var reply = try await delivery.transaction { transaction in
            try change(id, to: details, ifVersion: command.version, in: transaction)
        }
        // The stored reply does not hold the number in plain.
        reply.details?.identityNumber = details.identityNumber
        return reply
    }

    private var secrets: Secrets { sessions.secrets }

    private func change(
        _ id: String, to details: PersonalDetails, ifVersion version: Int64,
        in transaction: borrowing Transaction
    ) throws -> Account {
        let account = try StoredAccount.own(id, in: transaction)
        guard let before = try StoredCitizen.find(id: id, secrets: secrets, in: transaction) else {
            throw Refusal.notFound
        }
        guard before.version == version else { throw Refusal.changedMeanwhile }
        _ = try StoredCitizen.put(details, id: id, secrets: secrets, in: transaction)
        try transaction.audit(
            "details-changed", by: id, of: id, commitment: try account.commitment(to: details))
        if account.state == .verified, Verified(before.details) != Verified(details) {
            try account.move(to: .confirmed, in: transaction)
            try transaction.audit("verification-lapsed", by: id, of: id)
            try sessions.announceChange(of: account, in: transaction)
        }
        let changed = try StoredAccount.own(id, in: transaction)
        var reply = try Account(changed, secrets: secrets, in: transaction)
        reply.details?.identityNumber = ""
        return reply
    }
}

/// What an officer compares with the paper shown at the counter.
private struct Verified: Equatable {
    let name: [String?]
    let dateOfBirth: LocalDate
    let sex: Sex
    let identityNumber: String

    init(_ details: PersonalDetails) {
        name = [details.familyName, details.middleName, details.givenName]
        dateOfBirth = details.dateOfBirth
        sex = details.sex
        identityNumber = details.identityNumber
    }
}
