import Contracts
import HTTP
import Lifecycle
import Messaging
import Store

/// Notification: who must hear what, by mail and in the portal's inbox.
@main struct Main {
    static let store = Setting<String>(
        "NOTICES_STORE", default: "sqlite:var/notices.db", "notification's store: sqlite:path")
    static let portal = Setting<String>(
        "PORTAL_URL", default: "http://localhost:8080", "the portal's address, for links in mails")
    static let hotline = Setting<String>(
        "HOTLINE", default: "05113 881 888", "the hotline, as people dial it")
    static let table: [any SettingDescription] =
        Bus.settings + [HealthServer.port, store, portal, hotline]

    static func main() async {
        await Program.run(
            "notification", summary: "tells people what happened, by mail and in the portal",
            settings: table, build)
    }

    @Sendable private static func build(_ settings: Settings) async throws -> [any Component] {
        let readiness = Readiness()
        let texts = try Texts()
        let store = try await Store.open(settings[store], migrations: Schema.migrations)
        let bus = try Bus(program: "notification", settings: settings, readiness: readiness)
        let unitNames = UnitNames { try await bus.request($0, as: .service(.notification)) }
        let messenger = Messenger(
            texts: texts, portal: trimmed(try settings[portal]), hotline: try settings[hotline],
            contact: { citizen in
                try await bus.request(ReadContact(citizen: citizen), as: .service(.notification))
            },
            officer: { officer in
                try await bus.request(ReadOfficer(id: officer), as: .service(.notification))
            },
            unitName: { await unitNames.name(of: $0) })
        let service = try Service(
            .notification, store: store, bus: bus, readiness: readiness,
            handlers: handlers(messenger, store))
        let health = try HealthServer(port: settings[HealthServer.port], readiness: readiness)
        return [bus, service, health]
    }

    private static func handlers(_ messenger: Messenger, _ store: Store) -> [Handler] {
        [
            .event(TellOfRegistrationHandler(messenger: messenger)),
            .event(TellOfKnownAddressHandler(messenger: messenger)),
            .event(TellOfActivationHandler(messenger: messenger)),
            .event(TellOfResetLinkHandler(messenger: messenger)),
            .event(TellOfPasswordChangeHandler(messenger: messenger)),
            .event(TellOfVerificationHandler(messenger: messenger)),
            .event(TellOfRefusedVerificationHandler(messenger: messenger)),
            .event(TellOfCancellationHandler(messenger: messenger)),
            .event(TellOfEnrolmentHandler(messenger: messenger)),
            .event(TellOfSubmissionHandler(messenger: messenger)),
            .event(TellOfMoveHandler(messenger: messenger)),
            .event(TellOfMessageHandler(messenger: messenger)),
            .event(TellOfAppointmentHandler(messenger: messenger)),
            .event(TellOfMismatchHandler(messenger: messenger)),
            .event(FollowMailHandler()),
            .query(ListNoticesHandler(store: store)),
            .query(CountUnreadNoticesHandler(store: store)),
            .command(MarkNoticeReadHandler()),
        ]
    }

    private static func trimmed(_ address: String) -> String {
        address.hasSuffix("/") ? String(address.dropLast()) : address
    }
}
