import Contracts
import Lifecycle
import Messaging
import Store

/// Gives an officer's account its own password and second factor, once a first code was right; the
/// link is used up. A password or code that is not taken leaves the link as it is.
struct CompleteEnrolmentHandler: CommandHandler {
    let store: Store
    let sessions: OpenSessions
    let passwords: PasswordWorkers
    let clock: WallClock

    func handle(_ command: CompleteEnrolment, _ delivery: Delivery) async throws -> Done {
        try await delivery.onceOnly { try await enrol(command, delivery) }
    }

    private func enrol(_ command: CompleteEnrolment, _ delivery: Delivery) async throws -> Done {
        let (secrets, time) = (sessions.secrets, clock.now())
        let (secret, rules) = try await store.read { snapshot in
            let enrolment = try Enrolment.find(
                command.token, secrets: secrets, at: time, in: snapshot)
            let rules = try PasswordRules(
                of: enrolment.account.id, secrets: secrets, in: snapshot)
            return (enrolment.secondFactor(secrets), rules)
        }
        let step = OneTimeCode.step(of: command.oneTimeCode, secret: secret, at: time, after: 0)
        var faults = rules.fault(of: command.password).map { [Refusal.Field("password", $0)] } ?? []
        if step == nil { faults.append(Self.wrongCode) }
        guard let step, faults.isEmpty else { throw Refusal.fields(faults) }
        let hash = try await passwords.hash(PasswordRules.bytes(of: command.password))
        return try await delivery.transaction { transaction in
            let enrolment = try Enrolment.find(
                command.token, secrets: secrets, at: transaction.time, in: transaction)
            try enrolment.link.use(in: transaction)
            try enrolment.account.set(passwordHash: hash, in: transaction)
            try enrolment.officer.enrol(enrolment.link.id, step: step, in: transaction)
            try finish(enrolment.account, in: transaction)
            return Done()
        }
    }

    /// What failed before was tried with other credentials.
    private func finish(
        _ account: StoredAccount, in transaction: borrowing Transaction
    ) throws {
        if let email = EmailAddress(account.email) {
            try SignInLimits(secrets: sessions.secrets, policy: sessions.policy)
                .forget(email, in: transaction)
        }
        try sessions.endAll(of: account, in: transaction)
        try transaction.audit("officer-enrolled", by: account.id, of: account.id)
    }

    private static let wrongCode = Refusal.Field(
        "oneTimeCode",
        "Mã xác thực chưa đúng. Vui lòng nhập mã 6 số đang hiện trong ứng dụng xác thực.")
}
