import Contracts
import Cryptography
import Foundation
import Lifecycle
import Store
import Synchronization
import TestSupport
import Testing

@testable import Messaging

/// Messages that no handler can ever read, among those that must be handled.
@Suite(.serialized) struct BrokenMessageTests {
    let journal = Journal()

    func mailer(_ store: Store, bus: Bus, _ handler: RowMailer? = nil) throws -> Service {
        try Service(
            .mailer, store: store, bus: bus, readiness: Readiness(), timings: BusFixture.timings,
            handlers: [.command(handler ?? RowMailer(journal: journal)), .query(EmptyMails())])
    }

    /// One way in which a message is broken.
    enum Fault: CaseIterable {
        case truncated, otherKey, withoutID, withoutSeal, empty, unknownType, brokenJSON
        case wrongShape, wrongShapeOfPerson, huge

        /// The class under which an operator finds it.
        var expected: DeadLetter.Class {
            switch self {
            case .truncated, .otherKey, .withoutID, .withoutSeal, .empty, .huge: .unreadable
            case .unknownType: .unknown
            case .brokenJSON, .wrongShape: .malformed
            case .wrongShapeOfPerson: .refused
            }
        }

        /// The fault of the n-th broken message; one in 500 is huge.
        static func of(_ number: Int) -> Fault {
            let small = allCases.filter { $0 != .huge }
            return number % 500 == 499 ? .huge : small[number % small.count]
        }

        func fields(_ key: SecretKey) throws -> Envelope.Fields {
            let stream = Stream.commands(of: .mailer)
            var envelope = try BusFixture.envelope(of: mail(to: "hong@b.vn"))
            switch self {
            case .unknownType: envelope.type = "mailer.send-pigeon"
            case .brokenJSON: envelope.data = Array(#"{"to":"#.utf8)
            case .wrongShape, .wrongShapeOfPerson: envelope.data = Array(#"{"to":[7]}"#.utf8)
            default: break
            }
            if self == .wrongShapeOfPerson {
                envelope.head.caller = .citizen(CitizenID(rawValue: "c"))
            }
            let key = self == .otherKey ? SecretKey.random() : key
            var fields = try envelope.sealed(for: stream, key: key)
            let seal = fields[fields.count - 1].value
            switch self {
            case .truncated: fields[fields.count - 1].value = Array(seal.dropLast(9))
            case .withoutSeal: fields.removeLast()
            case .empty: fields = [("", [])]
            case .huge: fields[fields.count - 1].value = randomBytes(1 << 20)
            case .withoutID:
                // Well sealed, by somebody who has the key and forgets the id.
                fields = Array(fields.dropFirst().dropLast())
                fields.append(
                    (
                        "data",
                        Sealing.seal(
                            [2, 0, 0, 0] + Array("{}{}".utf8), key: key,
                            context: Envelope.context(stream, fields))
                    ))
            default: break
            }
            return fields
        }
    }

    /// A stream of good messages with broken ones between them, and the service that reads it.
    struct Flood {
        let fixture: BusFixture
        let test: TestStore
        let good: Int
        let broken: Int

        init(good: Int, broken: Int) async throws {
            fixture = try BusFixture()
            test = try await TestStore(RowMailer.migrations)
            (self.good, self.broken) = (good, broken)
            let key = try fixture.key
            var commands: [RedisCommand] = []
            for number in 0..<max(good, broken) {
                let stream = Stream.commands(of: .mailer)
                if number < good {
                    let envelope = try BusFixture.envelope(of: mail(to: "\(number)@b.vn"))
                    commands.append(try envelope.sealed(for: stream, key: key).adding(to: stream))
                }
                if number < broken {
                    commands.append(try Fault.of(number).fields(key).adding(to: stream))
                }
                if commands.count > 500 || number + 1 == max(good, broken) {
                    try fixture.wire(commands)
                    commands = []
                }
            }
        }

        /// Until all of it is dealt with.
        func wait() async throws {
            try await eventually(within: .seconds(300)) {
                let handled = try await test.store.number("SELECT count(*) AS n FROM inbox")
                if handled < good { return false }
                return try await test.store.number("SELECT count(*) AS n FROM dead_letters")
                    >= broken
            }
        }
    }

    func expectAllDealtWith(_ flood: Flood) async throws {
        let store = flood.test.store
        #expect(journal.all.count == flood.good && Set(journal.all).count == flood.good)
        #expect(try await store.number("SELECT count(*) AS n FROM mails") == flood.good)
        #expect(
            try await store.number("SELECT count(DISTINCT address) AS n FROM mails") == flood.good)
        #expect(try await store.number("SELECT count(*) AS n FROM retries") == 0)
        let planted = Dictionary(grouping: (0..<flood.broken).map { Fault.of($0).expected }) { $0 }
        for `class` in DeadLetter.Class.allCases {
            let count = try await store.number(
                "SELECT count(*) AS n FROM dead_letters WHERE class = \(`class`.rawValue)")
            #expect(count == planted[`class`]?.count ?? 0, "\(`class`)")
        }
    }

    @Test func `a thousand unreadable messages among a thousand good ones stop none of these`()
        async throws
    {
        let flood = try await Flood(good: 1000, broken: 1000)
        let (fixture, store) = (flood.fixture, flood.test.store)
        let (caller, owner) = (try fixture.bus("egovctl"), try fixture.bus("mailer"))
        let service = try mailer(store, bus: owner)
        try await fixture.running([caller, owner, service]) {
            try await flood.wait()
            try await eventually { try fixture.redis.cli("XLEN", "egov:commands:mailer") == "0" }
            #expect(try fixture.redis.cli("XLEN", "egov:commands:mailer") == "0")
            // An operator finds them by their class.
            let listed = try output(
                of: Deployment.binaries.appendingPathComponent("egovctl").path, "dead-letters",
                "list", "mailer", "--class", "malformed", "--json",
                environment: ["REDIS_URL": fixture.redis.url, "BUS_KEY_FILE": fixture.keyFile])
            let letters =
                try JSONSerialization.jsonObject(with: Data(listed.utf8)) as? [[String: Any]]
            let classes = letters?.map { ($0["letter"] as? [String: Any])?["class"] as? String }
            #expect(classes?.count ?? 0 > 200 && Set(classes ?? []) == ["malformed"])
        }
        try await expectAllDealtWith(flood)
    }

    @Test(.enabled(if: isLongRun))
    func `broken messages cost at most a third more time than good ones`() async throws {
        var ratios: [Double] = []
        for round in 1...5 {
            let plain = try await time(good: 20_000, broken: 0)
            let mixed = try await time(good: 10_000, broken: 10_000)
            ratios.append(mixed / plain)
            print("round \(round): 20,000 good \(plain) s, half of them broken \(mixed) s")
        }
        let median = ratios.sorted()[ratios.count / 2]
        print("broken to good: \(ratios.sorted()), median \(median)")
        #expect(median <= 1.3)
    }

    private func time(good: Int, broken: Int) async throws -> Double {
        let suite = BrokenMessageTests()
        let flood = try await Flood(good: good, broken: broken)
        let owner = try flood.fixture.bus("mailer")
        let service = try suite.mailer(flood.test.store, bus: owner)
        let begun = ContinuousClock.now
        let taken = try await flood.fixture.running([owner, service]) {
            try await flood.wait()
            return ContinuousClock.now - begun
        }
        try await suite.expectAllDealtWith(flood)
        return Double(taken.milliseconds) / 1000
    }
}
