import Contracts
import Lifecycle
import Store
import TestSupport
import Testing

@testable import DossierIntake

@Suite struct DeployedCatalogueTests {
    @Test func `every case of every procedure can be submitted, and not without what it needs`()
        async throws
    {
        let intake = try await TestIntake(files: CatalogueFixture.deployed)
        let (procedures, units) = try await catalogue(of: intake)
        #expect(procedures.count >= 10)
        var codes: Set<DossierCode> = []
        var cases = 0
        for procedure in procedures {
            let unit = try #require(units.first { procedure.unitKinds.contains($0.kind) })
            for one in procedure.cases {
                cases += 1
                let command = filled(procedure, one.key, unit.code, intake.shelf)
                codes.insert(try await intake.submit(command).code)
                var empty = command
                empty.answers = [:]
                empty.components = []
                let sent = empty
                let no = try await refusal { try await intake.submit(sent) }
                let needed = procedure.form.filter { $0.isRequired && $0.asked(in: one.key) }
                #expect((no?.fields.count ?? 0) >= needed.count)
                #expect(!needed.isEmpty)
            }
        }
        #expect(codes.count == cases)
    }

    private func catalogue(
        of intake: TestIntake
    ) async throws -> ([Procedure], [AdministrativeUnit]) {
        let (store, clock) = (intake.test.store, intake.clock.clock)
        let found = try await SearchProceduresHandler(store: store, clock: clock)
            .answer(SearchProcedures(limit: 100), for: .anonymous()).items
        let reader = ReadProcedureHandler(store: store, clock: clock)
        var procedures: [Procedure] = []
        for summary in found {
            procedures.append(
                try await reader.answer(ReadProcedure(code: summary.code), for: .anonymous()))
        }
        let units = try await ListUnitsHandler(store: store, clock: clock)
            .answer(ListUnits(limit: 200), for: .anonymous()).items
        return (procedures, units)
    }

    private func filled(
        _ procedure: Procedure, _ caseKey: String, _ unit: UnitCode, _ shelf: PaperShelf
    ) -> SubmitDossier {
        let asked = procedure.form.filter { $0.asked(in: caseKey) }
        let needed = procedure.components.filter { component in
            component.isRequired && [.submit, .conditional].contains(component.kind)
                && component.cases?.contains(caseKey) ?? true
        }
        let components = needed.map { component in
            let paper = "\(procedure.code)-\(caseKey)-\(component.key)"
            shelf.put(paper)
            return TestCatalogue.component(component.key, [paper])
        }
        return SubmitDossier(
            procedure: procedure.code, caseKey: caseKey, unit: unit,
            answers: Dictionary(uniqueKeysWithValues: asked.map { ($0.key, $0.sample) }),
            components: components)
    }
}

extension Procedure.FormField {
    fileprivate func asked(in caseKey: String) -> Bool { cases?.contains(caseKey) ?? true }

    /// An answer that is right.
    fileprivate var sample: JSONValue {
        switch type {
        case .text, .longText: .text(String("Nguyễn Văn An".prefix(maxLength ?? 20)))
        case .date: .text("2026-11-01")
        case .integer: .number(Double(minimum ?? maximum ?? 1))
        case .choice: .text(choices?.first?.key ?? "")
        case .yesNo: .boolean(true)
        case .identityNumber: .text("048190001234")
        case .phone: .text("0905123456")
        case .email: .text("an@example.vn")
        case .unit: .text("48")
        }
    }
}
