import Contracts
import Cryptography
import Lifecycle
import Messaging
import Store

/// Opens sessions and ends them; a session's token is derived from its id, only its hash is stored.
struct OpenSessions: Sendable {
    let secrets: Secrets
    let policy: Policy
    /// Open sessions of one account; opening more ends the oldest.
    static let limit = 50

    /// One open session as it is stored.
    struct Stored: Sendable {
        let id: String
        let tokenHash: String
        let account: String
        let role: Caller.Role
        let device: String?
        let openedAt: Timestamp
        let lastUsedAt: Timestamp
        let expiresAt: Timestamp

        fileprivate init(_ row: Row) throws {
            id = try row["id"]
            tokenHash = try row["token_hash"]
            account = try row["account"]
            role = try row["role"]
            device = try row["device"]
            openedAt = try row["opened_at"]
            lastUsedAt = try row["last_used_at"]
            expiresAt = try row["expires_at"]
        }
    }

    /// Opens a session; the reply has no token yet, since replies are stored (see `withToken`).
    func open(
        for account: StoredAccount, as role: Caller.Role, device: String?,
        in transaction: borrowing Transaction
    ) throws -> OpenedSession {
        let surplus = try all(of: account.id, in: transaction).dropFirst(Self.limit - 1)
        try end(Array(surplus), of: account, in: transaction)
        let id = randomBytes(16).hex
        let expiresAt = transaction.time + policy.sessionLifetime
        try transaction.execute(
            """
            INSERT INTO sessions
                (id, token_hash, account, role, device, opened_at, last_used_at, expires_at)
            VALUES (\(id), \(secrets.sessionHash(id: id)), \(account.id), \(role),
                \(device.flatMap(Self.shown)), \(transaction.time), \(transaction.time),
                \(expiresAt))
            """)
        return OpenedSession(id: id, token: nil, role: role, expiresAt: expiresAt)
    }

    /// The session with its token, for its owner alone.
    func withToken(_ session: OpenedSession) -> OpenedSession {
        var session = session
        session.token = secrets.sessionToken(id: session.id)
        return session
    }

    /// The statement that finds a session by its token's hash.
    static func byToken(_ hash: String) -> SQL {
        "SELECT * FROM sessions WHERE token_hash = \(hash)"
    }

    /// The session with a token of this hash, whether or not its time is over.
    func find(
        tokenHash: String, in reader: borrowing some SQLReader & ~Copyable
    ) throws -> Stored? {
        try reader.first(Self.byToken(tokenHash)).map(Stored.init)
    }

    /// The statement that lists an account's sessions, newest first.
    static func byAccount(_ account: String) -> SQL {
        "SELECT * FROM sessions WHERE account = \(account) ORDER BY opened_at DESC"
    }

    /// The stored sessions of an account, newest first.
    func all(
        of account: String, in reader: borrowing some SQLReader & ~Copyable
    ) throws -> [Stored] { try reader.rows(Self.byAccount(account)).map(Stored.init) }

    /// The caller's own session, which a gateway may remember longer than it lives.
    func current(
        of caller: Caller, in reader: borrowing some SQLReader & ~Copyable, at time: Timestamp
    ) throws -> Stored {
        let row = try caller.session.flatMap {
            try reader.first("SELECT * FROM sessions WHERE id = \($0)")
        }
        guard let session = try row.map(Stored.init), session.account == caller.id,
            session.role == caller.role, time < end(of: session)
        else { throw Refusal.signInNeeded }
        return session
    }

    /// When a session ends if it is not used again.
    func end(of session: Stored) -> Timestamp {
        let idle: Duration =
            switch session.role {
            case .officer, .administrator: policy.officerIdleTime
            default: policy.idleTime
            }
        return min(session.lastUsedAt + idle, session.expiresAt)
    }

    /// Ends these sessions of an account and announces it.
    func end(
        _ sessions: [Stored], of account: StoredAccount, in transaction: borrowing Transaction
    ) throws {
        guard !sessions.isEmpty else { return }
        try transaction.execute("DELETE FROM sessions WHERE id IN \(list: sessions.map(\.id))")
        try transaction.publish(
            SessionsEnded(
                account: account.id, tokenHashes: sessions.map(\.tokenHash),
                sequence: try account.nextSequence(in: transaction)))
    }

    /// Announces that the account's sessions may do more or less than before, so that no gateway goes
    /// on with what it remembers.
    func announceChange(
        of account: StoredAccount, in transaction: borrowing Transaction
    ) throws {
        let hashes = try all(of: account.id, in: transaction).map(\.tokenHash)
        guard !hashes.isEmpty else { return }
        try transaction.publish(
            SessionsChanged(
                account: account.id, tokenHashes: hashes,
                sequence: try account.nextSequence(in: transaction)))
    }

    /// Ends all sessions of an account but the one with this id.
    func endAll(
        of account: StoredAccount, but kept: String? = nil, in transaction: borrowing Transaction
    ) throws {
        let others = try all(of: account.id, in: transaction).filter { $0.id != kept }
        try end(others, of: account, in: transaction)
    }

    /// A device's name as the list of sessions shows it: at most 200 plain characters.
    private static func shown(_ device: String) -> String? {
        let plain = CheckedDetails.tidied(String(device.filter { CheckedDetails.isPlain("\($0)") }))
        return plain.isEmpty ? nil : String(plain.prefix(200))
    }
}

extension Caller {
    /// The id of the signed-in person, citizen or officer; refuses anybody else.
    func requireAccount() throws(Refusal) -> String {
        guard [.citizen, .officer, .administrator].contains(role), let id else {
            throw .signInNeeded
        }
        return id
    }
}
