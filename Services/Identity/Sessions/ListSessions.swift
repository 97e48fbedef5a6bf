import Contracts
import Lifecycle
import Messaging
import Store

/// Lists the caller's open sessions, newest first.
struct ListSessionsHandler: QueryHandler {
    let store: Store
    let sessions: OpenSessions
    let clock: WallClock

    func answer(_ query: ListSessions, for caller: Caller) async throws -> ListSessions.Reply {
        let id = try caller.requireAccount()
        let (sessions, time) = (sessions, clock.now())
        let open = try await store.read { snapshot in
            try sessions.all(of: id, in: snapshot).filter { time < sessions.end(of: $0) }
        }
        return ListSessions.Reply(
            items: open.map { session in
                ListSessions.Session(
                    id: session.id, device: session.device, openedAt: session.openedAt,
                    lastUsedAt: session.lastUsedAt, isCurrent: session.id == caller.session)
            })
    }
}
