import Contracts
import Lifecycle
import Store
import TestSupport
import Testing

@testable import DossierIntake

@Suite struct StatisticsTests {
    private let reception = TestIntake.reception
    private let handler = TestIntake.handler

    private func statistics(
        _ intake: TestIntake, _ query: ReadStatistics = ReadStatistics()
    ) async throws -> ReadStatistics.Reply {
        try await ReadStatisticsHandler(store: intake.test.store, clock: intake.clock.clock)
            .answer(query, for: .anonymous())
    }

    private func taken(_ intake: TestIntake) async throws -> DossierCode {
        let code = try await intake.submit().code
        try await intake.move(code, .accept, by: reception)
        return code
    }

    @Test func `every way a dossier ends is counted once, in its month`() async throws {
        let intake = try await TestIntake("2026-11-27T09:00:00+07:00", calendar: true)
        let early = try await taken(intake)
        try await intake.move(early, .finish, by: handler) { $0.outcome = .granted }
        let carried = try await taken(intake)
        let stopped = try await taken(intake)
        let refused = try await intake.submit().code
        try await intake.move(refused, .refuse, by: reception) {
            $0.reason = "Sai thẩm quyền"
            $0.legalGround = "Điều 17"
        }
        intake.clock.set("2026-11-30T08:00:00+07:00")
        let onDay = carried
        try await intake.move(onDay, .finish, by: handler) { $0.outcome = .granted }
        let late = try await taken(intake)
        let withdrawn = try await intake.submit().code
        try await intake.move(withdrawn, .requestWithdrawal, by: TestIntake.citizen) {
            $0.reason = "Đổi ý"
        }
        try await intake.move(withdrawn, .confirmWithdrawal, by: reception)

        let november = try await statistics(intake)
        #expect(november.total.received == 4 && november.total.receivedOnline == 4)
        #expect(november.total.resolvedBeforeDue == 1 && november.total.resolvedOnDue == 1)
        #expect(november.total.returned == 1 && november.total.withdrawn == 1)
        #expect(november.total.inProgress == 2 && november.total.onTimePercent == 100)

        intake.clock.set("2026-12-10T08:00:00+07:00")
        try await intake.move(late, .finish, by: handler) { $0.outcome = .granted }
        try await intake.move(stopped, .stop, by: TestIntake.leader) {
            $0.reason = "Có tranh chấp"
            $0.legalGround = "Điều 19"
        }
        let december = try await statistics(intake)
        #expect(december.total.carriedOver == 2 && december.total.received == 0)
        #expect(december.total.resolvedAfterDue == 1 && december.total.stopped == 1)
        #expect(december.total.inProgress == 0 && december.total.onTimePercent == 0)
        let both = try await statistics(intake, ReadStatistics(from: "2026-11", to: "2026-12"))
        #expect(both.total.onTimePercent == 66.7)
        #expect(both.units.map(\.name) == ["Phường Hải Châu"])
        #expect(both.units[0].figures == both.total && both.procedures[0].figures == both.total)
        let elsewhere = try await statistics(
            intake, ReadStatistics(unit: TestCatalogue.otherWard, from: "2026-11"))
        #expect(elsewhere.total.received == 0 && elsewhere.units.isEmpty)
    }

    @Test(arguments: ["2026", "2026-13", "x", ""])
    func `what is no month is refused`(month: String) async throws {
        let intake = try await TestIntake()
        let no = try await refusal {
            try await statistics(intake, ReadStatistics(from: month))
        }
        #expect(no?.fields.map(\.path) == ["from", "to"])
    }

    @Test func `the workload of a unit counts what waits now`() async throws {
        let intake = try await TestIntake("2026-11-25T08:00:00+07:00", calendar: true)
        let handlerOf = ReadWorkloadHandler(
            store: intake.test.store, clock: intake.clock.clock)
        _ = try await intake.submit()
        let asked = try await taken(intake)
        try await intake.askForSupplement(asked, by: handler)
        let done = try await taken(intake)
        try await intake.move(done, .finish, by: handler) { $0.outcome = .granted }
        let load = try await handlerOf.answer(ReadWorkload(), for: reception)
        #expect(
            load
                == ReadWorkload.Reply(
                    registered: 1, inTime: 1, dueSoon: 1, overdue: 0, paused: 1, toReturn: 1))
        intake.clock.set("2026-11-27T08:00:00+07:00")
        #expect(try await handlerOf.answer(ReadWorkload(), for: reception).overdue == 1)
        let none = try await handlerOf.answer(ReadWorkload(), for: TestIntake.stranger)
        #expect(none.registered == 0)
    }

    @Test func `what is submitted now is promised with its reasons`() async throws {
        let intake = try await TestIntake("2026-11-23T15:30:00+07:00", calendar: true)
        let estimates = EstimateDueDatesHandler(
            store: intake.test.store, clock: intake.clock.clock)
        let online = try await estimates.answer(
            EstimateDueDates(code: TestCatalogue.birth), for: .anonymous())
        #expect(online.acceptance?.dueAt.rfc3339.prefix(16) == "2026-11-25T17:00")
        #expect(online.result.dueAt.rfc3339.prefix(16) == "2026-11-26T17:00")
        #expect(online.words.first?.contains("nhận sau 15:00") == true)
        let counter = try await estimates.answer(
            EstimateDueDates(code: TestCatalogue.birth, channel: .counter), for: .anonymous())
        #expect(counter.acceptance == nil)
        #expect(counter.result.dueAt.rfc3339.prefix(16) == "2026-11-25T17:00")
        let no = try await refusal {
            try await estimates.answer(
                EstimateDueDates(code: TestCatalogue.birth, caseKey: "x"), for: .anonymous())
        }
        #expect(no?.fields.map(\.path) == ["caseKey"])
    }
}
