import Contracts
import Lifecycle
import Messaging
import Store

/// Sets the citizen's own first password in a session opened for nothing else: that session ends, a
/// citizen's begins, the account is usable.
struct SetFirstPasswordHandler: CommandHandler {
    let store: Store
    let sessions: OpenSessions
    let passwords: PasswordWorkers
    let clock: WallClock

    func handle(_ command: SetFirstPassword, _ delivery: Delivery) async throws -> OpenedSession {
        sessions.withToken(
            try await delivery.onceOnly { try await activate(command, delivery) })
    }

    private func activate(
        _ command: SetFirstPassword, _ delivery: Delivery
    ) async throws -> OpenedSession {
        let caller = delivery.caller
        guard caller.role == .activating, let id = caller.id else { throw Refusal.signInNeeded }
        let (sessions, time) = (sessions, clock.now())
        let rules = try await store.read { snapshot in
            let session = try sessions.current(of: caller, in: snapshot, at: time)
            guard session.account == id else { throw Refusal.signInNeeded }
            return try PasswordRules(of: id, secrets: sessions.secrets, in: snapshot)
        }
        let password = try rules.accept(command.password, at: "password")
        let hash = try await passwords.hash(password)
        return try await delivery.transaction { transaction in
            let session = try sessions.current(of: caller, in: transaction, at: transaction.time)
            let account = try StoredAccount.own(id, in: transaction)
            guard account.passwordHash == nil, account.isOpen else {
                throw Refusal.alreadyActivated
            }
            try account.activate(passwordHash: hash, sessions, in: transaction)
            return try sessions.open(
                for: account, as: .citizen, device: session.device, in: transaction)
        }
    }
}

extension StoredAccount {
    /// Gives the account its first own password: all sessions opened for that end, the mailed links
    /// lose their use, and it is announced.
    func activate(
        passwordHash hash: String, _ sessions: OpenSessions, in transaction: borrowing Transaction
    ) throws {
        try set(passwordHash: hash, in: transaction)
        try sessions.endAll(of: self, in: transaction)
        let links = LinkOffice(secrets: sessions.secrets, policy: sessions.policy)
        try links.supersede(.reset, of: id, in: transaction)
        try transaction.audit("activated", by: id, of: id)
        try transaction.publish(
            AccountActivated(
                citizen: CitizenID(rawValue: id), sequence: try nextSequence(in: transaction)))
    }
}

extension PasswordRules {
    /// The rules for the owner of an account.
    init(
        of id: String, secrets: Secrets, in reader: borrowing some SQLReader & ~Copyable
    ) throws {
        let account = try StoredAccount.own(id, in: reader)
        let name =
            switch account.kind {
            case .citizen:
                try StoredCitizen.find(id: id, secrets: secrets, in: reader)?.details.fullName
            case .officer: try StoredOfficer.find(id: id, in: reader)?.profile.fullName
            }
        self.init(
            email: account.email, fullName: name ?? "",
            mailed: try Link.mailedPasswords(of: account, secrets: secrets, in: reader))
    }
}
