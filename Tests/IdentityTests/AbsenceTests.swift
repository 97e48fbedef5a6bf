import Contracts
import Cryptography
import Lifecycle
import Messaging
import Store
import TestSupport
import Testing

@testable import Identity

struct AbsenceTests {
    /// A unit with an officer, a colleague and a leader, and an officer of another unit.
    private struct Unit {
        let bench: Bench
        let hoa, nam, leader, stranger: Caller

        init() async throws {
            bench = try await Bench()
            hoa = try await bench.officer("hoa@danang.gov.vn", [.reception])
            nam = try await bench.officer("nam@danang.gov.vn", [.reception], name: "Lê Văn Nam")
            leader = try await bench.officer("lan@danang.gov.vn", [.leadership])
            stranger = try await bench.officer("xa@danang.gov.vn", [.leadership], unit: "48.20242")
        }

        func record(
            _ officer: Caller, deputy: Caller, _ from: String = "2026-11-24",
            _ until: String = "2026-11-26", by caller: Caller, id: String = randomBytes(16).hex
        ) async throws -> OfficerAbsence {
            try await bench.desk.recordAbsence.handle(
                .init(
                    officer: officer.officer, deputy: deputy.officer,
                    from: try #require(LocalDate(from)), until: try #require(LocalDate(until))),
                bench.delivery(RecordAbsence.self, caller, id: id))
        }

        func standIn(_ day: String) async throws -> String? {
            try await bench.desk.findStandIn.answer(
                .init(officer: hoa.officer, on: try #require(LocalDate(day))),
                for: .service(.dossierIntake)
            ).absence?.deputyName
        }

        func events() async throws -> [OfficerAbsenceSet] {
            try await bench.events(OfficerAbsenceSet.name).map {
                try StrictJSON.decode(OfficerAbsenceSet.self, trusted: Array($0.utf8))
            }
        }
    }

    @Test func `hands an officer's work to the deputy from the first to the last day`() async throws
    {
        let unit = try await Unit()
        let absence = try await unit.record(unit.hoa, deputy: unit.nam, by: unit.hoa, id: "m-1")
        #expect(
            try await unit.record(unit.hoa, deputy: unit.nam, by: unit.hoa, id: "m-1") == absence)
        for (day, name) in [
            ("2026-11-23", nil), ("2026-11-24", "Lê Văn Nam"), ("2026-11-26", "Lê Văn Nam"),
            ("2026-11-27", nil),
        ] { #expect(try await unit.standIn(day) == name, "\(day)") }
        let events = try await unit.events()
        #expect(events.count == 1 && events[0].deputy == unit.nam.officer)
        #expect(events[0].officer == unit.hoa.officer && !events[0].isCancelled)
        #expect(events[0].from.description == "2026-11-24" && events[0].sequence == 2)
        let colleagues = try await unit.bench.desk.listColleagues.answer(.init(), for: unit.nam)
        #expect(colleagues.items.count == 3)
        #expect(
            colleagues.items.first { $0.id == unit.hoa.officer }?.absences == [absence])
    }

    @Test func `is planned by the officer, the unit's leader and administrators`() async throws {
        let unit = try await Unit()
        let administrator = try await unit.bench.officer("quan@danang.gov.vn", [.administration])
        _ = try await unit.record(unit.hoa, deputy: unit.nam, by: unit.leader)
        _ = try await unit.record(
            unit.hoa, deputy: unit.nam, "2026-12-01", "2026-12-01", by: administrator)
        #expect(
            await refusal {
                try await unit.record(
                    unit.hoa, deputy: unit.nam, "2026-12-07", "2026-12-07", by: unit.nam)
            } == .notAllowed)
        #expect(
            await refusal {
                try await unit.record(
                    unit.hoa, deputy: unit.nam, "2026-12-07", "2026-12-07", by: unit.stranger)
            } == .notFound)
        #expect(try await unit.events().count == 2)
    }

    @Test func `takes only a deputy who is there, of the same unit, and days that make sense`()
        async throws
    {
        let unit = try await Unit()
        func fields(
            deputy: Caller? = nil, _ from: String = "2026-11-24", _ until: String = "2026-11-26"
        ) async -> [String]? {
            await refusal {
                try await unit.record(
                    unit.hoa, deputy: deputy ?? unit.nam, from, until, by: unit.hoa)
            }?.fields.map(\.path)
        }
        #expect(await fields(deputy: unit.hoa) == ["deputy"])
        #expect(await fields(deputy: unit.stranger) == ["deputy"])
        #expect(await fields(deputy: Caller(role: .officer, id: "x")) == ["deputy"])
        #expect(await fields("2026-11-26", "2026-11-24") == ["until"])
        #expect(await fields("2026-11-20", "2026-11-22") == ["until"])
        #expect(await fields("2026-11-24", "2027-11-25") == ["until"])
        _ = try await unit.record(unit.nam, deputy: unit.leader, by: unit.nam)
        #expect(await fields("2026-11-26", "2026-11-30") == ["deputy"])
        _ = try await unit.record(
            unit.hoa, deputy: unit.nam, "2026-11-27", "2026-11-30", by: unit.hoa)
        #expect(await fields(deputy: unit.leader, "2026-11-30", "2026-12-02") == ["from"])
    }

    @Test func `is taken back, and ends when the deputy leaves the unit or the service`()
        async throws
    {
        let unit = try await Unit()
        let bench = unit.bench
        let administrator = try await bench.officer("quan@danang.gov.vn", [.administration])
        let first = try await unit.record(unit.hoa, deputy: unit.nam, by: unit.hoa)
        func cancel(_ id: String, by caller: Caller) async throws -> Done {
            try await bench.desk.cancelAbsence.handle(
                .init(officer: unit.hoa.officer, id: id),
                bench.delivery(CancelAbsence.self, caller))
        }
        #expect(await refusal { try await cancel(first.id, by: unit.nam) } == .notAllowed)
        _ = try await cancel(first.id, by: unit.hoa)
        #expect(await refusal { try await cancel(first.id, by: unit.hoa) } == .notFound)
        #expect(try await unit.standIn("2026-11-24") == nil)

        _ = try await unit.record(unit.hoa, deputy: unit.nam, by: unit.hoa)
        let nam = try await bench.desk.readOfficer.answer(
            .init(id: unit.nam.officer), for: administrator)
        let moved = try await bench.desk.changeOfficer.handle(
            .init(
                id: nam.id, version: nam.version, fullName: nam.fullName,
                unit: UnitCode(rawValue: "48.20242"), duties: nam.duties),
            bench.delivery(ChangeOfficer.self, administrator))
        #expect(try await unit.standIn("2026-11-24") == nil)
        #expect(moved.unit.rawValue == "48.20242")

        _ = try await unit.record(unit.hoa, deputy: unit.leader, by: unit.hoa)
        _ = try await bench.desk.setOfficerActivity.handle(
            .init(id: unit.leader.officer, version: 1, isActive: false),
            bench.delivery(SetOfficerActivity.self, administrator))
        #expect(try await unit.standIn("2026-11-24") == nil)
        #expect(
            try await unit.events().map(\.isCancelled)
                == [false, true, false, true, false, true])
    }
}
