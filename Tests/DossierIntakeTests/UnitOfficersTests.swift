import Contracts
import Lifecycle
import TestSupport
import Testing

@testable import DossierIntake

@Suite struct UnitOfficersTests {
    let handler = TestIntake.handler
    let deputy = TestIntake.officer("Phúc", .handling)

    /// A dossier that the handler has taken on.
    private func taken(_ intake: TestIntake) async throws -> DossierCode {
        let code = try await intake.submit().code
        try await intake.move(code, .accept, by: TestIntake.reception)
        _ = try await intake.assign(code, to: handler, by: handler)
        return code
    }

    private func mine(_ caller: Caller, _ intake: TestIntake) async throws -> Int {
        try await intake.queue(ListQueue(mine: true), as: caller).items.count
    }

    @Test func `who stands in does the work of the absent, and the history says for whom`()
        async throws
    {
        let intake = try await TestIntake()
        let code = try await taken(intake)
        let today = intake.clock.clock.now().localDate
        try await intake.hearOfAbsence(
            of: handler, deputy: deputy, from: "\(today)", until: "\(today)")
        #expect(try await mine(deputy, intake) == 1)
        #expect(try await mine(TestIntake.officer("Yến", .handling), intake) == 0)
        try await intake.move(code, .beginHandling, by: deputy)
        let step = try #require(try await intake.view(code, as: handler).history.last)
        #expect(step.actor == "Phúc (thay Minh)")
        // From the day after it is the handler's alone again.
        intake.clock.advance(by: .seconds(86_400))
        #expect(try await mine(deputy, intake) == 0)
        let no = try await refusal { try await intake.assign(code, to: deputy, by: deputy) }
        #expect(no?.code == "assigned-to-another")
    }

    @Test func `who stands in may take the dossier on`() async throws {
        let intake = try await TestIntake()
        let code = try await taken(intake)
        let today = intake.clock.clock.now().localDate
        try await intake.hearOfAbsence(
            of: handler, deputy: deputy, from: "\(today)", until: "\(today)")
        _ = try await intake.assign(code, to: deputy, by: deputy)
        #expect(try await intake.view(code, as: deputy).assignee?.name == "Phúc")
    }

    @Test
    func `an absence that was taken back gives nobody the work, in whatever order it is heard`()
        async throws
    {
        let intake = try await TestIntake()
        _ = try await taken(intake)
        let today = "\(intake.clock.clock.now().localDate)"
        try await intake.hearOfAbsence(
            of: handler, deputy: deputy, from: today, until: today, isCancelled: true, sequence: 3)
        try await intake.hearOfAbsence(
            of: handler, deputy: deputy, from: today, until: today, sequence: 2)
        #expect(try await mine(deputy, intake) == 0)
    }

    @Test func `the leader gives a dossier to officers of the unit whose account is open`()
        async throws
    {
        let intake = try await TestIntake()
        let code = try await taken(intake)
        let leader = TestIntake.leader
        func refused(_ officer: Caller) async throws -> Bool {
            let no = try await refusal {
                try await intake.assign(code, to: officer, by: leader)
            }
            return no?.fields.first?.path == "officer"
        }
        #expect(try await refused(deputy))
        try await intake.hear(of: TestIntake.stranger)
        #expect(try await refused(TestIntake.stranger))
        try await intake.hear(of: deputy, isActive: false)
        #expect(try await refused(deputy))
        try await intake.hear(of: deputy, sequence: 2)
        _ = try await intake.assign(code, to: deputy, by: leader)
        let dossier = try await intake.view(code, as: leader)
        #expect(dossier.assignee?.name == "Phúc")
        #expect(dossier.history.last?.reason == "Giao cho Phúc")
    }

    @Test(arguments: [true, false])
    func `who leaves the unit leaves the open dossiers to it`(isClosed: Bool) async throws {
        let intake = try await TestIntake()
        let code = try await taken(intake)
        try await intake.hear(of: handler)
        #expect(try await intake.view(code, as: handler).assignee != nil)
        try await intake.hear(
            of: handler, unit: isClosed ? nil : TestIntake.stranger.unit, isActive: !isClosed,
            sequence: 2)
        let dossier = try await intake.view(code, as: TestIntake.leader)
        #expect(dossier.assignee == nil)
        #expect(dossier.history.last?.reason?.contains("không còn làm việc") == true)
        try await intake.move(code, .beginHandling, by: deputy)
        // What was announced before and comes late changes nothing.
        _ = try await intake.assign(code, to: deputy, by: deputy)
        try await intake.hear(of: deputy, sequence: 5)
        try await intake.hear(of: deputy, isActive: false, sequence: 4)
        #expect(try await intake.view(code, as: deputy).assignee?.name == "Phúc")
    }
}
