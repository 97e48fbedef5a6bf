import Contracts
import Lifecycle
import Store
import TestSupport
import Testing

@testable import DossierIntake

@Suite struct TrackDossierTests {
    private func caller(_ number: Int) -> Caller { .anonymous(address: "203.0.113.\(number)") }

    @Test func `tells code, status, unit and day, and nothing personal`() async throws {
        let intake = try await TestIntake()
        let receipt = try await intake.submit()
        let state = try await intake.tracking.answer(
            TrackDossier(code: "ooo.oo.19.h17 261123 0001"), for: caller(1))
        #expect(state.code == receipt.code)
        #expect(state.statusTitle == "Mới đăng ký")
        #expect(state.unitName == "Phường Hải Châu")
        #expect(state.changedOn == LocalDate("2026-11-23"))
        #expect(state.detail == nil)
        let json = String(decoding: try StrictJSON.encode(state), as: UTF8.self)
        for personal in ["khai sinh", "Ánh Ngọc", "citizen-an", "Bình"] {
            #expect(!json.contains(personal))
        }
    }

    @Test func `the receipt's digits open the detail, wrong ones do not`() async throws {
        let intake = try await TestIntake()
        let receipt = try await intake.submit()
        let other = try await intake.submit()
        let digits = try #require(receipt.secretDigits)
        let tracking = intake.tracking
        let open = try await tracking.answer(
            TrackDossier(code: receipt.code.rawValue, digits: digits), for: caller(1))
        #expect(open.detail?.procedureName == "Đăng ký khai sinh")
        #expect(open.detail?.history.map(\.title) == ["Nộp hồ sơ trực tuyến"])
        for wrong in ["", "12345", digits + "1", try #require(other.secretDigits)] {
            let closed = try await tracking.answer(
                TrackDossier(code: receipt.code.rawValue, digits: wrong), for: caller(2))
            #expect(closed.detail == nil)
            #expect(closed.code == receipt.code)
        }
    }

    @Test(arguments: [
        "000.00.19.H17-261123-0002", "x", "", "'; DROP TABLE dossiers; --", "\u{0}", "đ",
        String(repeating: "9", count: 100_000),
    ])
    func `unknown and malformed codes look the same`(code: String) async throws {
        let intake = try await TestIntake()
        _ = try await intake.submit()
        for digits in [nil, "123456"] {
            let no = try await refusal {
                try await intake.tracking.answer(
                    TrackDossier(code: code, digits: digits), for: caller(1))
            }
            #expect(no == .dossierNotFound)
        }
    }

    @Test func `allows ten look-ups in a minute for each address`() async throws {
        let intake = try await TestIntake()
        let receipt = try await intake.submit()
        let tracking = intake.tracking
        func look(_ caller: Caller, _ code: String) async throws -> Refusal? {
            try await refusal { try await tracking.answer(TrackDossier(code: code), for: caller) }
        }
        for number in 0..<10 {
            let isKnown = number % 2 == 0
            let no = try await look(caller(1), isKnown ? receipt.code.rawValue : "unknown")
            #expect(no == (isKnown ? nil : .dossierNotFound))
        }
        for code in [receipt.code.rawValue, "unknown"] {
            let no = try await look(caller(1), code)
            #expect(no?.kind == .tooMany)
            #expect(no?.retryAfterSeconds == 7)
        }
        #expect(try await look(caller(2), receipt.code.rawValue) == nil)
        intake.clock.advance(by: .seconds(7))
        #expect(try await look(caller(1), receipt.code.rawValue) == nil)
        #expect(try await look(caller(1), receipt.code.rawValue)?.kind == .tooMany)
    }

    @Test func `after ten wrong digits the right ones wait, from whatever address`() async throws {
        let intake = try await TestIntake()
        let receipt = try await intake.submit()
        let digits = try #require(receipt.secretDigits)
        let tracking = intake.tracking
        let wrong = digits == "000000" ? "000001" : "000000"
        for number in 0..<10 {
            _ = try await tracking.answer(
                TrackDossier(code: receipt.code.rawValue, digits: wrong), for: caller(number))
        }
        let right = TrackDossier(code: receipt.code.rawValue, digits: digits)
        #expect(try await tracking.answer(right, for: caller(100)).detail == nil)
        intake.clock.advance(by: .seconds(3_600))
        #expect(try await tracking.answer(right, for: caller(100)).detail != nil)
    }

    @Test(arguments: [
        ("203.0.113.7", "203.0.113.7"), ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "32:1:13:184:0:1:0:2"),
        ("2001:db8:1:2::", "32:1:13:184:0:1:0:2"), ("unknown", "unknown"),
    ])
    func `an address is counted with its household`(address: String, household: String) {
        #expect(NetworkAddress.household(of: address) == household)
    }
}

@Suite struct RateLimitTests {
    @Test func `remembers no more callers than it may, and gives none fresh tries by that`() {
        let clock = TestClock()
        let limit = RateLimit(tries: 2, per: .seconds(60), capacity: 3, clock: clock.clock)
        for caller in ["a", "b", "c"] { #expect(limit.count(caller) == nil) }
        #expect(limit.count("d") == nil)
        #expect(limit.count("e") == nil)
        #expect(limit.count("f") != nil)
        #expect(limit.count("a") == nil)
        #expect(limit.count("a") == .seconds(30))
        clock.advance(by: .seconds(61))
        #expect(limit.count("f") == nil)
        #expect(limit.count("a") == nil)
    }

    @Test func `looking whether a try is allowed counts nothing`() {
        let limit = RateLimit(tries: 1, per: .seconds(60), clock: TestClock().clock)
        for _ in 0..<5 { #expect(limit.allows("a")) }
        #expect(limit.count("a") == nil)
        #expect(!limit.allows("a"))
    }
}
