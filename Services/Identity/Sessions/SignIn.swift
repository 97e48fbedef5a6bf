import Contracts
import Lifecycle
import Messaging
import Store

/// Signs in a citizen or an officer, or, once, somebody with the mailed password.
///
/// Unknown, unconfirmed and wrong look the same and take as long: one Argon2id hash. Failures are
/// kept with their refusal, so that a repeated message counts once; refusals for too many are not.
struct SignInHandler: CommandHandler {
    let store: Store
    let sessions: OpenSessions
    let passwords: PasswordWorkers
    let clock: WallClock

    func handle(_ command: SignIn, _ delivery: Delivery) async throws -> OpenedSession {
        sessions.withToken(
            try await delivery.onceOnly { try await signIn(command, delivery) })
    }

    private func signIn(_ command: SignIn, _ delivery: Delivery) async throws -> OpenedSession {
        let attempt = SignInLimits.Attempt(
            email: try EmailAddress.require(command.email),
            address: NetworkAddress(of: delivery.caller), device: command.device)
        let (limits, time) = (limits, clock.now())
        let hash = try await store.read { snapshot in
            let account = try StoredAccount.find(attempt.email, in: snapshot)
            try limits.check(attempt, account: account, at: time, in: snapshot)
            return account?.passwordHash
        }
        let isRight = try await passwords.verify(
            PasswordRules.bytes(of: command.password), against: hash)
        return try await delivery.decide { transaction in
            try decide(command, attempt, proven: isRight ? hash : nil, in: transaction)
        }
    }

    private var limits: SignInLimits {
        SignInLimits(secrets: sessions.secrets, policy: sessions.policy)
    }

    /// - Parameter proven: The password hash that the given password belongs to.
    private func decide(
        _ command: SignIn, _ attempt: SignInLimits.Attempt, proven: String?,
        in transaction: borrowing Transaction
    ) throws -> Answer<OpenedSession> {
        let account = try StoredAccount.find(attempt.email, in: transaction)
        // Again, since others may have failed while the password was being checked.
        try limits.check(attempt, account: account, at: transaction.time, in: transaction)
        let refusal: Refusal
        switch try verdict(command, account, proven: proven, in: transaction) {
        case .open(let account, let role):
            try limits.forget(attempt.email, in: transaction)
            if role != .activating {
                try limits.remember(attempt, account: account, in: transaction)
            }
            return .reply(
                try sessions.open(
                    for: account, as: role, device: command.device, in: transaction))
        case .oneTimeCodeNeeded: return .refusal(.oneTimeCodeNeeded)
        case .wrong(let why): refusal = why
        }
        try limits.countFailure(attempt, account: account, in: transaction)
        return .refusal(refusal)
    }

    private enum Verdict {
        case open(StoredAccount, Caller.Role)
        case oneTimeCodeNeeded
        case wrong(Refusal)
    }

    private func verdict(
        _ command: SignIn, _ account: StoredAccount?, proven: String?,
        in transaction: borrowing Transaction
    ) throws -> Verdict {
        guard let account, account.isOpen else { return .wrong(.wrongCredentials) }
        guard let stored = account.passwordHash else {
            return try takesMailedPassword(command, account, in: transaction)
                ? .open(account, .activating) : .wrong(.wrongCredentials)
        }
        guard stored == proven else { return .wrong(.wrongCredentials) }
        guard account.kind == .officer else { return .open(account, .citizen) }
        return try secondFactor(command, account, in: transaction)
    }

    private func takesMailedPassword(
        _ command: SignIn, _ account: StoredAccount, in transaction: borrowing Transaction
    ) throws -> Bool {
        guard account.state != .registered,
            let link = try Link.newest(of: account.id, for: .confirm, in: transaction),
            link.takes(
                password: command.password, at: transaction.time, secrets: sessions.secrets,
                policy: sessions.policy)
        else { return false }
        try link.usePassword(in: transaction)
        return true
    }

    private func secondFactor(
        _ command: SignIn, _ account: StoredAccount, in transaction: borrowing Transaction
    ) throws -> Verdict {
        guard let officer = try StoredOfficer.find(id: account.id, in: transaction) else {
            return .wrong(.wrongCredentials)
        }
        guard let code = command.oneTimeCode, !code.isEmpty else { return .oneTimeCodeNeeded }
        let step = OneTimeCode.step(
            of: code, secret: officer.secondFactor(sessions.secrets), at: transaction.time,
            after: officer.lastStep)
        guard let step else { return .wrong(.wrongOneTimeCode) }
        try officer.use(step: step, in: transaction)
        return .open(account, officer.role)
    }
}
