import Contracts
import Cryptography
import Lifecycle
import Messaging
import Store

/// Issues the links that are mailed.
struct LinkOffice: Sendable {
    let secrets: Secrets
    let policy: Policy

    /// Issues a confirmation link, announces that its mail is due, and makes older ones useless.
    func sendConfirmation(
        to account: StoredAccount, in transaction: borrowing Transaction
    ) throws {
        let issued = try issue(.confirm, account: account.id, email: account.email, in: transaction)
        try transaction.publish(
            CitizenRegistered(
                citizen: CitizenID(rawValue: account.id), mailReference: issued.id,
                mailsPassword: policy.mailsPassword, linkExpiresAt: issued.expiresAt,
                sequence: try account.nextSequence(in: transaction)))
    }

    /// Issues a reset link, announces that its mail is due, and makes older ones useless.
    func sendReset(to account: StoredAccount, in transaction: borrowing Transaction) throws {
        let issued = try issue(.reset, account: account.id, email: account.email, in: transaction)
        try transaction.publish(
            PasswordResetRequested(
                citizen: CitizenID(rawValue: account.id), mailReference: issued.id,
                linkExpiresAt: issued.expiresAt,
                sequence: try account.nextSequence(in: transaction)))
    }

    /// Issues an officer's enrolment link, announces that its mail is due, and makes older ones
    /// useless.
    func sendEnrolment(
        to account: StoredAccount, isReset: Bool, in transaction: borrowing Transaction
    ) throws {
        let issued = try issue(.enrol, account: account.id, email: account.email, in: transaction)
        try transaction.publish(
            EnrolmentLinkIssued(
                officer: OfficerID(rawValue: account.id), mailReference: issued.id,
                linkExpiresAt: issued.expiresAt, isReset: isReset,
                sequence: try account.nextSequence(in: transaction)))
    }

    /// Does the work of issuing a link that belongs to nobody, so that an address to which none is
    /// mailed costs as much as another.
    ///
    /// - Parameter announces: Whether the work of announcing it is done as well, and undone.
    func issueToNobody(
        _ purpose: Link.Purpose, email: EmailAddress, announces: Bool,
        in transaction: borrowing Transaction
    ) throws {
        let nobody = "-\(randomBytes(16).hex)"
        let issued = try issue(purpose, account: nobody, email: email.text, in: transaction)
        guard announces else { return }
        try transaction.rehearse { transaction in
            try transaction.execute(
                "UPDATE accounts SET sequence = sequence + 1 WHERE id = \(nobody)")
            try transaction.publish(
                PasswordResetRequested(
                    citizen: CitizenID(rawValue: nobody), mailReference: issued.id,
                    linkExpiresAt: issued.expiresAt, sequence: 1))
        }
    }

    /// Makes the account's open links of a purpose useless.
    func supersede(
        _ purpose: Link.Purpose, of account: String, in transaction: borrowing Transaction
    ) throws {
        try transaction.execute(
            Self.superseding(purpose, of: account, at: transaction.time))
    }

    /// The statement that makes an account's open links of a purpose useless.
    static func superseding(
        _ purpose: Link.Purpose, of account: String, at time: Timestamp
    ) -> SQL {
        """
        UPDATE links SET superseded_at = \(time)
        WHERE account = \(account) AND purpose = \(purpose) AND superseded_at IS NULL
            AND used_at IS NULL
        """
    }

    private func issue(
        _ purpose: Link.Purpose, account: String, email: String,
        in transaction: borrowing Transaction
    ) throws -> (id: String, expiresAt: Timestamp) {
        try supersede(purpose, of: account, in: transaction)
        let id = randomBytes(16).hex
        let token = secrets.linkToken(id: id, purpose: purpose, email: email)
        let password =
            purpose == .confirm && policy.mailsPassword
            ? secrets.hash(ofMailed: secrets.oneTimePassword(link: id, email: email)) : nil
        let lifetime =
            switch purpose {
            case .confirm: policy.confirmLinkLifetime
            case .reset: policy.resetLinkLifetime
            case .enrol: policy.enrolmentLinkLifetime
            }
        let expiresAt = transaction.time + lifetime
        try transaction.execute(
            """
            INSERT INTO links
                (id, account, purpose, token_hash, password_hash, created_at, expires_at)
            VALUES (\(id), \(account), \(purpose), \(secrets.hash(ofMailed: token)), \(password),
                \(transaction.time), \(expiresAt))
            """)
        return (id, expiresAt)
    }
}

extension Transaction {
    /// Does `body` and undoes it: the work without the effect.
    func rehearse(_ body: (borrowing Transaction) throws -> Void) throws {
        struct Undone: Error {}
        do {
            try nested { transaction in
                try body(transaction)
                throw Undone()
            }
        } catch is Undone {}
    }
}
