import Contracts
import Lifecycle
import Messaging
import Store

/// Makes an account "đã xác thực". Of two officers at once one wins; the other is told that it was
/// changed meanwhile.
struct VerifyAccountHandler: CommandHandler {
    let store: Store
    let sessions: OpenSessions
    let clock: WallClock

    func handle(_ command: VerifyAccount, _ delivery: Delivery) async throws -> CounterAccount {
        let (caller, today) = (delivery.caller, clock.now().localDate)
        let warnings = try await delivery.transaction { transaction in
            let officer = try ActingOfficer.reception(caller, in: transaction)
            let checked = CheckedPaper(command.paper, today: today)
            guard checked.faults.isEmpty else { throw Refusal.fields(checked.faults) }
            let (account, details) = try Decision.subject(
                command.id, ifVersion: command.version, secrets: sessions.secrets,
                in: transaction)
            if let misfit = checked.misfit(with: details) { throw Refusal.fields([misfit]) }
            let other = try others(than: account, with: checked.paper, in: transaction)
            try account.requireVerifiable()
            try verify(account, checked.paper, by: officer, in: transaction)
            return checked.warnings(against: details) + other
        }
        return try await store.counterAccount(
            command.id.rawValue, secrets: sessions.secrets, warnings: warnings)
    }

    private func verify(
        _ account: StoredAccount, _ paper: IdentityPaper, by officer: ActingOfficer,
        in transaction: borrowing Transaction
    ) throws {
        try account.move(to: .verified, in: transaction)
        try Decision(outcome: .verified, paper: paper)
            .keep(about: account, by: officer, secrets: sessions.secrets, in: transaction)
        try transaction.publish(
            AccountVerified(
                citizen: CitizenID(rawValue: account.id), unit: officer.profile.unit,
                paper: paper.kind, sequence: try account.nextSequence(in: transaction)))
        try sessions.announceChange(of: account, in: transaction)
    }

    /// A warning when another account was verified with the same number.
    private func others(
        than account: StoredAccount, with paper: IdentityPaper,
        in transaction: borrowing Transaction
    ) throws -> [Refusal.Field] {
        let hash = sessions.secrets.hash(ofIdentityNumber: paper.number)
        let other = try transaction.first(
            """
            SELECT citizens.id FROM citizens JOIN accounts ON accounts.id = citizens.id
            WHERE citizens.identity_number_hash = \(hash) AND citizens.id <> \(account.id)
                AND accounts.state = \(AccountState.verified)
            """)
        guard other != nil else { return [] }
        return [.init("paper.number", "Một tài khoản khác đã được xác thực với số giấy tờ này.")]
    }
}

extension StoredAccount {
    /// Refuses an account that waits for no verification.
    func requireVerifiable() throws(Refusal) {
        switch state {
        case .confirmed: break
        case .registered: throw .notConfirmedYet
        case .verified: throw .alreadyVerified
        case .cancelled: throw .accountIsCancelled
        }
    }
}
