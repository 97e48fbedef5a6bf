import Contracts
import Lifecycle
import Store

/// A mailed link: only hashes of its token and password are stored, the newest of a purpose wins.
struct Link: Sendable {
    /// What a link is for.
    enum Purpose: String, Sendable { case confirm, reset, enrol }

    let id: String
    let account: String
    let purpose: Purpose
    let expiresAt: Timestamp
    let supersededAt: Timestamp?
    let usedAt: Timestamp?
    private let passwordHash: [UInt8]?
    private let passwordUsedAt: Timestamp?

    private init(_ row: Row) throws {
        id = try row["id"]
        account = try row["account"]
        purpose = try row["purpose"]
        expiresAt = try row["expires_at"]
        supersededAt = try row["superseded_at"]
        usedAt = try row["used_at"]
        passwordHash = try row["password_hash"]
        passwordUsedAt = try row["password_used_at"]
    }

    /// Whether it can still be opened.
    func works(at time: Timestamp) -> Bool {
        usedAt == nil && supersededAt == nil && time < expiresAt
    }

    /// Whether its mailed password can still open the step to set an own one: once, after the
    /// confirmation, for a limited time.
    func takes(password: String, at time: Timestamp, secrets: Secrets, policy: Policy) -> Bool {
        guard let passwordHash, let usedAt, passwordUsedAt == nil, supersededAt == nil else {
            return false
        }
        // Both are keyed hashes of 256 bits: how long a comparison takes tells nothing.
        return time < usedAt + policy.oneTimePasswordLifetime
            && passwordHash == secrets.hash(ofMailed: Self.spelledOut(password))
    }

    /// Whether it mails a password.
    var mailsPassword: Bool { passwordHash != nil }

    /// The passwords that were mailed to an account with links that are still kept.
    static func mailedPasswords(
        of account: StoredAccount, secrets: Secrets, in reader: borrowing some SQLReader & ~Copyable
    ) throws -> Set<String> {
        let rows = try reader.rows(
            """
            SELECT id FROM links WHERE account = \(account.id) AND purpose = \(Purpose.confirm)
                AND password_hash IS NOT NULL
            """)
        return Set(
            try rows.map { secrets.oneTimePassword(link: try $0["id"], email: account.email) })
    }

    /// The link with this id.
    static func find(
        id: String, in reader: borrowing some SQLReader & ~Copyable
    ) throws -> Link? {
        try reader.first("SELECT * FROM links WHERE id = \(id)").map(Link.init)
    }

    /// The statement that finds a link by its token's hash.
    static func byToken(_ hash: [UInt8]) -> SQL {
        "SELECT * FROM links WHERE token_hash = \(hash)"
    }

    /// The link of this purpose whose token a person brings, with its account; nil when the token is
    /// none, or was mailed to another address than the account has now.
    static func find(
        token: String, for purpose: Purpose, secrets: Secrets,
        in reader: borrowing some SQLReader & ~Copyable
    ) throws -> (link: Link, account: StoredAccount)? {
        guard token.utf8.count <= 64,
            let link = try reader.first(byToken(secrets.hash(ofMailed: token))).map(Link.init),
            link.purpose == purpose,
            let account = try StoredAccount.find(id: link.account, in: reader),
            token == secrets.linkToken(id: link.id, purpose: purpose, email: account.email)
        else { return nil }
        return (link, account)
    }

    /// The statement that finds the newest link of an account for a purpose.
    static func newest(of account: String, for purpose: Purpose) -> SQL {
        """
        SELECT * FROM links
        WHERE account = \(account) AND purpose = \(purpose) AND superseded_at IS NULL
        ORDER BY created_at DESC LIMIT 1
        """
    }

    /// The newest link of an account for a purpose.
    static func newest(
        of account: String, for purpose: Purpose, in reader: borrowing some SQLReader & ~Copyable
    ) throws -> Link? { try reader.first(newest(of: account, for: purpose)).map(Link.init) }

    /// Notes that it was opened.
    func use(in transaction: borrowing Transaction) throws {
        try transaction.execute(
            "UPDATE links SET used_at = \(transaction.time) WHERE id = \(id)")
    }

    /// Notes that its password was used.
    func usePassword(in transaction: borrowing Transaction) throws {
        try transaction.execute(
            "UPDATE links SET password_used_at = \(transaction.time) WHERE id = \(id)")
    }

    /// Crockford's base32 as people type it: any case, O for 0, I and L for 1, hyphens, spaces.
    static func spelledOut(_ password: String) -> String {
        let alike: [Character: Character] = ["O": "0", "I": "1", "L": "1"]
        return String(
            password.uppercased().filter { $0 != "-" && $0 != " " }.map { alike[$0] ?? $0 })
    }
}
