import Contracts
import Cryptography
import Lifecycle
import Store
import Synchronization
import TestSupport
import Testing

@testable import Messaging

/// Somebody who has stolen a program's password for Redis, but not the deployment's key: whatever is
/// put on the streams changes no store and stops nobody.
@Suite(.serialized) struct AttackTests {
    /// A mailer and a notification under Redis' rules, and what they have done.
    struct Target {
        let fixture: BusFixture
        let mails: TestStore
        let notices: TestStore
        let sent = Journal()
        let heard = Journal()
        let clock: TestClock

        init() async throws {
            fixture = try BusFixture()
            try fixture.setUsers()
            clock = TestClock(WallClock.system.now().rfc3339)
            mails = try await TestStore(RowMailer.migrations, clock: clock.clock)
            notices = try await TestStore(RowMailer.migrations, clock: clock.clock)
        }

        func bus(_ program: String, instance: String = "1") throws -> Bus {
            try fixture.bus(program, instance: instance, user: program, clock: clock.clock)
        }

        /// Both services, with everything they need.
        func services(
            _ before: @escaping @Sendable (SendMail, Int) async throws -> Void = { _, _ in }
        ) throws -> [any Component] {
            let (first, second) = (try bus("mailer"), try bus("notification"))
            var handler = RowMailer(journal: sent)
            handler.before = before
            let mailer = try Service(
                .mailer, store: mails.store, bus: first, readiness: Readiness(),
                clock: clock.clock, timings: BusFixture.timings,
                handlers: [.command(handler), .query(EmptyMails())])
            let notification = try NotificationStandIn.service(
                store: notices.store, bus: second, hearer: FaultTests.Hearer(journal: heard),
                clock: clock.clock)
            return [first, second, mailer, notification]
        }

        /// Puts a genuine command on the mailer's stream, with every field a message can have.
        func command() throws -> Envelope.Fields {
            let stream = Stream.commands(of: .mailer)
            var envelope = try BusFixture.envelope(of: mail(to: "that@b.vn"))
            envelope.subject = "7"
            envelope.sequence = 7
            envelope.expiryTime = envelope.time + .seconds(600)
            envelope.trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
            envelope.replyTo = "egov:replies:gateway-1"
            let fields = try envelope.sealed(for: stream, key: fixture.key)
            try fixture.put(fields, on: stream, as: "notification")
            return fields
        }

        /// Waits until the genuine command is done, announced, heard and settled; answers how often
        /// it was heard (twice when a group was made after it was announced).
        @discardableResult
        func waitUntilSettled() async throws -> Int {
            try await eventually {
                let open = try await mails.store.number(
                    "SELECT count(*) AS n FROM outbox WHERE settled_at IS NULL")
                return open == 0 && !heard.all.isEmpty
            }
            #expect(sent.all.count == 1 && !heard.all.isEmpty)
            return heard.all.count
        }

        func letters(in test: TestStore, of class: DeadLetter.Class = .unreadable) async throws
            -> Int
        {
            try await test.store.number(
                "SELECT count(*) AS n FROM dead_letters WHERE class = \(`class`.rawValue)")
        }

        /// All rows of both stores but the dead letters.
        func rows() async throws -> [[String]] {
            [
                try await mails.store.everything(but: ["dead_letters"]),
                try await notices.store.everything(but: ["dead_letters"]),
            ]
        }

        /// Both services still do what they are for.
        func expectAlive(_ caller: Bus) async throws {
            let sends = sent.all.count
            let reply = try await caller.request(
                mail(to: "sau@b.vn"), as: .service(.notification))
            // What was announced before may be heard meanwhile.
            try await eventually { heard.all.contains(reply.id.rawValue) }
            #expect(sent.all.count == sends + 1)
            #expect(heard.all.count { $0 == reply.id.rawValue } == 1)
        }
    }

