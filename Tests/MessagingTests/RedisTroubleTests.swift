import Contracts
import Foundation
import Lifecycle
import Messaging
import Store
import TestSupport
import Testing

/// What happens when Redis answers with an error word, and with messages that harm.
@Suite(.serialized) struct RedisTroubleTests {
    let journal = Journal()

    func mailer(_ store: Store, bus: Bus, readiness: Readiness = Readiness()) throws -> Service {
        try Service(
            .mailer, store: store, bus: bus, readiness: readiness, timings: BusFixture.timings,
            handlers: [.command(RowMailer(journal: journal)), .query(EmptyMails())])
    }

    func bus(_ program: String, of fixture: BusFixture, _ readiness: Readiness) throws -> Bus {
        try Bus(
            program: program, settings: fixture.settings, readiness: readiness,
            timings: BusFixture.timings)
    }

    func number(_ sql: SQL, in store: Store) async throws -> Int {
        try await store.read { try $0.first(sql)!["n"] }
    }

    @Test func `a redis out of memory loses nothing, and who only reads goes on`() async throws {
        let fixture = try BusFixture()
        let mails = try await TestStore(RowMailer.migrations)
        let notices = try await TestStore([])
        let (first, second) = (try fixture.bus("mailer"), try fixture.bus("notification"))
        try fixture.redis.cli(
            "XGROUP", "CREATE", "egov:commands:mailer", "mailer", "0", "MKSTREAM")
        try await fixture.send((0..<10).map { mail(to: "\($0)@b.vn") })
        let sending = OutboxOnly(store: notices.store, bus: second)
        let service = try mailer(mails.store, bus: first)
        try await fixture.running([second, sending]) {
            try fixture.redis.cli("CONFIG", "SET", "maxmemory", "1")
            try await notices.store.write { transaction in
                for number in 10..<15 { try transaction.send(mail(to: "\(number)@b.vn")) }
            }
            try await fixture.running([first, service]) {
                try await eventually { journal.all.count >= 10 }
                #expect(Set(journal.all).count == 10)
                try fixture.redis.cli("CONFIG", "SET", "maxmemory", "0")
                try await eventually {
                    try await number("SELECT count(*) AS n FROM mails", in: mails.store) >= 15
                }
            }
        }
        #expect(try await number("SELECT count(*) AS n FROM mails", in: mails.store) == 15)
        #expect(
            try await number("SELECT count(DISTINCT address) AS n FROM mails", in: mails.store)
                == 15)
    }

    @Test func `a program that may not read is not ready until it may`() async throws {
        let fixture = try BusFixture()
        let mails = try await TestStore(RowMailer.migrations)
        let readiness = Readiness()
        let owner = try bus("mailer", of: fixture, readiness)
        let service = try mailer(mails.store, bus: owner, readiness: readiness)
        let caller = try fixture.bus("gateway")
        try await fixture.running([caller, owner, service]) {
            _ = try await caller.request(mail(to: "1@b.vn"), as: .service(.notification))
            #expect(readiness.blocked.isEmpty)
            try fixture.redis.cli("ACL", "SETUSER", "default", "-xreadgroup")
            try await eventually { !readiness.blocked.isEmpty }
            #expect(readiness.blocked.values.contains { $0.hasPrefix("NOPERM") })
            try fixture.redis.cli("ACL", "SETUSER", "default", "+xreadgroup")
            try await eventually { readiness.blocked.isEmpty }
            #expect(readiness.blocked.isEmpty)
            _ = try await caller.request(mail(to: "2@b.vn"), as: .service(.notification))
        }
    }

    @Test func `a program that may not write is not ready until it may, whatever else it may`()
        async throws
    {
        let fixture = try BusFixture()
        let notices = try await TestStore([])
        let readiness = Readiness()
        let sender = try bus("notification", of: fixture, readiness)
        let sending = OutboxOnly(store: notices.store, bus: sender)
        try await fixture.running([sender, sending]) {
            try fixture.redis.cli("ACL", "SETUSER", "default", "-xadd")
            try await notices.store.write { try $0.send(mail(to: "a@b.vn")) }
            try await eventually { !readiness.blocked.isEmpty }
            // Other commands succeed meanwhile: the janitor's, ten times a second.
            let looks = try calls("xpending", fixture)
            try await eventually { try calls("xpending", fixture) >= looks + 5 }
            #expect(readiness.blocked.values.contains { $0.hasPrefix("NOPERM") })
            try fixture.redis.cli("ACL", "SETUSER", "default", "+xadd")
            try await eventually { readiness.blocked.isEmpty }
            #expect(readiness.blocked.isEmpty)
            try await eventually { try fixture.redis.cli("XLEN", "egov:commands:mailer") == "1" }
        }
        #expect(try fixture.redis.cli("XLEN", "egov:commands:mailer") == "1")
    }

    @Test func `a program with nothing to write is ready again when Redis is back`() async throws {
        let fixture = try BusFixture()
        let readiness = Readiness()
        let caller = try bus("gateway", of: fixture, readiness)
        try await fixture.running([caller]) {
            _ = try? await caller.request(
                mail(to: "a@b.vn"), as: .anonymous(), timeout: .milliseconds(50))
            try await eventually { try fixture.redis.cli("XLEN", "egov:commands:mailer") == "1" }
            fixture.redis.kill()
            _ = try? await caller.request(
                mail(to: "a@b.vn"), as: .anonymous(), timeout: .milliseconds(500))
            try await eventually { !readiness.blocked.isEmpty }
            #expect(!readiness.blocked.isEmpty)
            try fixture.redis.start()
            try await eventually { readiness.blocked.isEmpty }
            #expect(readiness.blocked.isEmpty)
        }
    }

    /// How often Redis was given the command, refused calls included.
    func calls(_ command: String, _ fixture: BusFixture) throws -> Int {
        let line = try fixture.redis.cli("INFO", "commandstats").split(whereSeparator: \.isNewline)
            .first { $0.hasPrefix("cmdstat_\(command):") }
        let numbers = (line ?? "").split { !$0.isLetter && !$0.isNumber && $0 != "_" }
        func value(_ name: String) -> Int {
            numbers.firstIndex { $0 == name }.flatMap { Int(numbers[$0 + 1]) } ?? 0
        }
        return value("calls") + value("rejected_calls")
    }

    @Test func `a stream that refuses holds up no other and nothing is sent again for it`()
        async throws
    {
        let fixture = try BusFixture()
        let notices = try await TestStore([])
        let sender = try fixture.bus("notification")
        // Makes the groups: a new generation later would publish the event again.
        try await fixture.send([])
        try fixture.redis.cli("SET", "egov:commands:mailer", "no stream")
        try await notices.store.write { transaction in
            // More than one batch of those that wait.
            for _ in 0..<300 { try transaction.send(mail(to: "a@b.vn")) }
            let id = MailID.make(at: transaction.time)
            try transaction.publish(MailSettled(mail: id, state: .sent, sequence: 1))
        }
        try await fixture.running([sender, OutboxOnly(store: notices.store, bus: sender)]) {
            try await eventually { try calls("xadd", fixture) > 1000 }
            #expect(try fixture.redis.cli("XLEN", "egov:events:mailer") == "1")
            try fixture.redis.cli("DEL", "egov:commands:mailer")
            try await eventually {
                try fixture.redis.cli("XLEN", "egov:commands:mailer") == "300"
            }
        }
        #expect(try fixture.redis.cli("XLEN", "egov:commands:mailer") == "300")
    }

    @Test func `a poisonous message that is parked does not hold up its neighbours`() async throws {
        let fixture = try BusFixture()
        let test = try await TestStore(RowMailer.migrations)
        let id = try await fixture.send((0..<5).map { mail(to: "\($0)@b.vn") })[2]
        try await test.store.write { transaction in
            _ = try transaction.execute(
                "INSERT INTO deaths (id, count, last_at) VALUES (\(id), 3, \(transaction.time))")
        }
        try fixture.redis.cli("XGROUP", "CREATE", "egov:commands:mailer", "mailer", "0")
        try fixture.redis.cli(
            "XREADGROUP", "GROUP", "mailer", "mailer.1", "STREAMS", "egov:commands:mailer", ">")
        let owner = try fixture.bus("mailer")
        let service = try mailer(test.store, bus: owner)
        try await fixture.running([owner, service]) {
            try await eventually { try fixture.redis.cli("XLEN", "egov:commands:mailer") == "0" }
        }
        #expect(journal.all == ["0@b.vn", "1@b.vn", "3@b.vn", "4@b.vn"])
        #expect(try await number("SELECT count(*) AS n FROM dead_letters", in: test.store) == 1)
        #expect(
            try await number("SELECT count(*) AS n FROM deaths WHERE id <> \(id)", in: test.store)
                == 0)
    }

    @Test func `a message that kills the process at its later attempts is parked too`()
        async throws
    {
        let fixture = try BusFixture()
        let test = try await TestStore(RowMailer.migrations)
        try await fixture.send([mail(to: "a@b.vn")])
        let owner = try fixture.bus("mailer")
        var handler = RowMailer(journal: journal)
        handler.before = { _, _ in throw StoreError.unexpected("broken") }
        var timings = BusFixture.timings
        timings.retryDelays = [.seconds(3600)]
        let failing = try Service(
            .mailer, store: test.store, bus: owner, readiness: Readiness(), timings: timings,
            handlers: [.command(handler), .query(EmptyMails())])
        try await fixture.running([owner, failing]) {
            try await eventually {
                try await number("SELECT count(*) AS n FROM retries", in: test.store) == 1
            }
        }
        #expect(journal.all.count == 3)
        // Deaths that left their mark when the row was taken: once in company, three times alone.
        try await test.store.write { transaction in
            try transaction.execute(
                """
                INSERT INTO deaths (id, count, last_at)
                SELECT id, 4, \(transaction.time) FROM retries
                """)
            _ = try transaction.execute("UPDATE retries SET next_at = 0")
        }
        let second = try fixture.bus("mailer")
        try await fixture.running([second, try mailer(test.store, bus: second)]) {
            try await eventually {
                try await number("SELECT count(*) AS n FROM dead_letters", in: test.store) == 1
            }
        }
        #expect(try await number("SELECT count(*) AS n FROM dead_letters", in: test.store) == 1)
        #expect(try await number("SELECT count(*) AS n FROM retries", in: test.store) == 0)
        #expect(journal.all.count == 3)
    }

    @Test func `a refusal that was kept is answered again to a duplicate`() async throws {
        let test = try await TestStore(RowMailer.migrations)
        let delivery = test.delivery(of: SendMail.self, from: .anonymous(), id: "1")
        for _ in 0..<2 {
            await #expect(throws: Refusal(.conflict, "no-such-street", "Không có.")) {
                _ = try await delivery.decide { transaction -> Answer<Done> in
                    journal.note("decided")
                    try transaction.execute(
                        "INSERT INTO mails (id, address) VALUES ('1', 'counted')")
                    return .refusal(Refusal(.conflict, "no-such-street", "Không có."))
                }
            }
        }
        #expect(journal.all == ["decided"])
        #expect(try await number("SELECT count(*) AS n FROM mails", in: test.store) == 1)
    }
}
