package import Contracts
package import Messaging
import Store

/// Handlers of a service that only take what comes: what a test or the benchmark looks at stands
/// beside them.
package enum IdleHandlers {
    /// One for each message of the service but those of these names: requests are refused, events let
    /// go.
    package static func of(_ service: ServiceName, but names: String...) -> [Handler] {
        let requests = Directory.requests.filter { $0.owner == service && !names.contains($0.name) }
        let events = Directory.subscriptions.filter {
            $0.heardBy.contains(service) && !names.contains($0.event.name)
        }
        return requests.compactMap(handler(of:)) + events.map { ignoring($0.event) }
    }

    private static func handler(of type: any Request.Type) -> Handler? {
        func refused<Asked: Query>(_ type: Asked.Type) -> Handler { .query(RefusedQuery<Asked>()) }
        func undone<Asked: Command>(_ type: Asked.Type) -> Handler {
            .command(RefusedCommand<Asked>())
        }
        if let query = type as? any Query.Type { return refused(query) }
        return (type as? any Command.Type).map { undone($0) }
    }

    private static func ignoring(_ type: any Event.Type) -> Handler {
        func handler<Heard: Event>(_ type: Heard.Type) -> Handler { .event(IgnoredEvent<Heard>()) }
        return handler(type)
    }
}

private struct RefusedQuery<Asked: Query>: QueryHandler {
    func answer(_ query: Asked, for caller: Caller) async throws -> Asked.Reply {
        throw Refusal.notFound
    }
}

private struct RefusedCommand<Asked: Command>: CommandHandler {
    func handle(_ command: Asked, _ delivery: Delivery) async throws -> Asked.Reply {
        try await delivery.transaction { _ in throw Refusal.notFound }
    }
}

/// Takes an event and lets it go.
package struct IgnoredEvent<Heard: Event>: EventHandler {
    /// One that does nothing.
    package init() {}

    /// Kept as handled.
    package func handle(_ event: Heard, _ delivery: Delivery) async throws {
        try await delivery.transaction { _ in }
    }
}
