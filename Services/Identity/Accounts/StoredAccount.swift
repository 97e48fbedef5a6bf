import Contracts
import Cryptography
import Lifecycle
import Store

/// An account as it is stored: what citizens and officers have in common.
struct StoredAccount: Sendable {
    /// Whose account it is.
    enum Kind: String, Sendable { case citizen, officer }

    let id: String
    let kind: Kind
    /// The sign-in name.
    let email: String
    let state: AccountState
    /// Nil until an own password was set.
    let passwordHash: String?
    /// Goes into each audit commitment about the account.
    let salt: [UInt8]
    let registeredAt: Timestamp

    private init(_ row: Row) throws {
        id = try row["id"]
        kind = try row["kind"]
        email = try row["email"]
        state = try row["state"]
        passwordHash = try row["password_hash"]
        salt = try row["salt"]
        registeredAt = try row["registered_at"]
    }

    /// The statement that finds an account by its sign-in name.
    static func byEmail(_ key: String) -> SQL { "SELECT * FROM accounts WHERE email_key = \(key)" }

    /// The account with this sign-in name.
    static func find(
        _ email: EmailAddress, in reader: borrowing some SQLReader & ~Copyable
    ) throws -> StoredAccount? {
        try reader.first(byEmail(email.key)).map(StoredAccount.init)
    }

    /// The account with this id.
    static func find(
        id: String, in reader: borrowing some SQLReader & ~Copyable
    ) throws -> StoredAccount? {
        try reader.first("SELECT * FROM accounts WHERE id = \(id)").map(StoredAccount.init)
    }

    /// The caller's own account; one that is gone needs another sign-in.
    static func own(
        _ id: String, in reader: borrowing some SQLReader & ~Copyable
    ) throws -> StoredAccount {
        guard let account = try find(id: id, in: reader) else { throw Refusal.signInNeeded }
        return account
    }

    /// Adds an account; its first event has sequence 1.
    static func insert(
        id: String, kind: Kind, email: EmailAddress, state: AccountState, passwordHash: String?,
        in transaction: borrowing Transaction
    ) throws -> StoredAccount {
        let rows = try transaction.rows(
            """
            INSERT INTO accounts
                (id, kind, email, email_key, state, password_hash, salt, sequence, registered_at)
            VALUES (\(id), \(kind), \(email.text), \(email.key), \(state), \(passwordHash),
                \(randomBytes(16)), 0, \(transaction.time))
            RETURNING *
            """)
        guard let row = rows.first else { throw StoreError.unexpected("no account was added") }
        return try StoredAccount(row)
    }

    /// The sequence for the account's next event.
    func nextSequence(in transaction: borrowing Transaction) throws -> Int64 {
        let rows = try transaction.rows(
            "UPDATE accounts SET sequence = sequence + 1 WHERE id = \(id) RETURNING sequence")
        guard let row = rows.first else { throw StoreError.unexpected("the account is gone") }
        return try row["sequence"]
    }

    /// Sets the state.
    func move(to state: AccountState, in transaction: borrowing Transaction) throws {
        try transaction.execute("UPDATE accounts SET state = \(state) WHERE id = \(id)")
    }

    /// Sets the password, or takes it away.
    func set(passwordHash hash: String?, in transaction: borrowing Transaction) throws {
        try transaction.execute("UPDATE accounts SET password_hash = \(hash) WHERE id = \(id)")
    }

    /// A salted hash of personal content for the audit chain.
    func commitment(to content: some Encodable) throws -> String {
        keyedHash(key: nil, salt, try StrictJSON.encode(content)).hex
    }

    /// Whether a password or a link may still open it.
    var isOpen: Bool { state != .cancelled }
}
