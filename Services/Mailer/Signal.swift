import Synchronization

/// Wakes one of the tasks that wait for work; a signal that nobody waits for is kept for the next.
final class Signal: Sendable {
    private struct State {
        var isSet = false
        var lastTicket = 0
        var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
    }
    private let state = Mutex(State())

    /// Wakes one waiting task, or lets the next one that comes go on at once.
    func set() {
        let woken = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard let ticket = state.waiting.keys.min() else {
                state.isSet = true
                return nil
            }
            return state.waiting.removeValue(forKey: ticket)
        }
        woken?.resume()
    }

    /// Waits for a signal, until `duration` has passed (for ever when nil), or until cancelled.
    func wait(atMost duration: Duration?) async {
        await withTaskGroup { group in
            group.addTask { await self.wait() }
            if let duration {
                // A cancelled sleep ends the wait like one that ran its time.
                group.addTask { try? await Task.sleep(for: duration) }
            }
            await group.next()
            group.cancelAll()
        }
    }

    private func wait() async {
        let ticket = state.withLock { state in
            state.lastTicket += 1
            return state.lastTicket
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let goesOn = state.withLock { state in
                    if state.isSet || Task.isCancelled {
                        if state.isSet && !Task.isCancelled { state.isSet = false }
                        return true
                    }
                    state.waiting[ticket] = continuation
                    return false
                }
                if goesOn { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiting.removeValue(forKey: ticket) }?.resume()
        }
    }
}
