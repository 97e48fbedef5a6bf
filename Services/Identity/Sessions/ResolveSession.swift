import Contracts
import Lifecycle
import Messaging
import Store

/// Tells a gateway whose session a token opens. Reads only, but for noting once a minute that the
/// session is in use.
struct ResolveSessionHandler: QueryHandler {
    let store: Store
    let sessions: OpenSessions
    let secrets: Secrets
    let clock: WallClock
    /// How long a gateway may remember the answer.
    static let memory = Duration.seconds(60)

    func answer(
        _ query: ResolveSession, for caller: Caller
    ) async throws -> ResolveSession.Reply {
        guard caller.role == .service else { throw Refusal.notAllowed }
        let time = clock.now()
        let found = try await store.read { snapshot in
            try resolve(query.tokenHash, at: time, in: snapshot)
        }
        guard let (session, caller) = found else {
            return ResolveSession.Reply(caller: nil, validUntil: time)
        }
        var end = sessions.end(of: session)
        if session.lastUsedAt + Self.memory <= time {
            try await touch(session, at: time)
            end = min(end + (time - session.lastUsedAt), session.expiresAt)
        }
        return ResolveSession.Reply(caller: caller, validUntil: min(time + Self.memory, end))
    }

    private func resolve(
        _ hash: String, at time: Timestamp, in snapshot: borrowing Snapshot
    ) throws -> (OpenSessions.Stored, Caller)? {
        guard let session = try sessions.find(tokenHash: hash, in: snapshot),
            time < sessions.end(of: session),
            let account = try StoredAccount.find(id: session.account, in: snapshot), account.isOpen
        else { return nil }
        var caller = Caller(role: session.role, id: account.id, session: session.id)
        switch session.role {
        case .citizen:
            caller.isVerified = account.state == .verified
            caller.name = try StoredCitizen.find(
                id: account.id, secrets: secrets, in: snapshot)?.details.fullName
        case .officer, .administrator:
            guard let officer = try StoredOfficer.find(id: account.id, in: snapshot) else {
                return nil
            }
            caller.name = officer.profile.fullName
            caller.unit = officer.profile.unit
            caller.duties = officer.profile.duties
        default: break
        }
        return (session, caller)
    }

    private func touch(_ session: OpenSessions.Stored, at time: Timestamp) async throws {
        try await store.write { transaction in
            _ = try transaction.execute(
                """
                UPDATE sessions SET last_used_at = \(time)
                WHERE id = \(session.id) AND last_used_at < \(time)
                """)
        }
    }
}
