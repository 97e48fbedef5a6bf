import Contracts
import Lifecycle
import Messaging
import Store

/// Opens a citizen's account for an officer at the counter; who, when and why is kept. The kept reply
/// is the account's id, and a repeat shows the account as it is then.
struct OpenAccountHandler: CommandHandler {
    let store: Store
    let accesses: AccessLog

    func handle(_ command: OpenAccount, _ delivery: Delivery) async throws -> CounterAccount {
        let caller = delivery.caller
        let id = try await delivery.transaction { transaction in
            let officer = try ActingOfficer.reception(caller, in: transaction)
            let reason = try AccessLog.reason(command.reason)
            try accesses.count(officer, in: transaction)
            let account = try StoredAccount.citizen(command.id, in: transaction)
            try accesses.keep(.opened, of: account, by: officer, reason: reason, in: transaction)
            return account.id
        }
        return try await store.counterAccount(id, secrets: accesses.secrets)
    }
}

extension StoredAccount {
    /// A citizen's account.
    static func citizen(
        _ id: CitizenID, in reader: borrowing some SQLReader & ~Copyable
    ) throws -> StoredAccount {
        guard let account = try find(id: id.rawValue, in: reader), account.kind == .citizen else {
            throw Refusal.notFound
        }
        return account
    }
}

extension Store {
    /// A citizen's account as an officer sees it now, with warnings of details and what else is
    /// found to look at.
    func counterAccount(
        _ id: String, secrets: Secrets, warnings: [Refusal.Field] = []
    ) async throws -> CounterAccount {
        try await read { snapshot in
            guard let account = try StoredAccount.find(id: id, in: snapshot),
                let citizen = try StoredCitizen.find(id: id, secrets: secrets, in: snapshot)
            else { throw Refusal.notFound }
            let own = IdentityNumber(citizen.details.identityNumber)?
                .warnings(dateOfBirth: citizen.details.dateOfBirth, sex: citizen.details.sex)
            return CounterAccount(
                id: CitizenID(rawValue: id), email: account.email, state: account.state,
                details: citizen.details, registeredAt: account.registeredAt,
                decision: try VerificationDecision(last: id, in: snapshot),
                warnings: (own ?? []) + warnings, version: citizen.version)
        }
    }
}
