import Contracts
import Cryptography
import Lifecycle
import Messaging
import Store

/// Registers a citizen and has the confirmation mailed.
///
/// Answer, headers and work are the same whether or not the address is known: the owner of an
/// account in use gets a mail saying so; of registrations that were not confirmed the newest wins.
struct RegisterCitizenHandler: CommandHandler {
    let secrets: Secrets
    let policy: Policy
    let clock: WallClock

    func handle(
        _ command: RegisterCitizen, _ delivery: Delivery
    ) async throws -> RegisterCitizen.Reply {
        let today = clock.now().localDate
        let checked = CheckedDetails(command.details, today: today)
        let consent = ConsentText.all.first { $0.version == command.consent }
        guard let email = EmailAddress(command.email), let consent, checked.faults.isEmpty else {
            throw Self.refusal(command, checked, consent)
        }
        let caller = delivery.caller
        return try await delivery.transaction { transaction in
            try limits.count("registration", from: caller, in: transaction)
            try register(email, checked.details, consent, in: transaction)
            return RegisterCitizen.Reply(warnings: checked.warnings)
        }
    }

    private var limits: RequestLimits { RequestLimits(secrets: secrets, policy: policy) }
    private var links: LinkOffice { LinkOffice(secrets: secrets, policy: policy) }

    private static func refusal(
        _ command: RegisterCitizen, _ checked: CheckedDetails, _ consent: ConsentText?
    ) -> Refusal {
        var faults = checked.faults
        if consent == nil {
            faults.insert(
                .init("consent", "Vui lòng đọc và đồng ý với việc xử lý dữ liệu cá nhân."), at: 0)
        }
        if EmailAddress(command.email) == nil { faults.insert(.email, at: 0) }
        return .fields(faults)
    }

    private func register(
        _ email: EmailAddress, _ details: PersonalDetails, _ consent: ConsentText,
        in transaction: borrowing Transaction
    ) throws {
        let known = try StoredAccount.find(email, in: transaction)
        // Beyond its share of mails an address keeps the links it has, so that none is lost.
        guard try limits.mayMail("registration", to: email, in: transaction) else {
            try rehearse(details, consent, in: transaction)
            return try links.issueToNobody(
                .confirm, email: email, announces: true, in: transaction)
        }
        switch known {
        case nil:
            let account = try add(email, in: transaction)
            try keep(details, consent, of: account, in: transaction)
            try announce(account, details, in: transaction)
        case let account? where account.state == .registered:
            try keep(details, consent, of: account, in: transaction)
            try announce(account, details, in: transaction)
        case let account?:
            try rehearse(details, consent, in: transaction)
            try links.issueToNobody(.confirm, email: email, announces: false, in: transaction)
            try tellOwner(of: account, in: transaction)
        }
    }

    private func add(
        _ email: EmailAddress, in transaction: borrowing Transaction
    ) throws -> StoredAccount {
        try StoredAccount.insert(
            id: CitizenID.make(at: transaction.time).rawValue, kind: .citizen, email: email,
            state: .registered, passwordHash: nil, in: transaction)
    }

    private func announce(
        _ account: StoredAccount, _ details: PersonalDetails,
        in transaction: borrowing Transaction
    ) throws {
        try links.sendConfirmation(to: account, in: transaction)
        try transaction.audit(
            "registered", by: "anonymous", of: account.id,
            commitment: try account.commitment(to: details))
    }

    private func tellOwner(
        of account: StoredAccount, in transaction: borrowing Transaction
    ) throws {
        try transaction.audit("known-address-registered", by: "anonymous", of: account.id)
        guard account.kind == .citizen, account.isOpen else { return }
        try transaction.publish(
            KnownAddressRegistered(
                citizen: CitizenID(rawValue: account.id),
                sequence: try account.nextSequence(in: transaction)))
    }

    /// The work of a registration without its effect, so that it takes as long.
    private func rehearse(
        _ details: PersonalDetails, _ consent: ConsentText,
        in transaction: borrowing Transaction
    ) throws {
        guard let nobody = EmailAddress("\(randomBytes(16).hex)@nobody.invalid") else { return }
        try transaction.rehearse { transaction in
            let account = try add(nobody, in: transaction)
            try keep(details, consent, of: account, in: transaction)
        }
    }

    private func keep(
        _ details: PersonalDetails, _ consent: ConsentText, of account: StoredAccount,
        in transaction: borrowing Transaction
    ) throws {
        _ = try StoredCitizen.put(details, id: account.id, secrets: secrets, in: transaction)
        try transaction.execute(
            """
            INSERT INTO consents (number, account, version, text_hash, given_at)
            VALUES (\(transaction.nextNumber()), \(account.id), \(consent.version),
                \(SHA256.hash(Array(consent.text.utf8)).hex), \(transaction.time))
            """)
    }
}
