import Contracts
import Foundation
import Lifecycle
import Messaging
import Store
import TestSupport
import Testing

@Suite(.serialized) struct BusTests {
    let journal = Journal()

    func mailer(
        _ fixture: BusFixture, _ store: Store, bus: Bus, handler: RowMailer? = nil
    ) throws -> Service {
        try Service(
            .mailer, store: store, bus: bus, readiness: Readiness(), timings: BusFixture.timings,
            handlers: [.command(handler ?? RowMailer(journal: journal)), .query(EmptyMails())])
    }

    func count(_ table: String, in store: Store) async throws -> Int {
        try await store.read { snapshot in
            try snapshot.first("SELECT count(*) AS n FROM \(part: SQL(stringLiteral: table))")!["n"]
        }
    }

    @Test func `a command is answered with its typed reply`() async throws {
        let fixture = try BusFixture()
        let test = try await TestStore(RowMailer.migrations)
        let (caller, owner) = (try fixture.bus("gateway"), try fixture.bus("mailer"))
        let service = try mailer(fixture, test.store, bus: owner)
        let reply = try await fixture.running([caller, owner, service]) {
            try await caller.request(mail(to: "a@example.org"), as: .service(.notification))
        }
        #expect(reply.id.rawValue.count == 26)
        #expect(try await count("mails", in: test.store) == 1)
    }

    @Test func `a hundred commands at once are each done once`() async throws {
        let fixture = try BusFixture()
        let test = try await TestStore(RowMailer.migrations)
        let (caller, owner) = (try fixture.bus("gateway"), try fixture.bus("mailer"))
        let service = try mailer(fixture, test.store, bus: owner)
        try await fixture.running([caller, owner, service]) {
            try await withThrowingTaskGroup { group in
                for number in 0..<100 {
                    group.addTask {
                        _ = try await caller.request(
                            mail(to: "\(number)@example.org"), as: .service(.notification))
                    }
                }
                try await group.waitForAll()
            }
        }
        #expect(try await count("mails", in: test.store) == 100)
        #expect(try fixture.redis.cli("XLEN", "egov:commands:mailer") == "0")
    }

