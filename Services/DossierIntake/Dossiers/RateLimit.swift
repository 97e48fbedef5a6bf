import Lifecycle
import Synchronization

/// So many tries in a time for each caller, refilled evenly; kept in memory, by each replica for
/// itself.
///
/// At most `capacity` callers are remembered: when there are more within one refill time, those
/// that come new share one bucket, so that nobody gets fresh tries by filling the table.
final class RateLimit: Sendable {
    private let tries: Int
    private let period: Duration
    private let capacity: Int
    private let clock: WallClock
    private let state = Mutex(State())

    private struct State {
        var buckets: [String: Bucket] = [:]
        var sweptAt: Timestamp?
    }

    /// Each try moves `full` one share of the period later; a bucket is full again at that moment.
    private struct Bucket {
        var full: Timestamp
    }

    /// A limit of `tries` in `period`.
    init(tries: Int, per period: Duration, capacity: Int = 50_000, clock: WallClock) {
        self.tries = tries
        self.period = period
        self.capacity = capacity
        self.clock = clock
    }

    /// Counts a try; answers nil when it may go on, else how long to wait.
    func count(_ caller: String) -> Duration? {
        take(caller, keep: true)
    }

    /// Whether a try would go on; counts nothing.
    func allows(_ caller: String) -> Bool { take(caller, keep: false) == nil }

    private func take(_ caller: String, keep: Bool) -> Duration? {
        let now = clock.now()
        let share = period / tries
        return state.withLock { state in
            let key = state.buckets[caller] == nil && isFull(&state, at: now) ? "" : caller
            let full = max(state.buckets[key]?.full ?? now, now) + share
            let wait = full - (now + period)
            if wait > .zero { return wait }
            if keep { state.buckets[key] = Bucket(full: full) }
            return nil
        }
    }

    private func isFull(_ state: inout State, at now: Timestamp) -> Bool {
        guard state.buckets.count >= capacity else { return false }
        // Looking through the table costs; once in a second is enough.
        if let sweptAt = state.sweptAt, now - sweptAt < .seconds(1) { return true }
        state.sweptAt = now
        state.buckets = state.buckets.filter { $0.value.full > now }
        return state.buckets.count >= capacity
    }
}
