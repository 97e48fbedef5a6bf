package import Contracts
package import Lifecycle
package import Store

/// A service at work: reads its streams, hands each message to its handler, publishes its outbox,
/// tries again what failed, and trims what everybody has read.
package final class Service: Component {
    /// A service with its handlers; throws when one is missing that `Directory` says it must have.
    package init(
        _ name: ServiceName, store: Store, bus: Bus, readiness: Readiness,
        clock: WallClock = .system, handlers: [Handler]
    ) throws {
        fatalError("being written")
    }

    /// Works until cancelled, then finishes what it has begun within 15 s.
    package func run() async throws { fatalError("being written") }
}