    @Test func `what a handler refuses reaches the caller and leaves nothing`() async throws {
        let fixture = try BusFixture()
        let test = try await TestStore(RowMailer.migrations)
        let (caller, owner) = (try fixture.bus("gateway"), try fixture.bus("mailer"))
        var handler = RowMailer(journal: journal)
        handler.before = { _, _ in throw Refusal(.conflict, "no-such-street", "Không có.") }
        let service = try mailer(fixture, test.store, bus: owner, handler: handler)
        await #expect(throws: Refusal(.conflict, "no-such-street", "Không có.")) {
            try await fixture.running([caller, owner, service]) {
                _ = try await caller.request(mail(to: "a@b.vn"), as: .service(.notification))
            }
        }
        #expect(try await count("mails", in: test.store) == 0)
        #expect(try await count("dead_letters", in: test.store) == 0)
    }

    @Test func `a message with a wrong field is refused with the field's name`() async throws {
        let fixture = try BusFixture()
        let test = try await TestStore(RowMailer.migrations)
        let (caller, owner) = (try fixture.bus("gateway"), try fixture.bus("mailer"))
        let service = try mailer(fixture, test.store, bus: owner)
        let json = #"{"to":"a@b.vn","colour":"red"}"#
        await #expect(throws: Refusal.fields([.init("colour", "Không có mục này.")])) {
            try await fixture.running([caller, owner, service]) {
                _ = try await caller.forward(
                    SendMail.self, json: Array(json.utf8), as: .anonymous())
            }
        }
    }

    @Test func `nobody there means an answer in time, not a hang`() async throws {
        let fixture = try BusFixture()
        let caller = try fixture.bus("gateway")
        await #expect(throws: Refusal.expired) {
            try await fixture.running([caller]) {
                _ = try await caller.request(
                    mail(to: "a@b.vn"), as: .anonymous(), timeout: .milliseconds(300))
            }
        }
    }

    @Test func `an expired command is not carried out`() async throws {
        let fixture = try BusFixture()
        let test = try await TestStore(RowMailer.migrations)
        let (caller, owner) = (try fixture.bus("gateway"), try fixture.bus("mailer"))
        // ...sent before the service is there, and too late when it comes.
        await #expect(throws: Refusal.expired) {
            try await fixture.running([caller]) {
                _ = try await caller.request(
                    mail(to: "a@b.vn"), as: .anonymous(), timeout: .milliseconds(50))
            }
        }
        let service = try mailer(fixture, test.store, bus: owner)
        try await fixture.running([owner, service]) {
            try await eventually { try fixture.redis.cli("XLEN", "egov:commands:mailer") == "0" }
        }
        #expect(journal.all.isEmpty)
    }

    @Test func `the same entry twice has one effect`() async throws {
        let fixture = try BusFixture()
        let test = try await TestStore(RowMailer.migrations)
        let (caller, owner) = (try fixture.bus("gateway"), try fixture.bus("mailer"))
        async let sent: SendMail.Reply? = try? fixture.running([caller]) {
            try await caller.request(mail(to: "a@b.vn"), as: .service(.notification))
        }
        try await eventually { try fixture.redis.cli("XLEN", "egov:commands:mailer") == "1" }
        try fixture.redis.duplicateLastEntry(of: "egov:commands:mailer")
        let service = try mailer(fixture, test.store, bus: owner)
        try await fixture.running([owner, service]) {
            try await eventually { journal.all.count == 2 }
            try await eventually { try fixture.redis.cli("XLEN", "egov:commands:mailer") == "0" }
        }
        #expect(await sent != nil)
        #expect(journal.all == ["a@b.vn", "a@b.vn"])
        #expect(try await count("mails", in: test.store) == 1)
        #expect(try await count("outbox", in: test.store) == 1)
    }

    @Test func `one Idempotency-Key means one effect and one answer`() async throws {
        let fixture = try BusFixture()
        let test = try await TestStore(RowMailer.migrations)
        let (caller, owner) = (try fixture.bus("gateway"), try fixture.bus("mailer"))
        let service = try mailer(fixture, test.store, bus: owner)
        let ids = try await fixture.running([caller, owner, service]) {
            try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<5 {
                    group.addTask {
                        try await caller.request(
                            mail(to: "a@b.vn"), as: .citizen(CitizenID(rawValue: "c")),
                            idempotencyKey: "k"
                        ).id.rawValue
                    }
                }
                let ids = try await group.reduce(into: Set<String>()) { $0.insert($1) }
                do {
                    _ = try await caller.request(
                        mail(to: "other@b.vn"), as: .citizen(CitizenID(rawValue: "c")),
                        idempotencyKey: "k")
                    Issue.record("another body was accepted under the same key")
                } catch let refusal as Refusal { #expect(refusal == .keyUsedOtherwise) }
                return ids
            }
        }
        #expect(ids.count == 1)
        #expect(try await count("mails", in: test.store) == 1)
    }

    @Test func `nothing of a message can be read in Redis`() async throws {
        let fixture = try BusFixture()
        let caller = try fixture.bus("gateway")
        _ = try? await fixture.running([caller]) {
            try await caller.request(
                mail(to: "secret@b.vn"), as: .citizen(CitizenID(rawValue: "citizen-7")),
                timeout: .milliseconds(100))
        }
        let raw = try fixture.redis.cli("XRANGE", "egov:commands:mailer", "-", "+")
        #expect(raw.contains("mailer.send-mail"))
        #expect(!raw.contains("secret@b.vn") && !raw.contains("citizen-7"))
    }

    @Test func `a forged or changed entry becomes a dead letter and is not carried out`()
        async throws
    {
        let fixture = try BusFixture()
        let test = try await TestStore(RowMailer.migrations)
        let owner = try fixture.bus("mailer")
        try fixture.redis.cli(
            "XADD", "egov:commands:mailer", "*", "id", "1", "source", "gateway", "type",
            "mailer.send-mail", "time", "2026-11-23T08:00:00.000+07:00", "data", "{}")
        let service = try mailer(fixture, test.store, bus: owner)
        try await fixture.running([owner, service]) {
            try await eventually { try await count("dead_letters", in: test.store) == 1 }
        }
        #expect(try await count("dead_letters", in: test.store) == 1)
        #expect(journal.all.isEmpty)
        #expect(try fixture.redis.cli("XLEN", "egov:commands:mailer") == "0")
    }

    @Test func `a service without a handler it must have does not start`() async throws {
        let fixture = try BusFixture()
        let test = try await TestStore(RowMailer.migrations)
        let owner = try fixture.bus("mailer")
        #expect(throws: ConfigurationError.self) {
            try Service(
                .mailer, store: test.store, bus: owner, readiness: Readiness(),
                handlers: [.query(EmptyMails())])
        }
    }
}

extension RedisServer {
    /// Adds the stream's last entry once more, as a wire that delivers twice would.
    func duplicateLastEntry(of stream: String) throws {
        let script = """
            local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)
            return redis.call('XADD', KEYS[1], '*', unpack(last[1][2]))
            """
        try cli("EVAL", script, "1", stream)
    }
}
