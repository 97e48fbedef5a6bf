import Contracts
import Lifecycle
import Messaging
import Store

/// Changes the caller's password; all other sessions end. Wrong guesses of the password so far count
/// like failed sign-ins.
struct ChangePasswordHandler: CommandHandler {
    let store: Store
    let sessions: OpenSessions
    let passwords: PasswordWorkers
    let clock: WallClock

    func handle(_ command: ChangePassword, _ delivery: Delivery) async throws -> Done {
        try await delivery.onceOnly { try await change(command, delivery) }
    }

    private func change(_ command: ChangePassword, _ delivery: Delivery) async throws -> Done {
        let caller = delivery.caller
        let id = try caller.requireAccount()
        let (limits, secrets, time) = (limits, sessions.secrets, clock.now())
        let (attempt, before, rules) = try await store.read { snapshot in
            let account = try StoredAccount.own(id, in: snapshot)
            let attempt = SignInLimits.Attempt(
                email: try EmailAddress.require(account.email),
                address: NetworkAddress(of: caller), device: nil)
            try limits.check(attempt, account: account, at: time, in: snapshot)
            let rules = try PasswordRules(of: id, secrets: secrets, in: snapshot)
            return (attempt, account.passwordHash, rules)
        }
        let new = try rules.accept(command.newPassword, at: "newPassword")
        let isRight = try await passwords.verify(
            PasswordRules.bytes(of: command.currentPassword), against: before)
        let hash = isRight ? try await passwords.hash(new) : nil
        return try await delivery.decide { transaction in
            let account = try StoredAccount.own(id, in: transaction)
            _ = try sessions.current(of: caller, in: transaction, at: transaction.time)
            try limits.check(attempt, account: account, at: transaction.time, in: transaction)
            guard let hash, account.passwordHash == before else {
                try limits.countFailure(attempt, account: account, in: transaction)
                return .refusal(Self.wrongPassword)
            }
            try limits.forget(attempt.email, in: transaction)
            try account.set(passwordHash: hash, in: transaction)
            try sessions.endAll(of: account, but: caller.session, in: transaction)
            try account.announceChangedPassword("password-changed", in: transaction)
            return .reply(Done())
        }
    }

    private var limits: SignInLimits {
        SignInLimits(secrets: sessions.secrets, policy: sessions.policy)
    }

    private static let wrongPassword = Refusal.fields([
        .init("currentPassword", "Mật khẩu hiện tại chưa đúng.")
    ])
}

extension StoredAccount {
    /// Tells the audit chain, and a citizen by mail, that the password is another one now.
    func announceChangedPassword(
        _ action: String, in transaction: borrowing Transaction
    ) throws {
        try transaction.audit(action, by: id, of: id)
        guard kind == .citizen else { return }
        try transaction.publish(
            PasswordChanged(
                citizen: CitizenID(rawValue: id), sequence: try nextSequence(in: transaction)))
    }
}
