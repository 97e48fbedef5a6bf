package import Contracts
import Cryptography
package import Lifecycle
package import Store

/// A service at work: reads its streams, hands each message to its handler, publishes its outbox,
/// tries again what failed, and trims what everybody has read.
package final class Service: Component {
    private let runner: MessageRunner
    private let consumer: Consumer
    private let relay: OutboxRelay
    private let retryDesk: RetryDesk
    private let janitor: Janitor
    private let readiness: Readiness
    private let timings: Timings

    /// A service with its handlers; throws when one is missing that `Directory` says it must have,
    /// or hears an event that `Directory` does not list for it.
    package init(
        _ name: ServiceName, store: Store, bus: Bus, readiness: Readiness,
        clock: WallClock = .system, timings: Timings = Timings(), handlers: [Handler]
    ) throws {
        let streams =
            [Stream.commands(of: name)]
            + ServiceName.allCases.filter { Directory.subscribers(of: $0).contains(name) }
            .map(Stream.events(of:))
        let floors = StreamFloors(bus: bus)
        let operators = operatorHandlers(
            of: name, store: store, floors: floors, streams: streams, bus: bus, clock: clock)
        let table = try Self.table(handlers + operators, for: name)
        self.readiness = readiness
        self.timings = timings
        runner = MessageRunner(
            service: name, store: store, bus: bus, clock: clock, handlers: table, timings: timings,
            requestKey: bus.key.derived(for: "request hashes"))
        consumer = Consumer(
            service: name, streams: streams, bus: bus, runner: runner, readiness: readiness,
            timings: timings)
        relay = OutboxRelay(service: name, store: store, bus: bus, clock: clock)
        retryDesk = RetryDesk(store: store, runner: runner, clock: clock)
        janitor = Janitor(
            service: name, store: store, bus: bus, floors: floors, clock: clock, timings: timings)
    }

    /// Works until cancelled, then finishes what it has begun within 15 s.
    package func run() async throws {
        try await withTaskCancellationHandler {
            try await draining(within: timings.drain) { stop in
                await withDiscardingTaskGroup { group in
                    group.addTask { await self.consumer.run(until: stop) }
                    group.addTask { await self.retryDesk.run(until: stop) }
                    group.addTask { await self.relay.run(until: stop) }
                    group.addTask { await self.janitor.run(until: stop) }
                }
            }
        } onCancel: {
            readiness.set("service", blockedBy: "stopping")
        }
        await relay.publishAll()
        await runner.checkpoint()
    }

    /// The handlers by wire name, after the check against `Directory`.
    private static func table(
        _ handlers: [Handler], for name: ServiceName
    ) throws -> [String: Handler] {
        let table = Dictionary(
            handlers.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        guard table.count == handlers.count else {
            throw ConfigurationError(name.rawValue, "two handlers for one message")
        }
        let owned = Directory.requests.filter { $0.owner == name }.map { $0.name }
        let heard = Directory.subscriptions.filter { $0.heardBy.contains(name) }.map {
            $0.event.name
        }
        let expected = Set(
            owned + heard + Directory.operatorRequests.map { Bus.wireName($0.name, for: name) })
        guard expected == Set(table.keys) else {
            let missing = expected.subtracting(table.keys).sorted()
            let unlisted = Set(table.keys).subtracting(expected).sorted()
            throw ConfigurationError(
                name.rawValue, "no handler for \(missing), not in the directory: \(unlisted)")
        }
        return table
    }
}
