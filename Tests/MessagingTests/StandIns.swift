import Contracts
import Lifecycle
import Messaging
import Store
import TestSupport

/// A notification service with handlers that only take what comes, but for the one under test.
enum NotificationStandIn {
    static func service<Hearer: EventHandler>(
        store: Store, bus: Bus, hearer: Hearer, clock: WallClock = .system
    ) throws -> Service {
        try Service(
            .notification, store: store, bus: bus, readiness: Readiness(), clock: clock,
            timings: BusFixture.timings,
            handlers: [.event(hearer)]
                + IdleHandlers.of(.notification, but: Hearer.Message.name))
    }
}

extension BusFixture {
    /// Puts these mails on the mailer's stream, from an outbox; answers their message ids.
    @discardableResult
    func send(_ mails: [SendMail]) async throws -> [String] {
        let outbox = try await TestStore([])
        let sender = try bus("notification")
        return try await running([sender, OutboxOnly(store: outbox.store, bus: sender)]) {
            // A group that is made later begins a new generation: the mails would go out twice.
            try await eventually { try hasGroups(of: .notification) }
            try await outbox.store.write { transaction in
                for mail in mails { try transaction.send(mail) }
            }
            try await eventually {
                try await outbox.store.read {
                    try $0.first("SELECT id FROM outbox WHERE published_at IS NULL") == nil
                }
            }
            return try await outbox.store.read {
                try $0.rows("SELECT id FROM outbox ORDER BY number").map { try $0["id"] }
            }
        }
    }

    private func hasGroups(of service: ServiceName) throws -> Bool {
        let heard = ServiceName.allCases.filter { Directory.subscribers(of: $0).contains(service) }
        let streams =
            ["egov:commands:\(service.rawValue)"] + heard.map { "egov:events:\($0.rawValue)" }
        return try streams.allSatisfy {
            try redis.cli("XINFO", "GROUPS", $0).contains(service.rawValue)
        }
    }
}

/// A store whose outbox is published, and nothing else: a service that only sends.
struct OutboxOnly: Component {
    let store: Store
    let bus: Bus

    func run() async throws {
        try await NotificationStandIn.service(
            store: store, bus: bus, hearer: IgnoredEvent<MailSettled>()
        ).run()
    }
}
