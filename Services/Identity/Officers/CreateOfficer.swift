import Contracts
import Lifecycle
import Messaging
import Store

/// Makes an officer's account; password and second factor are in the reply and nowhere else.
struct CreateOfficerHandler: CommandHandler {
    let secrets: Secrets
    let passwords: PasswordWorkers
    let clock: WallClock

    func handle(
        _ command: CreateOfficer, _ delivery: Delivery
    ) async throws -> CreateOfficer.Reply {
        try delivery.caller.requireOperator()
        return withCredentials(
            try await delivery.onceOnly { try await create(command, delivery) })
    }

    private func create(
        _ command: CreateOfficer, _ delivery: Delivery
    ) async throws -> CreateOfficer.Reply {
        let new = try NewOfficer(
            email: command.email, fullName: command.fullName, unit: command.unit,
            duties: command.duties)
        let id = OfficerID.make(at: clock.now())
        let password = secrets.officerPassword(id: id.rawValue)
        let hash = try await passwords.hash(PasswordRules.bytes(of: password))
        let actor = delivery.caller.id ?? "operator"
        return try await delivery.transaction { transaction in
            _ = try new.insert(id: id, passwordHash: hash, by: actor, in: transaction)
            return CreateOfficer.Reply(id: id, password: nil, totpSecret: nil)
        }
    }

    /// The reply that was kept, which may be an earlier one's, with what it must not keep.
    private func withCredentials(_ kept: CreateOfficer.Reply) -> CreateOfficer.Reply {
        CreateOfficer.Reply(
            id: kept.id, password: secrets.officerPassword(id: kept.id.rawValue),
            totpSecret: OneTimeCode.base32(secrets.secondFactor(officer: kept.id.rawValue)))
    }
}

/// An officer whose account is about to be made.
struct NewOfficer: Sendable {
    let email: EmailAddress
    let profile: OfficerProfile

    /// Checks what was sent, all fields at once.
    init(email: String, fullName: String, unit: UnitCode, duties: [OfficerDuty]) throws(Refusal) {
        let (profile, faults) = OfficerProfile.check(fullName: fullName, unit: unit, duties: duties)
        guard let address = EmailAddress(email), faults.isEmpty else {
            throw .fields((EmailAddress(email) == nil ? [.email] : []) + faults)
        }
        (self.email, self.profile) = (address, profile)
    }

    /// Adds the account and announces it.
    func insert(
        id: OfficerID, passwordHash: String?, by actor: String,
        in transaction: borrowing Transaction
    ) throws -> StoredAccount {
        guard try StoredAccount.find(email, in: transaction) == nil else {
            throw Refusal.addressInUse
        }
        let account = try StoredAccount.insert(
            id: id.rawValue, kind: .officer, email: email, state: .confirmed,
            passwordHash: passwordHash, in: transaction)
        try StoredOfficer.insert(profile, id: id.rawValue, in: transaction)
        try transaction.audit(
            "officer-created", by: actor, of: id.rawValue,
            commitment: try account.commitment(to: [email.text, profile.fullName]))
        try account.announce(profile, isActive: true, in: transaction)
        return account
    }
}

extension StoredAccount {
    /// Announces who this officer is now.
    func announce(
        _ profile: OfficerProfile, isActive: Bool, in transaction: borrowing Transaction
    ) throws {
        try transaction.publish(
            OfficerChanged(
                officer: OfficerID(rawValue: id), fullName: profile.fullName, unit: profile.unit,
                duties: profile.duties, isActive: isActive,
                sequence: try nextSequence(in: transaction)))
    }
}
