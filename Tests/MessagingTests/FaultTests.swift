import Contracts
import Foundation
import Lifecycle
import Messaging
import Store
import Synchronization
import TestSupport
import Testing

/// What happens when a part breaks while the bus works.
@Suite(.serialized) struct FaultTests {
    let journal = Journal()

    /// A notification that hears of settled mails and notes them in its store.
    struct Hearer: EventHandler {
        let journal: Journal
        func handle(_ event: MailSettled, _ delivery: Delivery) async throws {
            journal.note(event.mail.rawValue)
            try await delivery.transaction { transaction in
                _ = try transaction.execute(
                    "INSERT INTO mails (id, address) VALUES (\(event.mail), 'heard')")
            }
        }
    }

    func mailer(_ store: Store, bus: Bus, _ handler: RowMailer) throws -> Service {
        try Service(
            .mailer, store: store, bus: bus, readiness: Readiness(), timings: BusFixture.timings,
            handlers: [.command(handler), .query(EmptyMails())])
    }

    func number(_ sql: SQL, in store: Store) async throws -> Int {
        try await store.read { try $0.first(sql)!["n"] }
    }

    @Test func `what fails is tried again, then becomes a dead letter an operator can retry`()
        async throws
    {
        let fixture = try BusFixture()
        let test = try await TestStore(RowMailer.migrations)
        let (sender, owner) = (try fixture.bus("notification"), try fixture.bus("mailer"))
        let isBroken = Atomic<Bool>(true)
        var handler = RowMailer(journal: journal)
        handler.before = { _, _ in
            if isBroken.load(ordering: .relaxed) { throw StoreError.unexpected("broken") }
        }
        let service = try mailer(test.store, bus: owner, handler)
        let outbox = try await TestStore([])
        let relay = OutboxOnly(store: outbox.store, bus: sender)
        try await outbox.store.write { try $0.send(mail(to: "a@b.vn")) }
        let admin = Caller(role: .operator, id: "an")
        try await fixture.running([sender, owner, service, relay]) {
            try await eventually {
                try await number("SELECT count(*) AS n FROM dead_letters", in: test.store) == 1
            }
            // Three at once and two later ones (more when the wire delivered it twice).
            #expect(journal.all.count >= 5)
            let letters = try await sender.request(ListDeadLetters(), as: admin, of: .mailer)
            let letter = try #require(letters.items.first)
            #expect(letter.type == "mailer.send-mail" && letter.reason.contains("broken"))
            isBroken.store(false, ordering: .relaxed)
            _ = try await sender.request(
                RetryDeadLetter(number: letter.number), as: admin, of: .mailer)
            try await eventually {
                try await number("SELECT count(*) AS n FROM mails", in: test.store) == 1
            }
        }
        #expect(try await number("SELECT count(*) AS n FROM mails", in: test.store) == 1)
        #expect(try await number("SELECT count(*) AS n FROM dead_letters", in: test.store) == 0)
        #expect(try await number("SELECT count(*) AS n FROM retries", in: test.store) == 0)
    }

    @Test func `redis flushed in mid-work loses and doubles nothing`() async throws {
        try await journeyOverRedisLoss { redis in try redis.cli("FLUSHALL") }
    }

    @Test func `redis restarted empty loses and doubles nothing`() async throws {
        try await journeyOverRedisLoss { redis in
            redis.kill()
            try redis.forgetFiles()
            try redis.start()
        }
    }

    @Test func `redis killed and restarted loses and doubles nothing`() async throws {
        try await journeyOverRedisLoss { redis in
            redis.kill()
            try redis.start()
        }
    }

