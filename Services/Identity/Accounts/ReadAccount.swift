import Contracts
import Messaging
import Store

/// Reads the caller's own account.
struct ReadAccountHandler: QueryHandler {
    let store: Store
    let secrets: Secrets

    func answer(_ query: ReadAccount, for caller: Caller) async throws -> Account {
        let id = try caller.requireAccount()
        let secrets = secrets
        return try await store.read { snapshot in
            let account = try StoredAccount.own(id, in: snapshot)
            return try Account(account, secrets: secrets, in: snapshot)
        }
    }
}

extension Account {
    /// An account as its owner sees it.
    init(
        _ account: StoredAccount, secrets: Secrets,
        in reader: borrowing some SQLReader & ~Copyable
    ) throws {
        switch account.kind {
        case .citizen:
            let citizen = try StoredCitizen.find(id: account.id, secrets: secrets, in: reader)
            self.init(
                id: account.id, role: .citizen, email: account.email, state: account.state,
                details: citizen?.details, displayName: citizen?.details.fullName ?? "",
                registeredAt: account.registeredAt, version: citizen?.version ?? 1)
        case .officer:
            let officer = try StoredOfficer.find(id: account.id, in: reader)
            self.init(
                id: account.id, role: officer?.role ?? .officer, email: account.email,
                state: account.state, details: nil, displayName: officer?.profile.fullName ?? "",
                unit: officer?.profile.unit, duties: officer?.profile.duties,
                registeredAt: account.registeredAt, version: officer?.version ?? 1)
        }
    }
}
