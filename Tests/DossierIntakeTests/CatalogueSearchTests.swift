import Contracts
import Lifecycle
import Store
import TestSupport
import Testing

@testable import DossierIntake

@Suite struct CatalogueSearchTests {
    private static let births = "1.001193"
    private static let stays = ["1.004194", "1.004222"]

    @Test func `finds procedures by words with and without diacritics, composed or not`()
        async throws
    {
        let fixture = try await CatalogueFixture()
        try await fixture.load(CatalogueFixture.deployed)
        let cases: [(q: String, codes: [String])] = [
            ("khai sinh", ["1.001193"]),
            ("KHAI SINH", ["1.001193"]),
            ("đăng ký khai sinh", ["1.001193"]),
            ("dang ky khai sinh", ["1.001193"]),
            ("sinh khai", ["1.001193"]),
            ("Đa\u{306}ng ky\u{301} ta\u{323}m tru\u{301}", ["1.004194"]),
            ("dang ky tam tru", ["1.004194"]),
            ("tru", ["1.004194", "1.004222"]),
            ("đăng", ["1.000894", "1.001193", "1.000656", "1.004194", "1.001612", "1.004222"]),
            ("hon nhan", ["1.004873"]),
            ("ho tich", ["2.000635", "1.004873", "1.000894", "1.001193", "1.000656"]),
            ("ho kinh doanh thanh lap", ["1.001612"]),
            ("xay dung nha o", ["1.013225"]),
            ("chung thuc ban sao", ["2.000815"]),
            ("1.001193", ["1.001193"]),
            ("1.001193.000.00.00.H17", ["1.001193"]),
            ("1001193", ["1.001193"]),
            ("2.0006", ["2.000635"]),
            ("inh", []),
            ("khai sinh xyz", []),
            ("!?", []),
            (
                "   ",
                [
                    "2.000635", "1.013225", "1.004873", "2.000815", "1.000894", "1.001193",
                    "1.000656",
                    "1.004194", "1.001612", "1.004222",
                ]
            ),
        ]
        for (q, codes) in cases {
            let found = try await fixture.found(SearchProcedures(q: q))
            #expect(found == codes, "\(q)")
        }
    }

