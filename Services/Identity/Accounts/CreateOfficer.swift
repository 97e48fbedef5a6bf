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
        let (email, officer) = try check(command)
        let id = OfficerID.make(at: clock.now())
        let password = secrets.officerPassword(id: id.rawValue)
        let hash = try await passwords.hash(PasswordRules.bytes(of: password))
        let actor = delivery.caller.id ?? "operator"
        return try await delivery.transaction { transaction in
            guard try StoredAccount.find(email, in: transaction) == nil else {
                throw Refusal.addressInUse
            }
            let account = try StoredAccount.insert(
                id: id.rawValue, kind: .officer, email: email, state: .confirmed,
                passwordHash: hash, in: transaction)
            try officer.insert(id: id.rawValue, in: transaction)
            try transaction.audit(
                "officer-created", by: actor, of: id.rawValue,
                commitment: try account.commitment(to: command))
            return CreateOfficer.Reply(id: id, password: nil, totpSecret: nil)
        }
    }

    /// The reply that was kept, which may be an earlier one's, with what it must not keep.
    private func withCredentials(_ kept: CreateOfficer.Reply) -> CreateOfficer.Reply {
        CreateOfficer.Reply(
            id: kept.id, password: secrets.officerPassword(id: kept.id.rawValue),
            totpSecret: OneTimeCode.base32(secrets.secondFactor(officer: kept.id.rawValue)))
    }

    private func check(
        _ command: CreateOfficer
    ) throws(Refusal) -> (EmailAddress, StoredOfficer) {
        var faults: [Refusal.Field] = []
        let email = EmailAddress(command.email)
        if email == nil { faults.append(.email) }
        let name = CheckedDetails.tidied(command.fullName)
        if !CheckedDetails.isName(name) {
            faults.append(
                .init("fullName", "Họ tên chỉ dùng chữ cái và dấu cách, tối đa 60 ký tự."))
        }
        if !CheckedDetails.isUnitCode(command.unit) {
            faults.append(.init("unit", "Mã đơn vị chưa đúng."))
        }
        if command.duties.isEmpty || Set(command.duties).count != command.duties.count {
            faults.append(.init("duties", "Cần ít nhất một nhiệm vụ, mỗi nhiệm vụ một lần."))
        }
        guard let email, faults.isEmpty else { throw .fields(faults) }
        return (
            email,
            StoredOfficer(
                fullName: name, unit: command.unit, duties: command.duties, lastStep: 0)
        )
    }
}
