import Contracts
import Cryptography
import Foundation
import Lifecycle
import Messaging
import Store
import Synchronization
import TestSupport
import Testing

@testable import Messaging

/// Dead letters that are handed to their handlers again once the fault is mended.
@Suite(.serialized) struct ReplayTests {
    let journal = Journal()

    /// Why twenty good messages became dead letters.
    enum Cause: CaseIterable { case wrongKey, earlierRelease, failingHandler }

    /// A mailer of a release that did not know the message yet.
    struct EarlierRelease: Component {
        let store: Store
        let bus: Bus

        func run() async throws {
            let runner = MessageRunner(
                service: .mailer, store: store, bus: bus, clock: .system, handlers: [:],
                timings: BusFixture.timings, requestKey: bus.key.derived(for: "request hashes"))
            let consumer = Consumer(
                service: .mailer, streams: [Stream.commands(of: .mailer)], bus: bus,
                runner: runner, readiness: Readiness(), timings: BusFixture.timings)
            try await draining(within: .seconds(2)) { stop in await consumer.run(until: stop) }
        }
    }

    func mailer(_ store: Store, bus: Bus, isBroken: Bool = false) throws -> Service {
        var handler = RowMailer(journal: journal)
        handler.before = { _, _ in if isBroken { throw StoreError.unexpected("broken") } }
        return try Service(
            .mailer, store: store, bus: bus, readiness: Readiness(), timings: BusFixture.timings,
            handlers: [.command(handler), .query(EmptyMails())])
    }

    /// Lets the messages become dead letters.
    func fail(_ cause: Cause, _ fixture: BusFixture, _ store: Store, _ count: Int) async throws {
        let components: [any Component]
        switch cause {
        case .wrongKey:
            let file = fixture.keyFile + ".other"
            try Data(repeating: 9, count: 32).write(to: URL(fileURLWithPath: file))
            chmod(file, 0o400)
            let bus = try fixture.bus("mailer", keyFile: file)
            components = [bus, try mailer(store, bus: bus)]
        case .earlierRelease:
            let bus = try fixture.bus("mailer")
            components = [bus, EarlierRelease(store: store, bus: bus)]
        case .failingHandler:
            let bus = try fixture.bus("mailer")
            components = [bus, try mailer(store, bus: bus, isBroken: true)]
        }
        try await fixture.running(components) {
            try await eventually(within: .seconds(30)) {
                try await store.number("SELECT count(*) AS n FROM dead_letters") == count
            }
        }
    }

    @Test(arguments: Cause.allCases)
    func `what an operator retries once the fault is mended is done once`(cause: Cause) async throws
    {
        let fixture = try BusFixture()
        let test = try await TestStore(RowMailer.migrations)
        let store = test.store
        let stream = Stream.commands(of: .mailer)
        for number in 0..<20 {
            let envelope = try BusFixture.envelope(of: mail(to: "\(number)@b.vn"))
            try fixture.put(try envelope.sealed(for: stream, key: fixture.key), on: stream)
        }
        // These stay what they are, each for itself.
        let forged = try BrokenMessageTests.Fault.truncated.fields(fixture.key)
        for _ in 0..<3 { try fixture.put(forged, on: stream) }
        try await fail(cause, fixture, store, 23)
        let attempts = journal.all.count
        let admin = Caller(role: .operator, id: "an")
        let (caller, owner) = (try fixture.bus("egovctl"), try fixture.bus("mailer"))
        let service = try mailer(store, bus: owner)
        try await fixture.running([caller, owner, service]) {
            let letters = try await caller.request(ListDeadLetters(), as: admin, of: .mailer)
            #expect(letters.items.count == 23)
            for letter in letters.items {
                let retry = RetryDeadLetter(number: letter.number)
                _ = try await caller.request(retry, as: admin, of: .mailer)
                await #expect(throws: Refusal.notFound) {
                    try await caller.request(retry, as: admin, of: .mailer)
                }
            }
            try await eventually(within: .seconds(20)) {
                let waiting = try await store.number("SELECT count(*) AS n FROM retries")
                return try await store.number("SELECT count(*) AS n FROM mails") >= 20
                    && waiting == 0
            }
        }
        #expect(journal.all.count - attempts == 20)
        #expect(try await store.number("SELECT count(*) AS n FROM mails") == 20)
        #expect(try await store.number("SELECT count(DISTINCT address) AS n FROM mails") == 20)
        #expect(try await store.number("SELECT count(*) AS n FROM dead_letters") == 3)
        #expect(try await store.number("SELECT count(*) AS n FROM retries") == 0)
    }
}