    @Test func `narrows to a field and to what a unit handles`() async throws {
        let fixture = try await CatalogueFixture()
        try await fixture.load(CatalogueFixture.deployed)
        #expect(
            try await fixture.found(SearchProcedures(field: "Đăng ký, quản lý cư trú"))
                == Self.stays)
        #expect(try await fixture.found(SearchProcedures(field: "chung thuc")) == ["2.000815"])
        #expect(try await fixture.found(SearchProcedures(field: "hộ")) == [])
        let police = UnitCode(rawValue: "48.20242.CA")
        #expect(try await fixture.found(SearchProcedures(unit: police)) == Self.stays)
        let ward = UnitCode(rawValue: "48.20242")
        #expect(try await fixture.found(SearchProcedures(q: "tru", unit: ward)) == [])
        #expect(try await fixture.found(SearchProcedures(unit: ward)).count == 8)
        // The district was there until 2025-06-30.
        let district = UnitCode(rawValue: "48.492")
        await #expect(throws: Refusal.fields([.init("unit", "Không có đơn vị này.")])) {
            try await fixture.found(SearchProcedures(unit: district))
        }
    }

    @Test func `pages follow each other without a gap or a repeat`() async throws {
        let fixture = try await CatalogueFixture()
        try await fixture.load(CatalogueFixture.deployed)
        let search = SearchProceduresHandler(store: fixture.test.store, clock: fixture.clock.clock)
        var (codes, after, pages): ([String], String?, Int) = ([], nil, 0)
        repeat {
            let page = try await search.answer(
                SearchProcedures(after: after, limit: 3), for: .anonymous())
            codes += page.items.map(\.code.rawValue)
            (after, pages) = (page.next, pages + 1)
        } while after != nil && pages < 10
        #expect(pages == 4)
        #expect(codes == (try await fixture.found(SearchProcedures(limit: 100))))
        #expect(Set(codes).count == 10)
    }

    @Test func `a search sees what was imported since the last one`() async throws {
        let fixture = try await CatalogueFixture()
        let search = SearchProceduresHandler(store: fixture.test.store, clock: fixture.clock.clock)
        let query = SearchProcedures(q: "khai")
        #expect(try await search.answer(query, for: .anonymous()).items.isEmpty)
        try await fixture.load(CatalogueFixture.procedure())
        #expect(try await search.answer(query, for: .anonymous()).items.count == 1)
        try await fixture.load(CatalogueFixture.procedure(name: "Đăng ký khai tử"))
        #expect(
            try await search.answer(query, for: .anonymous()).items.map(\.name)
                == ["Đăng ký khai tử"])
    }

    @Test func `refuses what no search is`() async throws {
        let fixture = try await CatalogueFixture()
        let wrong: [(SearchProcedures, String)] = [
            (SearchProcedures(q: String(repeating: "a", count: 201)), "q"),
            (SearchProcedures(limit: 0), "limit"), (SearchProcedures(limit: 101), "limit"),
            (SearchProcedures(after: "???"), "after"), (SearchProcedures(after: "YQ"), "after"),
        ]
        for (query, path) in wrong {
            let refusal = await #expect(throws: Refusal.self) { try await fixture.found(query) }
            #expect(refusal?.fields.map(\.path) == [path])
        }
    }

    @Test func `lists the units of today by name, by kind and by procedure`() async throws {
        let fixture = try await CatalogueFixture()
        try await fixture.load(CatalogueFixture.deployed)
        let wards = try await fixture.units(ListUnits(kind: "ward", limit: 5))
        #expect(
            wards.items.map(\.name) == [
                "Phường An Hải", "Phường An Khê", "Phường An Thắng", "Phường Bàn Thạch",
                "Phường Cẩm Lệ",
            ])
        let next = try await fixture.units(ListUnits(kind: "ward", after: wards.next, limit: 18))
        #expect(next.items.first?.name == "Phường Điện Bàn")
        #expect(next.items.count == 18)
        #expect(next.next == nil)
        let police = try await fixture.units(
            ListUnits(procedure: .init(rawValue: "1.004194.000.00.00.H17"), limit: 200))
        #expect(Set(police.items.map(\.kind)) == ["police"])
        #expect(police.items.count == 93)
        let birth = ProcedureCode(rawValue: Self.births)
        #expect(try await fixture.units(ListUnits(procedure: birth)).items.count == 94)
        #expect(try await fixture.units(ListUnits(kind: "police", procedure: birth)).items.isEmpty)
        #expect(try await fixture.units(ListUnits(limit: 200)).items.count == 188)
    }

    @Test func `refuses what no list of units is`() async throws {
        let fixture = try await CatalogueFixture()
        let wrong: [(ListUnits, String)] = [
            (ListUnits(kind: "hamlet"), "kind"), (ListUnits(limit: 201), "limit"),
            (ListUnits(procedure: .init(rawValue: "1.999999")), "procedure"),
            (ListUnits(after: "x"), "after"),
        ]
        for (query, path) in wrong {
            let refusal = await #expect(throws: Refusal.self) { try await fixture.units(query) }
            #expect(refusal?.fields.map(\.path) == [path])
        }
    }

    @Test func `no look-up of the catalogue scans a table`() async throws {
        let fixture = try await CatalogueFixture()
        let day = LocalDate("2026-11-23")!
        let plans = try await fixture.test.store.read { snapshot in
            try snapshot.plan(
                ListUnitsHandler.page(of: ["ward"], on: day, after: "a", "b", limit: 5))
                + snapshot.plan(Catalogue.current(.init(rawValue: "1.001193"), on: day))
                + snapshot.plan(Catalogue.existing(.init(rawValue: "48"), on: day))
        }
        #expect(plans.count >= 3)
        #expect(plans.allSatisfy { $0.hasPrefix("SEARCH") }, "\(plans)")
    }
}