    /// Everything that can be done to an entry without the key.
    static func variations(of fields: Envelope.Fields, _ other: Envelope.Fields) -> [(
        name: String, fields: Envelope.Fields
    )] {
        let values = [
            "id": "ffffffffffffffffffffffffffffffff", "source": "gateway",
            "type": "mailer.list-mails", "subject": "8", "sequence": "8",
            "time": "2026-01-01T00:00:00.000+07:00", "expirytime": "2999-01-01T00:00:00.000+07:00",
            "traceparent": "00-00000000000000000000000000000001-0000000000000001-01",
            "replyto": "egov:replies:identity-1",
        ]
        var all: [(name: String, fields: Envelope.Fields)] = []
        for (index, field) in fields.enumerated() {
            if let value = values[field.name] {
                var changed = fields
                changed[index].value = Array(value.utf8)
                all.append(("\(field.name) changed", changed))
            }
            var without = fields
            without.remove(at: index)
            all.append(("\(field.name) removed", without))
        }
        let seal = fields[fields.count - 1].value
        func sealed(_ value: [UInt8]) -> Envelope.Fields { fields.dropLast() + [("data", value)] }
        var flipped = seal
        flipped[seal.count / 2] ^= 1
        all += [
            ("a field added", [("caller", Array("{}".utf8))] + fields),
            ("a field doubled", [fields[0]] + fields),
            ("a field renamed", [("Id", fields[0].value)] + fields.dropFirst()),
            ("two swapped", [fields[1], fields[0]] + fields.dropFirst(2)),
            ("a bit flipped", sealed(flipped)), ("cut", sealed(seal.dropLast())),
            ("only a seal's beginning", sealed(Array(seal.prefix(24)))), ("no seal", sealed([])),
            ("random bytes", sealed(randomBytes(seal.count))),
            ("plain JSON", sealed(Array(#"{"to":"a@b.vn"}"#.utf8))),
            ("the seal of another message", sealed(other[other.count - 1].value)),
        ]
        return all
    }

    @Test func `a forged, changed or moved command is refused, a repeated one does nothing`()
        async throws
    {
        let target = try await Target()
        let fixture = target.fixture
        let command = try target.command()
        // Who may look at every stream sees what was sent, and has no more than that.
        let caught = try fixture.lastEntry(of: "egov:commands:mailer", as: "egovctl")
        #expect(caught.map(\.value) == command.map(\.value) && caught.count == 10)
        let caller = try target.bus("gateway")
        try await fixture.running(try target.services() + [caller]) {
            try await target.waitUntilSettled()
            let before = try await target.rows()
            var forged = try BusFixture.envelope(of: mail(to: "gia@b.vn"))
            forged.head.caller = Caller(role: .operator, id: "an")
            let attacks =
                Self.variations(of: caught, try forged.sealed(for: "x", key: .random())) + [
                    (
                        "sealed under another key",
                        try forged.sealed(for: "egov:commands:mailer", key: .random())
                    )
                ]
            #expect(attacks.count == 31)
            for attack in attacks {
                try fixture.put(attack.fields, on: "egov:commands:mailer", as: "egovctl")
            }
            try fixture.put(caught, on: "egov:commands:notification", as: "egovctl")
            try await eventually {
                let refused = try await target.letters(in: target.mails)
                let moved = try await target.letters(in: target.notices)
                return refused >= attacks.count && moved >= 1
            }
            #expect(try await target.letters(in: target.mails) == attacks.count)
            #expect(try await target.letters(in: target.notices) == 1)
            #expect(target.sent.all.count == 1)
            // The same entry again and again is the same message.
            for _ in 0..<5 { try fixture.put(caught, on: "egov:commands:mailer", as: "egovctl") }
            try await eventually { target.sent.all.count == 6 }
            try await eventually { try fixture.redis.cli("XLEN", "egov:commands:mailer") == "0" }
            #expect(target.sent.all.count == 6)
            #expect(try await target.rows() == before)
            try await target.expectAlive(caller)
        }
    }

    @Test func `a changed or moved event is refused, a repeated one does nothing`() async throws {
        let target = try await Target()
        let fixture = target.fixture
        let command = try target.command()
        let caller = try target.bus("gateway")
        try await fixture.running(try target.services() + [caller]) {
            let hears = try await target.waitUntilSettled()
            let before = try await target.rows()
            let event = try fixture.lastEntry(of: "egov:events:mailer", as: "egovctl")
            #expect(event.map(\.name).contains("sequence"))
            let attacks = Self.variations(of: event, command)
            for attack in attacks {
                try fixture.put(attack.fields, on: "egov:events:mailer", as: "mailer")
            }
            // Announced by another, sent as a command, and a command announced.
            try fixture.put(event, on: "egov:events:identity", as: "identity")
            try fixture.put(event, on: "egov:commands:notification", as: "egovctl")
            try fixture.put(command, on: "egov:events:mailer", as: "mailer")
            try await eventually {
                try await target.letters(in: target.notices) >= attacks.count + 3
            }
            #expect(try await target.letters(in: target.notices) == attacks.count + 3)
            #expect(target.heard.all.count == hears)
            for _ in 0..<5 { try fixture.put(event, on: "egov:events:mailer", as: "mailer") }
            try await eventually { target.heard.all.count == hears + 5 }
            #expect(target.heard.all.count == hears + 5)
            #expect(try await target.rows() == before)
            try await target.expectAlive(caller)
        }
    }

    @Test func `a message older than the memory of what was handled is not handled again`()
        async throws
    {
        let target = try await Target()
        let fixture = target.fixture
        let stream = Stream.commands(of: .mailer)
        let envelope = try BusFixture.envelope(of: mail(to: "cu@b.vn"))
        let command = try envelope.sealed(for: stream, key: fixture.key)
        try fixture.put(command, on: stream, as: "notification")
        let (event, hears) = try await fixture.running(try target.services()) {
            let hears = try await target.waitUntilSettled()
            return (try fixture.lastEntry(of: "egov:events:mailer", as: "egovctl"), hears)
        }
        target.clock.advance(by: BusFixture.timings.inboxMemory + .seconds(3600))
        let caller = try target.bus("gateway")
        try await fixture.running(try target.services() + [caller]) {
            for test in [target.mails, target.notices] {
                try await eventually {
                    try await test.store.number("SELECT count(*) AS n FROM inbox") == 0
                }
            }
            try fixture.put(command, on: stream, as: "notification")
            try fixture.put(event, on: "egov:events:mailer", as: "mailer")
            try await eventually {
                let old = try await target.letters(in: target.mails, of: .outdated)
                return try await target.letters(in: target.notices, of: .outdated) + old == 2
            }
            #expect(try await target.letters(in: target.mails, of: .outdated) == 1)
            #expect(try await target.letters(in: target.notices, of: .outdated) == 1)
            #expect(target.sent.all.count == 1 && target.heard.all.count == hears)
            try await target.expectAlive(caller)
        }
        for test in [target.mails, target.notices] {
            #expect(try await test.store.number("SELECT count(*) AS n FROM mails") == 2)
        }
    }

    @Test func `a forged, repeated or moved answer is heard by nobody`() async throws {
        let target = try await Target()
        let fixture = target.fixture
        let gate = DrainingTests.Gate()
        let (caller, other) = (try target.bus("gateway"), try target.bus("gateway", instance: "2"))
        let services = try target.services { mail, _ in
            if mail.to == "cho@b.vn" { try await gate.wait() }
        }
        try await fixture.running(services + [caller, other]) {
            _ = try await caller.request(mail(to: "1@b.vn"), as: .service(.notification))
            _ = try await other.request(mail(to: "2@b.vn"), as: .service(.notification))
            let (ours, theirs) = ("egov:replies:gateway-1", "egov:replies:gateway-2")
            let earlier = try fixture.lastEntry(of: ours, as: "egovctl")
            let foreign = try fixture.lastEntry(of: theirs, as: "egovctl")
            async let answer = caller.request(
                mail(to: "cho@b.vn"), as: .service(.notification), timeout: .seconds(20))
            try await eventually { target.sent.all.contains("cho@b.vn") }
            // The id of the request that waits is there for all to see.
            let id = try fixture.lastEntry(of: "egov:commands:mailer", as: "egovctl")[0]
            let lie = ReplyEnvelope(
                id: String(decoding: id.value, as: UTF8.self), result: .failure(.notFound))
            let attacks: [Envelope.Fields] = [
                [id, ("data", randomBytes(80))], [id, ("data", [])], [id],
                try lie.sealed(for: ours, key: .random()), [id, earlier[1]], [id, foreign[1]],
                earlier, foreign, [("Id", id.value), earlier[1]], [id, earlier[1], earlier[1]],
            ]
            for fields in attacks { try fixture.put(fields, on: ours, as: "identity") }
            gate.open()
            let reply = try await answer
            let sent = try await target.mails.store.number(
                """
                SELECT count(*) AS n FROM mails
                WHERE id = \(reply.id) AND address = 'cho@b.vn'
                """)
            #expect(sent == 1)
            try await target.expectAlive(caller)
        }
        #expect(try await target.mails.store.number("SELECT count(*) AS n FROM mails") == 4)
    }
}
