import Synchronization

/// Tells work that it shall come to its end.
package final class StopSignal: Sendable {
    private let stopped = Atomic<Bool>(false)

    /// Whether the end was asked for.
    package var isStopped: Bool { stopped.load(ordering: .acquiring) }

    func stop() { stopped.store(true, ordering: .releasing) }
}

/// Runs `body` so that the caller's cancellation only sets the signal: what was begun is finished.
/// `grace` later the work itself is cancelled.
package func draining(
    within grace: Duration, _ body: @escaping @Sendable (StopSignal) async throws -> Void
) async throws {
    let signal = StopSignal()
    let work = Task { try await body(signal) }
    try await withTaskCancellationHandler {
        try await work.value
    } onCancel: {
        signal.stop()
        Task {
            // The timer is never cancelled itself.
            try? await Task.sleep(for: grace)
            work.cancel()
        }
    }
}

/// Waits for `duration`, or shorter when `signal` is set meanwhile.
package func pause(for duration: Duration, unless signal: StopSignal) async {
    let end = ContinuousClock.now + duration
    while !signal.isStopped, ContinuousClock.now < end {
        // Ends early only at the end of the grace time, which the loop sees by its clock.
        try? await Task.sleep(for: min(.milliseconds(100), end - .now))
        if Task.isCancelled { return }
    }
}
