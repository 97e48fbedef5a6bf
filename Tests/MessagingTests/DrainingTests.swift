import Contracts
import Lifecycle
import Messaging
import Store
import Synchronization
import TestSupport
import Testing

/// What becomes of messages when a service stops or loses its connection while it works on them.
@Suite(.serialized) struct DrainingTests {
    let journal = Journal()

    /// Holds handlers until a test lets them go; cancellation gets through.
    final class Gate: Sendable {
        private let isOpen = Atomic<Bool>(false)
        func open() { isOpen.store(true, ordering: .releasing) }
        func wait() async throws {
            while !isOpen.load(ordering: .acquiring) {
                try await Task.sleep(for: .milliseconds(5))
            }
        }
    }

    func mailer(
        _ store: Store, bus: Bus, _ journal: Journal, drain: Duration = .seconds(5),
        _ before: @escaping @Sendable (SendMail, Int) async throws -> Void = { _, _ in }
    ) throws -> Service {
        var handler = RowMailer(journal: journal)
        handler.before = before
        var timings = BusFixture.timings
        timings.drain = drain
        return try Service(
            .mailer, store: store, bus: bus, readiness: Readiness(), timings: timings,
            handlers: [.command(handler), .query(EmptyMails())])
    }

    func number(_ sql: SQL, in store: Store) async throws -> Int {
        try await store.read { try $0.first(sql)!["n"] }
    }

    @Test func `stopping finishes the fifty handlers that run and acknowledges their messages`()
        async throws
    {
        let fixture = try BusFixture()
        let test = try await TestStore(RowMailer.migrations)
        try await fixture.send((0..<50).map { mail(to: "\($0)@b.vn") })
        let owner = try fixture.bus("mailer")
        let gate = Gate()
        let service = try mailer(test.store, bus: owner, journal) { _, _ in try await gate.wait() }
        let (carrying, working) = (Task { try await owner.run() }, Task { try await service.run() })
        try await eventually { journal.all.count == 50 }
        working.cancel()
        gate.open()
        try await working.value
        carrying.cancel()
        try await carrying.value
        #expect(try await number("SELECT count(*) AS n FROM mails", in: test.store) == 50)
        #expect(journal.all.count == 50)
        #expect(try fixture.redis.cli("XLEN", "egov:commands:mailer") == "0")
    }

    @Test func `work cut off at the end of the grace time is done after the next start`()
        async throws
    {
        let fixture = try BusFixture()
        let test = try await TestStore(RowMailer.migrations)
        try await fixture.send([mail(to: "a@b.vn")])
        let (first, second) = (try fixture.bus("mailer"), try fixture.bus("mailer"))
        let service = try mailer(test.store, bus: first, journal, drain: .milliseconds(100)) {
            _, _ in try await Gate().wait()
        }
        try await fixture.running([first, service]) {
            try await eventually { journal.all.count == 1 }
        }
        let next = try mailer(test.store, bus: second, Journal())
        try await fixture.running([second, next]) {
            try await eventually {
                try await number("SELECT count(*) AS n FROM mails", in: test.store) == 1
            }
        }
        #expect(try await number("SELECT count(*) AS n FROM mails", in: test.store) == 1)
        #expect(try await number("SELECT count(*) AS n FROM deaths", in: test.store) == 0)
    }

