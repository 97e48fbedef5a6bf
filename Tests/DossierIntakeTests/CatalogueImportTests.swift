import Contracts
import Lifecycle
import Store
import TestSupport
import Testing

@testable import DossierIntake

@Suite struct CatalogueImportTests {
    static let city = CatalogueUnitRulesTests.city
    static let ward = CatalogueUnitRulesTests.ward

    @Test func `only an operator may import`() async throws {
        let fixture = try await CatalogueFixture()
        for caller in [
            Caller.anonymous(), .citizen(.init(rawValue: "c")), .init(role: .administrator),
        ] {
            await #expect(throws: Refusal.notAllowed) {
                try await fixture.load([CatalogueFixture.procedure()], by: caller)
            }
        }
    }

    @Test func `the same files again change nothing and leave no second audit entry`() async throws
    {
        let fixture = try await CatalogueFixture()
        let files = [CatalogueFixture.units(Self.city, Self.ward), CatalogueFixture.procedure()]
        #expect(
            try await fixture.load(files)
                == .init(units: 2, procedures: 1, calendars: 0, unchanged: 0))
        let (_, version) = try #require(try await fixture.procedure("1.001193", on: "2026-01-01"))
        #expect(
            try await fixture.load(files)
                == .init(units: 0, procedures: 0, calendars: 0, unchanged: 3))
        #expect(try await fixture.procedure("1.001193", on: "2026-01-01")?.version == version)
        let actors = try await fixture.test.store.read { snapshot in
            try snapshot.rows("SELECT actor, action FROM audit").map { row in
                "\(try row["actor"] as String) \(try row["action"] as String)"
            }
        }
        #expect(actors == ["root catalogue-imported"])
    }

    @Test func `one wrong line keeps everything out`() async throws {
        let fixture = try await CatalogueFixture()
        let problems = try await fixture.problems(
            CatalogueFixture.units(Self.city, Self.ward), CatalogueFixture.procedure(),
            CatalogueFixture.procedure(
                "1.000656", change: ("\"key\": \"usual\"", "\"key\": \"1\"")))
        #expect(problems.count == 1)
        #expect(try await fixture.unit("48.20242", on: "2026-01-01") == nil)
        #expect(try await fixture.procedure("1.001193", on: "2026-01-01") == nil)
    }

    @Test func `spaces, order of names and decomposed letters make no new version`() async throws {
        let fixture = try await CatalogueFixture()
        let file = CatalogueFixture.procedure()
        try await fixture.load(file)
        let decomposed = file.text.replacing("Đăng ký", with: "Đa\u{306}ng ky\u{301}")
        let again = ImportCatalogue.File(
            name: file.name, text: decomposed.replacing("\n", with: "\n   "))
        #expect(try await fixture.load(again).unchanged == 1)
        #expect(
            try await fixture.procedure("1.001193", on: "2026-01-01")?.0.name == "Đăng ký khai sinh"
        )
    }

    @Test func `refuses unknown, doubled, long and missing files`() async throws {
        let fixture = try await CatalogueFixture()
        let units = CatalogueFixture.units(Self.city)
        #expect(try await fixture.problems() == ["files: Không có tệp nào để nạp."])
        #expect(
            try await fixture.problems(
                units, units, .init(name: "notes.txt", text: ""),
                .init(
                    name: "procedures/1.001193.json", text: String(repeating: " ", count: 1 << 21))
            ) == [
                "units.csv: Tệp bị lặp lại.",
                "notes.txt: Không rõ tệp này; chỉ nhận units.csv, calendar.json và procedures/<mã thủ tục>.json.",
                "procedures/1.001193.json: Tệp dài quá 1 MiB.",
            ])
    }

    @Test func `a unit is changed in place, and a period the file no longer has is gone`()
        async throws
    {
        let fixture = try await CatalogueFixture()
        let future = "48.20242,Phường Mới,ward,48,000.00.19.H17,,,2027-01-01,,"
        try await fixture.load(CatalogueFixture.units(Self.city, Self.ward, future))
        #expect(
            try await fixture.unit("48.20242", on: "2026-12-31")?.validTo?.description
                == "2026-12-31")
        #expect(try await fixture.unit("48.20242", on: "2027-01-01")?.name == "Phường Mới")
        let renamed = Self.ward.replacing("Hải Châu", with: "Hải Châu Một")
        let reply = try await fixture.load(CatalogueFixture.units(Self.city, renamed))
        #expect(reply == .init(units: 2, procedures: 0, calendars: 0, unchanged: 1))
        #expect(try await fixture.unit("48.20242", on: "2027-01-01")?.name == "Phường Hải Châu Một")
    }

    @Test func `units may stand under units that are stored already`() async throws {
        let fixture = try await CatalogueFixture()
        try await fixture.load(CatalogueFixture.units(Self.city))
        #expect(try await fixture.load(CatalogueFixture.units(Self.ward)).units == 1)
        let twin = "48.1,Phường A,ward,48,000.00.19.H17,,,2025-07-01,,"
        #expect(
            try await fixture.problems(CatalogueFixture.units(twin))
                == ["units.csv:2: Mã định danh “000.00.19.H17” đã là của đơn vị “48.20242”."])
    }

    @Test func `the catalogue of the deployment is right, and complete`() async throws {
        let fixture = try await CatalogueFixture()
        let files = try CatalogueFixture.deployed
        let reply = try await fixture.load(files)
        #expect(reply.procedures == 10)
        #expect(
            try await fixture.load(files)
                == .init(
                    units: 0, procedures: 0, calendars: 0, unchanged: reply.units + reply.procedures
                ))
        var counts: [String: Int] = [:]
        for kind in ["ward", "commune", "special-zone", "police", "district"] {
            counts[kind] = try await fixture.units(ListUnits(kind: kind, limit: 200)).items.count
        }
        #expect(
            counts == ["ward": 23, "commune": 70, "special-zone": 1, "police": 93, "district": 0])
        #expect(
            try await fixture.unit("48.492", on: "2025-06-30")?.successor?.rawValue == "48.20242")
        let (stay, _) = try #require(
            try await fixture.procedure("1.004194.000.00.00.H17", on: "2026-11-23"))
        #expect(stay.fees.map(\.amountDong) == [7_000, 15_000])
        #expect(stay.fees.map(\.channel) == [.online, .counter])
        for procedure in try await fixture.found(SearchProcedures(limit: 100)) {
            let (found, _) = try #require(
                try await fixture.procedure(procedure, on: "2026-11-23"))
            #expect((8...20).contains(found.form.count), "\(procedure)")
        }
    }
}
