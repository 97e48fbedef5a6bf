/// Work that is done again and again while a program runs: at the start, then after each pause.
package struct Periodic: Component {
    private let name: String
    private let pause: Duration
    private let work: @Sendable () async throws -> Void

    /// Work called `name` in the log, with this pause between its rounds.
    ///
    /// A round that throws is logged, and the next one tries again.
    package init(
        _ name: String, every pause: Duration, _ work: @escaping @Sendable () async throws -> Void
    ) {
        self.name = name
        self.pause = pause
        self.work = work
    }

    /// Works until cancelled.
    package func run() async throws {
        while !Task.isCancelled {
            do { try await work() } catch is CancellationError { return } catch {
                Log.warning("\(name) failed", ["error": String(describing: error)])
            }
            // Ends early only when the program stops, which the loop sees.
            try? await Task.sleep(for: pause)
        }
    }
}