    @Test func `a message that fails while the disk is full outlives a stop`() async throws {
        let fixture = try BusFixture()
        let test = try await TestStore(RowMailer.migrations)
        var big = mail(to: "a@b.vn")
        big.text = String(repeating: "x", count: 200_000)
        try await fixture.send([big])
        let pages = try await number(
            "SELECT page_count AS n FROM pragma_page_count()", in: test.store)
        try await test.store.write { transaction in
            _ = try transaction.rows(
                "PRAGMA max_page_count = \(part: SQL(stringLiteral: "\(pages)"))")
        }
        let (first, second) = (try fixture.bus("mailer"), try fixture.bus("mailer"))
        let service = try mailer(test.store, bus: first, journal, drain: .milliseconds(100)) {
            _, _ in throw StoreError.unexpected("broken")
        }
        try await fixture.running([first, service]) {
            try await eventually { journal.all.count == 3 }
        }
        #expect(try fixture.redis.cli("XLEN", "egov:commands:mailer") == "1")
        try await test.store.write { transaction in
            _ = try transaction.rows("PRAGMA max_page_count = 1000000")
        }
        let next = try mailer(test.store, bus: second, Journal())
        try await fixture.running([second, next]) {
            try await eventually {
                try await number("SELECT count(*) AS n FROM mails", in: test.store) == 1
            }
        }
        #expect(try await number("SELECT count(*) AS n FROM mails", in: test.store) == 1)
    }

    @Test func `a broken connection neither stops the reading nor repeats what is being handled`()
        async throws
    {
        let fixture = try BusFixture()
        let test = try await TestStore(RowMailer.migrations)
        try await fixture.send([mail(to: "slow@b.vn")])
        let owner = try fixture.bus("mailer")
        let gate = Gate()
        let service = try mailer(test.store, bus: owner, journal) { command, _ in
            if command.to == "slow@b.vn" { try await gate.wait() }
        }
        try await fixture.running([owner, service]) {
            try await eventually { journal.all == ["slow@b.vn"] }
            try fixture.redis.cli("CLIENT", "KILL", "TYPE", "normal")
            try await fixture.send([mail(to: "quick@b.vn")])
            try await eventually { journal.all.contains("quick@b.vn") }
            #expect(journal.all.contains("quick@b.vn"))
            gate.open()
            try await eventually { try fixture.redis.cli("XLEN", "egov:commands:mailer") == "0" }
        }
        #expect(journal.all.filter { $0 == "slow@b.vn" }.count == 1)
        #expect(try await number("SELECT count(*) AS n FROM mails", in: test.store) == 2)
    }

    @Test func `work that was taken over and takes long is not taken over again`() async throws {
        let fixture = try BusFixture()
        let tests = [
            try await TestStore(RowMailer.migrations), try await TestStore(RowMailer.migrations),
        ]
        try await fixture.send([mail(to: "a@b.vn")])
        try fixture.redis.cli("XGROUP", "CREATE", "egov:commands:mailer", "mailer", "0")
        try fixture.redis.cli(
            "XREADGROUP", "GROUP", "mailer", "mailer.dead", "STREAMS", "egov:commands:mailer", ">")
        let buses = [
            try fixture.bus("mailer", instance: "2"), try fixture.bus("mailer", instance: "3"),
        ]
        let (gate, other) = (Gate(), Journal())
        let service = try mailer(tests[0].store, bus: buses[0], journal) { _, _ in
            try await gate.wait()
        }
        let second = try mailer(tests[1].store, bus: buses[1], other)
        try await fixture.running([buses[0], service]) {
            try await eventually { journal.all.count == 1 }
            try await fixture.running([buses[1], second]) {
                // Three times the time after which idle work is taken over.
                try await Task.sleep(for: BusFixture.timings.claimIdle * 3)
                gate.open()
                try await eventually {
                    try fixture.redis.cli("XLEN", "egov:commands:mailer") == "0"
                }
            }
        }
        #expect(journal.all.count == 1)
        #expect(other.all.isEmpty)
    }

    @Test func `a request on a bus that has ended is answered`() async throws {
        let fixture = try BusFixture()
        let bus = try fixture.bus("gateway")
        try await fixture.running([bus]) {}
        let asking = Task {
            _ = try? await bus.request(
                mail(to: "a@b.vn"), as: .anonymous(), timeout: .milliseconds(50))
            journal.note("answered")
        }
        try await eventually { journal.all == ["answered"] }
        #expect(journal.all == ["answered"])
        asking.cancel()
    }
}