    /// Sends mails through outboxes while Redis fails twice; each must arrive once and each
    /// announcement must be heard once.
    func journeyOverRedisLoss(_ fail: @Sendable (RedisServer) throws -> Void) async throws {
        let fixture = try BusFixture()
        let mails = try await TestStore(RowMailer.migrations)
        let notices = try await TestStore(RowMailer.migrations)
        let (first, second) = (try fixture.bus("mailer"), try fixture.bus("notification"))
        let service = try mailer(mails.store, bus: first, RowMailer(journal: journal))
        let hearing = try NotificationStandIn.service(
            store: notices.store, bus: second, hearer: Hearer(journal: Journal()))
        try await fixture.running([first, second, service, hearing]) {
            for round in 0..<6 {
                for number in 0..<20 {
                    try await notices.store.write {
                        try $0.send(mail(to: "\(round).\(number)@b.vn"))
                    }
                }
                if round == 2 || round == 4 { try fail(fixture.redis) }
            }
            try await eventually {
                try await number("SELECT count(*) AS n FROM mails", in: notices.store) >= 120
            }
        }
        #expect(try await number("SELECT count(*) AS n FROM mails", in: mails.store) == 120)
        #expect(
            try await number("SELECT count(DISTINCT address) AS n FROM mails", in: mails.store)
                == 120)
        #expect(try await number("SELECT count(*) AS n FROM mails", in: notices.store) == 120)
        #expect(try await number("SELECT count(*) AS n FROM dead_letters", in: notices.store) == 0)
    }

    @Test func `settled messages leave the outbox's waiting rows and the streams are trimmed`()
        async throws
    {
        let fixture = try BusFixture()
        let mails = try await TestStore(RowMailer.migrations)
        let notices = try await TestStore(RowMailer.migrations)
        let (first, second) = (try fixture.bus("mailer"), try fixture.bus("notification"))
        let service = try mailer(mails.store, bus: first, RowMailer(journal: journal))
        let hearing = try NotificationStandIn.service(
            store: notices.store, bus: second, hearer: Hearer(journal: Journal()))
        try await fixture.running([first, second, service, hearing]) {
            try await notices.store.write { transaction in
                for number in 0..<250 { try transaction.send(mail(to: "\(number)@b.vn")) }
            }
            try await eventually {
                let open = try await number(
                    "SELECT count(*) AS n FROM outbox WHERE settled_at IS NULL", in: mails.store)
                let sent = try await number(
                    "SELECT count(*) AS n FROM outbox", in: mails.store)
                let length = Int(try fixture.redis.cli("XLEN", "egov:events:mailer")) ?? 250
                return sent == 250 && open == 0 && length < 250
            }
        }
        #expect(
            try await number(
                "SELECT count(*) AS n FROM outbox WHERE settled_at IS NULL", in: mails.store) == 0)
        #expect(
            try await number(
                "SELECT count(*) AS n FROM outbox WHERE settled_at IS NULL", in: notices.store) == 0
        )
        #expect(try #require(Int(try fixture.redis.cli("XLEN", "egov:events:mailer"))) < 250)
    }

    @Test func `work left by a consumer that hangs is taken over and done once`() async throws {
        let fixture = try BusFixture()
        let test = try await TestStore(RowMailer.migrations)
        let caller = try fixture.bus("gateway")
        let dead = try fixture.bus("mailer", instance: "dead")
        // A consumer that takes the entry and never finishes: a process killed in mid-handler.
        async let asked: SendMail.Reply? = try? fixture.running([caller, dead]) {
            try await caller.request(
                mail(to: "a@b.vn"), as: .service(.notification), timeout: .seconds(9))
        }
        try await eventually { try fixture.redis.cli("XLEN", "egov:commands:mailer") == "1" }
        try fixture.redis.cli("XGROUP", "CREATE", "egov:commands:mailer", "mailer", "0")
        try fixture.redis.cli(
            "XREADGROUP", "GROUP", "mailer", "mailer.dead", "STREAMS", "egov:commands:mailer", ">")
        let owner = try fixture.bus("mailer", instance: "2")
        let service = try mailer(test.store, bus: owner, RowMailer(journal: journal))
        try await fixture.running([owner, service]) {
            try await eventually { journal.all.count == 1 }
        }
        #expect(await asked != nil)
        #expect(try await number("SELECT count(*) AS n FROM mails", in: test.store) == 1)
        #expect(try await number("SELECT count(*) AS n FROM deaths", in: test.store) == 0)
    }

    @Test func `a message on which the process keeps dying is put among the dead letters`()
        async throws
    {
        let fixture = try BusFixture()
        let test = try await TestStore(RowMailer.migrations)
        let notices = try await TestStore([])
        try await notices.store.write { try $0.send(mail(to: "a@b.vn")) }
        let sender = try fixture.bus("notification")
        try await fixture.running([sender, OutboxOnly(store: notices.store, bus: sender)]) {
            try await eventually { try fixture.redis.cli("XLEN", "egov:commands:mailer") == "1" }
        }
        let id: String = try await notices.store.read {
            try $0.first("SELECT id FROM outbox")!["id"]
        }
        // Three deaths that left their mark before the handler started.
        try await test.store.write { transaction in
            _ = try transaction.execute(
                "INSERT INTO deaths (id, count, last_at) VALUES (\(id), 3, \(transaction.time))")
        }
        try fixture.redis.cli("XGROUP", "CREATE", "egov:commands:mailer", "mailer", "0")
        try fixture.redis.cli(
            "XREADGROUP", "GROUP", "mailer", "mailer.1", "STREAMS", "egov:commands:mailer", ">")
        let owner = try fixture.bus("mailer")
        let service = try mailer(test.store, bus: owner, RowMailer(journal: journal))
        try await fixture.running([owner, service]) {
            try await eventually {
                try await number("SELECT count(*) AS n FROM dead_letters", in: test.store) == 1
            }
        }
        #expect(try await number("SELECT count(*) AS n FROM dead_letters", in: test.store) == 1)
        #expect(journal.all.isEmpty)
    }
}
