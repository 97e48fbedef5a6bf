import Contracts
import Lifecycle
import Store
import TestSupport
import Testing

@testable import DossierIntake

@Suite struct CatalogueVersionsTests {
    static let later = CatalogueFixture.procedure(
        name: "Khai sinh mới", from: "2027-01-01", file: "procedures/1.001193-2027-01-01.json")

    @Test func `a version is used from its first day, the one before until the day before`()
        async throws
    {
        let fixture = try await CatalogueFixture()
        try await fixture.load(CatalogueFixture.procedure(), Self.later)
        let days = ["2025-06-30", "2025-07-01", "2026-12-31", "2027-01-01", "2030-01-01"]
        var names: [String?] = []
        for day in days {
            names.append(try await fixture.procedure("1.001193", on: day)?.0.name)
        }
        #expect(
            names == [
                nil, "Đăng ký khai sinh", "Đăng ký khai sinh", "Khai sinh mới", "Khai sinh mới",
            ])
        let now = try await fixture.procedure("1.001193", on: "2026-11-23")?.0
        #expect(now?.validTo?.description == "2026-12-31")
    }

    @Test func `what callers read is the version of today`() async throws {
        let fixture = try await CatalogueFixture("2026-12-31T23:59:59+07:00")
        try await fixture.load(CatalogueFixture.procedure(), Self.later)
        let reader = ReadProcedureHandler(store: fixture.test.store, clock: fixture.clock.clock)
        let query = ReadProcedure(code: .init(rawValue: "1001193.000.00.00.h17"))
        #expect(try await reader.answer(query, for: .anonymous()).name == "Đăng ký khai sinh")
        #expect(try await fixture.found(SearchProcedures(q: "mới")) == [])
        fixture.clock.advance(by: .seconds(1))
        #expect(try await reader.answer(query, for: .anonymous()).name == "Khai sinh mới")
        #expect(try await fixture.found(SearchProcedures(q: "mới")) == ["1.001193"])
        await #expect(throws: Refusal.notFound) {
            try await reader.answer(
                ReadProcedure(code: .init(rawValue: "1.999999")), for: .anonymous())
        }
    }

    @Test func `changed content wins for new dossiers while bound ones keep theirs`() async throws {
        let fixture = try await CatalogueFixture()
        try await fixture.load(CatalogueFixture.procedure())
        let (_, bound) = try #require(try await fixture.procedure("1.001193", on: "2026-11-23"))
        let changed = CatalogueFixture.procedure(name: "Khai sinh đã sửa")
        #expect(
            try await fixture.load(changed)
                == .init(units: 0, procedures: 1, calendars: 0, unchanged: 0))
        let (now, version) = try #require(try await fixture.procedure("1.001193", on: "2026-11-23"))
        #expect(now.name == "Khai sinh đã sửa")
        #expect(version != bound)
        let kept = try await fixture.test.store.read {
            try Catalogue.procedure(version: bound, in: $0)
        }
        #expect(kept?.name == "Đăng ký khai sinh")
        #expect(try await fixture.found(SearchProcedures()) == ["1.001193"])
    }

    @Test func `content that comes back is the version it was`() async throws {
        let fixture = try await CatalogueFixture()
        try await fixture.load(CatalogueFixture.procedure())
        let (_, first) = try #require(try await fixture.procedure("1.001193", on: "2026-11-23"))
        try await fixture.load(CatalogueFixture.procedure(name: "Khai sinh đã sửa"))
        #expect(try await fixture.load(CatalogueFixture.procedure()).procedures == 1)
        #expect(try await fixture.procedure("1.001193", on: "2026-11-23")?.version == first)
        #expect(try await fixture.load(CatalogueFixture.procedure()).unchanged == 1)
    }

    @Test func `a version not yet in force that the files no longer have is withdrawn`()
        async throws
    {
        let fixture = try await CatalogueFixture()
        try await fixture.load(CatalogueFixture.procedure(), Self.later)
        let reply = try await fixture.load(CatalogueFixture.procedure())
        #expect(reply == .init(units: 0, procedures: 1, calendars: 0, unchanged: 1))
        let (later, _) = try #require(try await fixture.procedure("1.001193", on: "2030-01-01"))
        #expect(later.name == "Đăng ký khai sinh")
        #expect(later.validTo == nil)
    }

    @Test func `an older version is closed when a newer one comes in a later import`() async throws
    {
        let fixture = try await CatalogueFixture("2027-02-01T08:00:00+07:00")
        try await fixture.load(CatalogueFixture.procedure())
        try await fixture.load(Self.later)
        let old = try await fixture.procedure("1.001193", on: "2026-11-23")?.0
        #expect(old?.name == "Đăng ký khai sinh")
        #expect(old?.validTo?.description == "2026-12-31")
        #expect(
            try await fixture.procedure("1.001193", on: "2027-01-01")?.0.name == "Khai sinh mới")
    }

    @Test func `a version that ends leaves no procedure after its last day`() async throws {
        let fixture = try await CatalogueFixture()
        try await fixture.load(
            CatalogueFixture.procedure(
                change: ("\"2025-07-01\"", "\"2025-07-01\", \"validTo\": \"2026-11-23\"")))
        #expect(try await fixture.found(SearchProcedures()) == ["1.001193"])
        fixture.clock.advance(by: .seconds(86_400))
        #expect(try await fixture.found(SearchProcedures()) == [])
        #expect(try await fixture.procedure("1.001193", on: "2026-11-24") == nil)
    }

    @Test func `refuses versions whose days overlap`() async throws {
        let fixture = try await CatalogueFixture()
        let open = ("\"2025-07-01\"", "\"2025-07-01\", \"validTo\": \"2027-01-01\"")
        #expect(
            try await fixture.problems(CatalogueFixture.procedure(change: open), Self.later) == [
                "procedures/1.001193.json:validTo: "
                    + "Chồng lên phiên bản có hiệu lực từ ngày 01/01/2027."
            ])
        let twin = CatalogueFixture.procedure(file: "procedures/1.001193-twin.json")
        #expect(
            try await fixture.problems(CatalogueFixture.procedure(), twin) == [
                "procedures/1.001193-twin.json:validFrom: Đã có tệp khác của thủ tục “1.001193” "
                    + "có hiệu lực từ cùng ngày."
            ])
    }

    @Test(arguments: [
        ("1.004194", "1.004194"), ("1.004194.000.00.00.H17", "1.004194"),
        (" 1 . 004194 ", "1.004194"), ("1004194", "1.004194"), ("1.oO4194", "1.004194"),
        ("1.004194.000.00.00.h17", "1.004194"), ("khai sinh", "khai sinh"), ("", ""),
        ("1.00419", "1.00419"),
    ]) func `a procedure's code is read as people write it`(written: String, code: String) {
        #expect(ProcedureCode(rawValue: written).inCatalogue.rawValue == code)
    }
}
