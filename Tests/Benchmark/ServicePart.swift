import Contracts
import Foundation
import Lifecycle
import Messaging
import Store

/// A service with the mailer's commands that does for each what every use case does: one row of its
/// own, the message's row, and an announcement in the outbox, in one durable transaction.
struct ServicePart: Sendable {
    private let bus: Bus
    private let location: String

    static let migrations = [
        Migration(
            "benchmark-001",
            "CREATE TABLE mails (id TEXT PRIMARY KEY, address TEXT NOT NULL, text TEXT NOT NULL)")
    ]

    init(_ settings: Settings) throws {
        bus = try Bus(program: "mailer", settings: settings, readiness: Readiness())
        location = try settings[Role.store]
    }

    /// `publish COUNT AT-ONCE`: that many rows of its own, each with its announcement; `flush`:
    /// returns when all announcements are out.
    func play() async throws {
        let store = try await Store.open(location, migrations: Self.migrations)
        let service = try Service(
            .mailer, store: store, bus: bus, readiness: Readiness(),
            handlers: [.command(KeepMail()), .query(NoMails())])
        try await Role.work([bus, service]) { words in
            if words == ["flush"] { return try await flush(store) }
            guard words.count == 3, words[0] == "publish", let count = Int(words[1]),
                let atOnce = Int(words[2])
            else { throw RoleProcess.Failure(description: "not understood: \(words)") }
            return try await publish(count, atOnce: atOnce, in: store)
        }
    }

    private func flush(_ store: Store) async throws -> Sample {
        let begun = ContinuousClock.now
        let waiting: SQL = "SELECT number FROM outbox WHERE published_at IS NULL LIMIT 1"
        while try await store.read({ try $0.first(waiting) != nil }) {
            try await Task.sleep(for: .milliseconds(2))
        }
        return Sample(count: 0, seconds: (ContinuousClock.now - begun) / .seconds(1))
    }

    private func publish(_ count: Int, atOnce: Int, in store: Store) async throws -> Sample {
        let begun = ContinuousClock.now
        try await withThrowingTaskGroup { group in
            for task in 0..<atOnce {
                group.addTask {
                    for _ in stride(from: task, to: count, by: atOnce) {
                        _ = try await store.write {
                            try KeepMail.keep("dat@example.vn", "chữ", in: $0)
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        return Sample(count: Double(count), seconds: (ContinuousClock.now - begun) / .seconds(1))
    }
}

/// Keeps each mail as a row and announces it.
struct KeepMail: CommandHandler {
    func handle(_ command: SendMail, _ delivery: Delivery) async throws -> SendMail.Reply {
        try await delivery.transaction { transaction in
            SendMail.Reply(id: try Self.keep(command.to, command.text, in: transaction))
        }
    }

    static func keep(
        _ address: String, _ text: String, in transaction: borrowing Transaction
    ) throws -> MailID {
        let id = MailID.make(at: transaction.time)
        try transaction.execute(
            "INSERT INTO mails (id, address, text) VALUES (\(id), \(address), \(text))")
        try transaction.publish(MailSettled(mail: id, state: .sent, sequence: 1))
        return id
    }
}

private struct NoMails: QueryHandler {
    func answer(_ query: ListMails, for caller: Caller) async throws -> Page<MailSummary> {
        Page(items: [], next: nil)
    }
}
