import Contracts
import Synchronization

/// The requests of this process that wait for their answers.
final class PendingReplies: Sendable {
    private struct Waiter {
        let deadline: ContinuousClock.Instant
        let continuation: CheckedContinuation<Result<HandledReply, Refusal>, Never>
    }
    /// Those who wait, by message id; nil once nobody hears answers any more.
    private let waiters = Mutex<[String: Waiter]?>([:])

    /// Waits for the answer to `id`; `send` is called once the waiting has begun. Answers `.expired`
    /// at the deadline, and at once when no answer can be heard any more.
    func wait(
        for id: String, until deadline: ContinuousClock.Instant, _ send: () -> Void
    ) async -> Result<HandledReply, Refusal> {
        await withCheckedContinuation { continuation in
            let isHeard = waiters.withLock {
                $0?[id] = Waiter(deadline: deadline, continuation: continuation)
                return $0 != nil
            }
            if isHeard { send() } else { continuation.resume(returning: .failure(.expired)) }
        }
    }

    /// Hands an answer to whoever waits for it; a second or late one is dropped.
    func resume(_ id: String, with result: Result<HandledReply, Refusal>) {
        let waiter = waiters.withLock { $0?.removeValue(forKey: id) }
        waiter?.continuation.resume(returning: result)
    }

    /// Ends waits at their deadlines, and all of them when cancelled.
    func expire() async {
        while !Task.isCancelled {
            // Ends early only by the cancellation that the loop looks for.
            try? await Task.sleep(for: .milliseconds(50))
            resumeExpired(at: .now)
        }
        let last = waiters.withLock { waiters in
            defer { waiters = nil }
            return waiters ?? [:]
        }
        for waiter in last.values { waiter.continuation.resume(returning: .failure(.expired)) }
    }

    private func resumeExpired(at now: ContinuousClock.Instant) {
        let late = waiters.withLock { waiters in
            let late = waiters?.filter { $0.value.deadline <= now } ?? [:]
            for id in late.keys { waiters?[id] = nil }
            return late.values
        }
        for waiter in late { waiter.continuation.resume(returning: .failure(.expired)) }
    }
}
