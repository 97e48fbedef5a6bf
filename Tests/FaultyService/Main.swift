import Contracts
import Foundation
import Glibc
import Lifecycle
import Messaging
import Store
import TestSupport

/// A service that does what each mail's subject tells it, for tests that need a process to die. It
/// takes the mailer's place on the bus, since services carry the names of the directory.
@main struct Main {
    static let store = Setting<String>("FAULTY_STORE", "file of its store")
    static let journal = Setting<String>("FAULTY_JOURNAL", "file that is told what begins and ends")
    static let isFaulty = Setting<Bool>("FAULTY", default: true, "whether it does harm when told")
    static let divisor = Setting<Int>(
        "TIMES_DIVIDED_BY", default: 1, "how much shorter than in production the bus waits")

    static func main() async {
        await Program.run(
            "mailer", summary: "does what it is told, for tests",
            settings: Bus.settings + [store, journal, isFaulty, divisor], build)
    }

    @Sendable private static func build(_ settings: Settings) async throws -> [any Component] {
        let journal = try FileJournal(path: try settings[journal])
        let timings = Timings.production(dividedBy: try settings[divisor])
        let store = try await Store.open(
            settings[store],
            migrations: [Migration("test-001", "CREATE TABLE mails (address TEXT PRIMARY KEY)")])
        let bus = try Bus(
            program: "mailer", settings: settings, readiness: Readiness(), timings: timings)
        let sending = ObedientHandler(journal: journal, isFaulty: try settings[isFaulty])
        let service = try Service(
            .mailer, store: store, bus: bus, readiness: Readiness(), timings: timings,
            handlers: [.command(sending), .query(NoMails())])
        journal.note("started")
        return [bus, service]
    }
}

/// A file of lines that outlives the process.
final class FileJournal: Sendable {
    private let descriptor: Int32

    init(path: String) throws {
        descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT, 0o600)
        guard descriptor >= 0 else {
            throw ConfigurationError("FAULTY_JOURNAL", "cannot be opened")
        }
    }

    /// Adds a line; it is there even when the process dies at once.
    func note(_ line: String) {
        _ = Array("\(line)\n".utf8).withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    }
}

/// Keeps the address of each mail, unless its subject tells it to do harm.
struct ObedientHandler: CommandHandler {
    let journal: FileJournal
    let isFaulty: Bool

    func handle(_ command: SendMail, _ delivery: Delivery) async throws -> SendMail.Reply {
        journal.note("began \(command.to)")
        switch command.subject {
        case "crash" where isFaulty:
            // Those that came with it have begun by then, and not ended.
            try await Task.sleep(for: .milliseconds(50))
            raise(SIGKILL)
        case "hold" where isFaulty:
            while true { try await Task.sleep(for: .seconds(60)) }
        case "slow": try await Task.sleep(for: .milliseconds(100))
        default: break
        }
        let reply = try await delivery.transaction { transaction in
            try transaction.execute("INSERT INTO mails (address) VALUES (\(command.to))")
            return SendMail.Reply(id: MailID.make(at: transaction.time))
        }
        journal.note("ended \(command.to)")
        return reply
    }
}

/// Lists nothing.
struct NoMails: QueryHandler {
    func answer(_ query: ListMails, for caller: Caller) async throws -> Page<MailSummary> {
        Page(items: [], next: nil)
    }
}
