import Contracts
import HTTP
import Lifecycle
import Messaging
import Store

/// The mailer: every outgoing mail until the SMTP server has taken it.
@main struct Main {
    /// Mails that are on their way at the same time.
    static let workers = 4

    static func main() async {
        await Program.run(
            "mailer", summary: "sends every outgoing mail", settings: MailerSettings.table,
            build)
    }

    @Sendable private static func build(_ settings: Settings) async throws -> [any Component] {
        let readiness = Readiness()
        let from = try Mailbox(setting: try settings[MailerSettings.from])
        let stop = StopTime()
        let transports = try transports(settings, ownName: from.domain, stop: stop)
        let store = try await Store.open(
            settings[MailerSettings.store], migrations: Schema.migrations)
        let bus = try Bus(program: "mailer", settings: settings, readiness: readiness)
        let wake = Signal()
        let service = try Service(
            .mailer, store: store, bus: bus, readiness: readiness,
            handlers: [
                .command(SendMailHandler(domain: from.domain, clock: .system, wake: wake)),
                .query(ListMailsHandler(store: store)),
            ])
        let delivery = DeliverMails(
            queue: MailQueue(store: store, instance: try settings[Bus.instance], clock: .system),
            from: from, transports: transports,
            reveal: { reference in
                try await bus.request(
                    RevealMailSecrets(reference: reference), as: .service(.mailer)
                ).parts
            },
            wake: wake, stop: stop)
        let health = try HealthServer(port: settings[HealthServer.port], readiness: readiness)
        let sweep = Periodic("mail sweep", every: DeliverMails.sweepInterval) {
            try await delivery.sweep()
        }
        return [bus, service, delivery, sweep, health]
    }

    private static func transports(
        _ settings: Settings, ownName: String, stop: StopTime
    ) throws -> [any Transport] {
        if let server = try MailerSettings.server(settings, ownName: ownName) {
            return (0..<workers).map { _ in SMTPTransport(server, stop: stop) }
        }
        return [MaildirTransport(path: try settings[MailerSettings.maildir])]
    }
}
