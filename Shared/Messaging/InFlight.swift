import Synchronization

/// The entries whose handlers are running in this process, and room for more.
final class InFlight: Sendable {
    /// Handlers that run at the same time at most.
    static let limit = 256

    private struct State {
        var started: [Key: ContinuousClock.Instant] = [:]
        var waiters: [(room: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }
    private struct Key: Hashable {
        let stream: String
        let id: String
    }
    private let state = Mutex(State())

    /// Notes that the entry's handler starts; false when it is running already.
    func begin(_ entry: StreamEntry) -> Bool {
        state.withLock { state in
            let key = Key(stream: entry.stream, id: entry.id)
            guard state.started[key] == nil else { return false }
            state.started[key] = .now
            return true
        }
    }

    /// Notes that the entry's handler has ended.
    func end(_ entry: StreamEntry) {
        let woken = state.withLock { state in
            state.started[Key(stream: entry.stream, id: entry.id)] = nil
            let room = Self.limit - state.started.count
            let woken = state.waiters.filter { $0.room <= room }
            state.waiters.removeAll { $0.room <= room }
            return woken
        }
        for waiter in woken { waiter.continuation.resume() }
    }

    /// Whether the entry's handler is running.
    func isRunning(_ entry: StreamEntry) -> Bool {
        state.withLock { $0.started[Key(stream: entry.stream, id: entry.id)] != nil }
    }

    /// How many more may start now.
    var room: Int { state.withLock { Self.limit - $0.started.count } }

    /// Waits until that many more may start; `limit` waits until none is running.
    func waitForRoom(_ room: Int) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if Self.limit - state.started.count >= room { return true }
                state.waiters.append((room, continuation))
                return false
            }
            if isThere { continuation.resume() }
        }
    }

    /// The entry ids of `stream` whose handlers have been running longer than `age`.
    func running(on stream: String, longerThan age: Duration) -> [String] {
        let since = ContinuousClock.now - age
        return state.withLock { state in
            state.started.filter { $0.key.stream == stream && $0.value < since }.map(\.key.id)
        }
    }
}
