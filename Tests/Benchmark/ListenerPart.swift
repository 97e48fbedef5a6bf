import Contracts
import Foundation
import Lifecycle
import Messaging
import Store
import Synchronization
import TestSupport

/// The group `notification` hearing the mailer's events, with one row of its own for each.
struct ListenerPart: Sendable {
    private let bus: Bus
    private let location: String

    init(_ settings: Settings) throws {
        bus = try Bus(program: "notification", settings: settings, readiness: Readiness())
        location = try settings[Role.store]
    }

    /// `await COUNT`: returns when that many more events than at the last time were handled.
    func play() async throws {
        let store = try await Store.open(
            location,
            migrations: [
                Migration("benchmark-001", "CREATE TABLE notices (mail TEXT PRIMARY KEY)")
            ])
        let heard = HeardMails()
        let service = try Service(
            .notification, store: store, bus: bus, readiness: Readiness(),
            handlers: [.event(HearMail(heard: heard))]
                + IdleHandlers.of(.notification, but: MailSettled.name))
        try await Role.work([bus, service]) { words in
            guard words.count == 2, words[0] == "await", let count = Int(words[1]) else {
                throw RoleProcess.Failure(description: "not understood: \(words)")
            }
            while heard.count < count { try await Task.sleep(for: .milliseconds(1)) }
            let ages = heard.take()
            return Sample(
                count: Double(ages.count), seconds: 1, p50: ages.percentile(50),
                p99: ages.percentile(99))
        }
    }
}

/// How old each event was when all that follows from it was on the disk.
private final class HeardMails: Sendable {
    private let ages = Mutex<[Double]>([])
    var count: Int { ages.withLock { $0.count } }

    func add(_ age: Duration) { ages.withLock { $0.append(age / .milliseconds(1)) } }

    func take() -> [Double] {
        ages.withLock { ages in
            defer { ages = [] }
            return ages
        }
    }
}

private struct HearMail: EventHandler {
    let heard: HeardMails

    func handle(_ event: MailSettled, _ delivery: Delivery) async throws {
        try await delivery.transaction { transaction in
            _ = try transaction.execute("INSERT INTO notices (mail) VALUES (\(event.mail))")
        }
        heard.add(WallClock.system.now() - delivery.sentAt)
    }
}
