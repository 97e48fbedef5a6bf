import Dispatch

/// A thread of its own for calls that block (a C library's), so that the shared pool never waits.
///
/// An actor that owns such a library's handle names it as its `unownedExecutor`; other code uses
/// `run`. Work is done one piece at a time, in the order it came.
package final class BlockingThread: SerialExecutor {
    private let queue: DispatchQueue

    /// A thread whose name helps in a debugger.
    package init(_ name: String) { queue = DispatchQueue(label: name) }

    /// Runs an actor's job on this thread.
    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }

    /// Runs `body` on this thread and answers what it does.
    package func run<Value: Sendable>(
        _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try body() }) }
        }
    }

    /// Starts `body` on this thread without waiting for it.
    package func start(_ body: @escaping @Sendable () -> Void) { queue.async(execute: body) }
}
