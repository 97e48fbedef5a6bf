/// Whose turn it is on a connection, and until when.
///
/// At each moment either the client owes us something (headers, body, taking the answer) or our
/// handler owes the client an answer: only the one whose turn it is can be late. All times are
/// given by the caller.
struct Pace {
    /// Who has been too slow.
    enum Verdict: Equatable {
        case inTime
        /// The client; the word says with what, for the metrics.
        case clientLate(String)
        case handlerLate
    }

    private enum Turn {
        case client(until: ContinuousClock.Instant, what: String)
        case body(since: ContinuousClock.Instant)
        case handler(until: ContinuousClock.Instant)
    }

    private let limits: HTTPLimits
    private var turn: Turn
    private var isIdle = false
    private var waited = Duration.zero
    private var receivedBytes = 0

    /// A connection that was just accepted.
    init(_ limits: HTTPLimits, now: ContinuousClock.Instant) {
        self.limits = limits
        turn = .client(until: now + limits.headers, what: "headers")
    }

    /// A request line has come; on a new connection the time runs since it was accepted.
    mutating func requestLine(now: ContinuousClock.Instant) {
        guard isIdle else { return }
        isIdle = false
        turn = .client(until: now + limits.headers, what: "headers")
    }

    /// The handler works, or has made progress.
    mutating func working(now: ContinuousClock.Instant) {
        addWaiting(now: now)
        turn = .handler(until: now + limits.deadline)
    }

    /// The handler, or the swallowing of what it does not want, waits for the client's bytes.
    mutating func awaitingBody(now: ContinuousClock.Instant) {
        addWaiting(now: now)
        turn = .body(since: now)
    }

    /// Bytes of the body have come.
    mutating func received(_ count: Int, now: ContinuousClock.Instant) {
        addWaiting(now: now)
        receivedBytes += count
        if waited >= limits.bodyWindow, receivedBytes >= owedBytes {
            waited = .zero
            receivedBytes = 0
        }
    }

    /// So many bytes of the answer are for the client to take.
    mutating func sending(_ count: Int, now: ContinuousClock.Instant) {
        let allowed = limits.bodyWindow + .seconds(count / limits.bytesPerSecond)
        turn = .client(until: now + allowed, what: "answer")
    }

    /// The answer is out; the connection waits for another request.
    mutating func idle(now: ContinuousClock.Instant) {
        isIdle = true
        waited = .zero
        receivedBytes = 0
        turn = .client(until: now + limits.idle, what: "idle")
    }

    /// Who is late now, if anybody.
    func verdict(now: ContinuousClock.Instant) -> Verdict {
        switch turn {
        case .client(let until, let what): now > until ? .clientLate(what) : .inTime
        case .handler(let until): now > until ? .handlerLate : .inTime
        case .body(let since):
            waited + (now - since) >= limits.bodyWindow && receivedBytes < owedBytes
                ? .clientLate("body") : .inTime
        }
    }

    private var owedBytes: Int {
        Int(limits.bodyWindow / .milliseconds(1)) * limits.bytesPerSecond / 1000
    }

    private mutating func addWaiting(now: ContinuousClock.Instant) {
        guard case .body(let since) = turn else { return }
        waited += now - since
        turn = .body(since: now)
    }
}
