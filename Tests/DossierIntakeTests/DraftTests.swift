import Contracts
import Lifecycle
import Store
import TestSupport
import Testing

@testable import DossierIntake

@Suite struct DraftTests {
    private func draft(
        version: Int64? = nil, _ answers: [String: JSONValue] = ["childName": .text("Ng")],
        procedure: ProcedureCode = TestCatalogue.birth
    ) -> SaveDraft {
        SaveDraft(
            procedure: procedure, version: version, caseKey: nil, unit: nil, answers: answers,
            components: [TestCatalogue.component("certificate", ["scan-1"])])
    }

    @Test func `keeps what is filled in, complete or not, and shows it again`() async throws {
        let intake = try await TestIntake()
        let saved = try await intake.saveDraft(draft())
        #expect(saved.version == 1)
        #expect(saved.procedureName == "Đăng ký khai sinh")
        let read = try await intake.readDraft(ProcedureCode(rawValue: "1.001193.000.00.00.H17"))
        #expect(read.answers == ["childName": .text("Ng")])
        #expect(read.components == saved.components)
        #expect(read.savedAt == saved.savedAt)
        let next = try await intake.saveDraft(draft(version: 1, ["copies": .number(3)]))
        #expect(next.version == 2)
        #expect(try await intake.readDraft(TestCatalogue.birth).answers == ["copies": .number(3)])
    }

    @Test func `overwrites only the version the citizen has read`() async throws {
        let intake = try await TestIntake()
        #expect(
            try await refusal { try await intake.saveDraft(draft(version: 1)) }
                == .changedMeanwhile)
        _ = try await intake.saveDraft(draft())
        for version in [nil, 0, 2] as [Int64?] {
            #expect(
                try await refusal {
                    try await intake.saveDraft(draft(version: version, ["copies": .number(1)]))
                } == .changedMeanwhile)
        }
        #expect(
            try await intake.readDraft(TestCatalogue.birth).answers == ["childName": .text("Ng")])
    }

    @Test func `a repeated save has one effect and the same reply`() async throws {
        let intake = try await TestIntake()
        let first = try await intake.saveDraft(draft(), key: "k")
        let again = try await intake.saveDraft(draft(), key: "k")
        #expect(again.version == first.version)
        #expect(again.answers == first.answers)
        #expect(try await intake.count("drafts") == 1)
    }

    @Test func `is bounded`() async throws {
        let intake = try await TestIntake()
        let many = Dictionary(
            uniqueKeysWithValues: (0...SaveDraftHandler.answerLimit).map {
                ("k\($0)", JSONValue.null)
            })
        var components = draft()
        components.components = [
            TestCatalogue.component("certificate", (0..<21).map { "scan-\($0)" })
        ]
        var names = draft()
        names.components = [
            TestCatalogue.component("certificate", [String(repeating: "x", count: 70_000)])
        ]
        let commands: [(SaveDraft, Refusal.Kind)] = [
            (draft(many), .invalid), (draft([String(repeating: "k", count: 101): .null]), .invalid),
            (draft(["a": .text(String(repeating: "a", count: 66_000))]), .tooLarge),
            (components, .invalid), (names, .tooLarge),
            (draft(procedure: ProcedureCode(rawValue: "9.999999")), .invalid),
        ]
        for (command, kind) in commands {
            #expect(try await refusal { try await intake.saveDraft(command) }?.kind == kind)
        }
        #expect(try await intake.count("drafts") == 0)
    }

    @Test func `is the citizen's alone`() async throws {
        let intake = try await TestIntake()
        _ = try await intake.saveDraft(draft())
        #expect(
            try await refusal {
                try await intake.readDraft(TestCatalogue.birth, by: TestIntake.binh)
            }?
            .kind == .notFound)
        let command = DiscardDraft(procedure: TestCatalogue.birth)
        for citizen in [TestIntake.binh, TestIntake.an, TestIntake.an] {
            _ = try await DiscardDraftHandler().handle(
                command, intake.delivery(command, by: citizen))
            #expect(try await intake.count("drafts") == (citizen == TestIntake.an ? 0 : 1))
        }
    }

    @Test func `lists last saved first, page by page`() async throws {
        let intake = try await TestIntake()
        _ = try await intake.saveDraft(draft())
        intake.clock.advance(by: .seconds(1))
        _ = try await intake.saveDraft(draft(procedure: ProcedureCode(rawValue: "1.000656")))
        let list = ListDraftsHandler(store: intake.test.store, seal: intake.seal)
        let first = try await list.answer(ListDrafts(limit: 1), for: .citizen(TestIntake.an))
        let second = try await list.answer(
            ListDrafts(after: first.next, limit: 1), for: .citizen(TestIntake.an))
        #expect((first.items + second.items).map(\.procedure.rawValue) == ["1.000656", "1.001193"])
        #expect(second.items.first?.answers == ["childName": .text("Ng")])
        #expect(second.next == nil)
    }
}
