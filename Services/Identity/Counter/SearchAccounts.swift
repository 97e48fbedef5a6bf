import Contracts
import Lifecycle
import Messaging
import Store

/// Finds citizens' accounts by mail address, phone or identity number, exactly, for an officer at
/// the counter. What is kept of the reply is the accounts' ids.
struct SearchAccountsHandler: CommandHandler {
    let store: Store
    let accesses: AccessLog
    /// Accounts that are answered at most.
    static let limit = 10

    func handle(
        _ command: SearchAccounts, _ delivery: Delivery
    ) async throws -> SearchAccounts.Reply {
        let caller = delivery.caller
        let ids = try await delivery.transaction { transaction in
            let officer = try ActingOfficer.reception(caller, in: transaction)
            let reason = try AccessLog.reason(command.reason)
            let wanted = try Wanted(command)
            try accesses.count(officer, in: transaction)
            return try find(wanted, by: officer, reason: reason, in: transaction)
        }
        let secrets = accesses.secrets
        return try await store.read { snapshot in
            SearchAccounts.Reply(
                items: try ids.compactMap { try Self.found($0, secrets: secrets, in: snapshot) })
        }
    }

    private func find(
        _ wanted: Wanted, by officer: ActingOfficer, reason: String,
        in transaction: borrowing Transaction
    ) throws -> [String] {
        let rows = try transaction.rows(wanted.statement(accesses.secrets))
        let ids: [String] = try rows.map { try $0["id"] }
        for id in ids {
            guard let account = try StoredAccount.find(id: id, in: transaction) else { continue }
            try accesses.keep(.found, of: account, by: officer, reason: reason, in: transaction)
        }
        if ids.isEmpty { try accesses.keepVain(by: officer, reason: reason, in: transaction) }
        return ids
    }

    private static func found(
        _ id: String, secrets: Secrets, in snapshot: borrowing Snapshot
    ) throws -> SearchAccounts.Found? {
        guard let account = try StoredAccount.find(id: id, in: snapshot),
            let citizen = try StoredCitizen.find(id: id, secrets: secrets, in: snapshot)
        else { return nil }
        return SearchAccounts.Found(
            id: CitizenID(rawValue: id), fullName: citizen.details.fullName,
            dateOfBirth: citizen.details.dateOfBirth,
            identityNumberEnd: String(citizen.details.identityNumber.suffix(4)),
            state: account.state)
    }
}

/// What an officer looks for, in the one spelling that is stored.
enum Wanted: Sendable {
    case email(EmailAddress)
    case phone(PhoneNumber)
    case identityNumber(IdentityNumber)

    /// Reads the one thing that is asked for.
    init(_ command: SearchAccounts) throws(Refusal) {
        let given = [command.email, command.phone, command.identityNumber].compactMap { $0 }
        guard given.count == 1 else {
            throw .fields([
                .init(
                    "email",
                    "Nhập đúng một trong ba: địa chỉ thư, số điện thoại hoặc số định danh.")
            ])
        }
        if let text = command.email {
            self = .email(try .require(text))
        } else if let text = command.phone {
            guard let phone = PhoneNumber(text) else {
                throw .fields([.init("phone", "Số điện thoại chưa đúng.")])
            }
            self = .phone(phone)
        } else {
            guard let number = IdentityNumber(command.identityNumber ?? "") else {
                throw .fields([.init("identityNumber", "Số định danh gồm 12 hoặc 9 chữ số.")])
            }
            self = .identityNumber(number)
        }
    }

    /// The statement that finds the ids of the accounts.
    func statement(_ secrets: Secrets) -> SQL {
        let limit: SQL = "LIMIT \(SearchAccountsHandler.limit)"
        switch self {
        case .email(let email):
            return """
                SELECT id FROM accounts
                WHERE email_key = \(email.key) AND kind = \(StoredAccount.Kind.citizen)
                """
        case .phone(let phone):
            return
                "SELECT id FROM citizens WHERE phone = \(phone.digits) \(part: limit)"
        case .identityNumber(let number):
            let hash = secrets.hash(ofIdentityNumber: number.digits)
            return """
                SELECT id FROM citizens WHERE identity_number_hash = \(hash) \(part: limit)
                """
        }
    }
}
