import Contracts
import Lifecycle
import Messaging
import Store
import TestSupport

/// A notification service with handlers that only take what comes, but for the one under test.
enum NotificationStandIn {
    static func service(
        store: Store, bus: Bus, hearer: some EventHandler
    ) throws -> Service {
        try Service(
            .notification, store: store, bus: bus, readiness: Readiness(),
            timings: BusFixture.timings,
            handlers: [
                .query(NoNotices()), .command(NothingToMark()), .event(hearer),
                .event(Ignored<CitizenRegistered>()), .event(Ignored<KnownAddressRegistered>()),
                .event(Ignored<AccountActivated>()), .event(Ignored<PasswordResetRequested>()),
                .event(Ignored<PasswordChanged>()), .event(Ignored<DossierSubmitted>()),
            ])
    }

    struct NoNotices: QueryHandler {
        func answer(_ query: ListNotices, for caller: Caller) async throws -> Page<Notice> {
            Page(items: [], next: nil)
        }
    }

    struct NothingToMark: CommandHandler {
        func handle(_ command: MarkNoticeRead, _ delivery: Delivery) async throws -> Done {
            try await delivery.transaction { _ in Done() }
        }
    }

    struct Ignored<Message: Event>: EventHandler {
        func handle(_ event: Message, _ delivery: Delivery) async throws {
            try await delivery.transaction { _ in }
        }
    }
}

/// A store whose outbox is published, and nothing else: a service that only sends.
struct OutboxOnly: Component {
    let store: Store
    let bus: Bus

    func run() async throws {
        try await NotificationStandIn.service(
            store: store, bus: bus, hearer: NotificationStandIn.Ignored<MailSettled>()
        ).run()
    }
}
