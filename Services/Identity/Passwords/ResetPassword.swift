import Contracts
import Lifecycle
import Messaging
import Store

/// Sets a new password with the mailed link and ends all sessions; an account that had no own
/// password yet is activated by it.
struct ResetPasswordHandler: CommandHandler {
    let store: Store
    let sessions: OpenSessions
    let passwords: PasswordWorkers
    let clock: WallClock

    func handle(_ command: ResetPassword, _ delivery: Delivery) async throws -> Done {
        try await delivery.onceOnly { try await reset(command, delivery) }
    }

    private func reset(_ command: ResetPassword, _ delivery: Delivery) async throws -> Done {
        let (secrets, time) = (sessions.secrets, clock.now())
        let rules = try await store.read { snapshot in
            let (_, account) = try find(command.token, at: time, in: snapshot)
            return try PasswordRules(of: account.id, secrets: secrets, in: snapshot)
        }
        // A password that is not taken leaves the link as it is.
        let password = try rules.accept(command.password, at: "password")
        let hash = try await passwords.hash(password)
        return try await delivery.transaction { transaction in
            let (link, account) = try find(command.token, at: transaction.time, in: transaction)
            try link.use(in: transaction)
            try reset(account, to: hash, in: transaction)
            return Done()
        }
    }

    private func reset(
        _ account: StoredAccount, to hash: String, in transaction: borrowing Transaction
    ) throws {
        if let email = EmailAddress(account.email) {
            try SignInLimits(secrets: sessions.secrets, policy: sessions.policy)
                .forget(email, in: transaction)
        }
        guard account.passwordHash != nil else {
            return try account.activate(passwordHash: hash, sessions, in: transaction)
        }
        try account.set(passwordHash: hash, in: transaction)
        try sessions.endAll(of: account, in: transaction)
        try account.announceChangedPassword("password-reset", in: transaction)
    }

    private func find(
        _ token: String, at time: Timestamp, in reader: borrowing some SQLReader & ~Copyable
    ) throws -> (link: Link, account: StoredAccount) {
        let found = try Link.find(
            token: token, for: .reset, secrets: sessions.secrets, in: reader)
        guard let found, found.link.works(at: time), found.account.isOpen else {
            throw Refusal.linkGone
        }
        return found
    }
}
