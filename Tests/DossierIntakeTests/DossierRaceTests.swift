import Contracts
import Lifecycle
import Store
import TestSupport
import Testing

@testable import DossierIntake

@Suite struct DossierRaceTests {
    @Test func `a thousand submissions at once get a thousand codes without a gap`() async throws {
        let intake = try await TestIntake()
        let codes = try await withThrowingTaskGroup { group in
            for number in 0..<1_000 {
                group.addTask {
                    // Every tenth is refused and must leave no gap.
                    var command = TestCatalogue.submission
                    if number % 10 == 0 { command.answers["childName"] = nil }
                    let sent = command
                    let citizen = CitizenID(rawValue: "citizen-\(number)")
                    return number % 10 == 0
                        ? try await refusal { try await intake.submit(sent, by: citizen) }
                            .map { _ in "refused" }
                        : try await intake.submit(sent, by: citizen).code.rawValue
                }
            }
            for _ in 0..<100 { group.addTask { try await intake.submit().code.rawValue } }
            return try await group.reduce(into: [String]()) { $0.append($1 ?? "none") }
        }
        #expect(codes.count { $0 == "refused" } == 100)
        let expected = (1...1_000).map { number in
            "000.00.19.H17-261123-" + String(String(10_000 + number).dropFirst())
        }
        #expect(codes.filter { $0 != "refused" }.sorted() == expected)
        #expect(try await intake.count("dossiers") == 1_000)
        #expect(try await intake.test.outbox().count == 1_000)
    }

    @Test func `five parallel submissions with one key are one dossier and five equal receipts`()
        async throws
    {
        let intake = try await TestIntake()
        intake.shelf.put("scan-1")
        for command in [TestCatalogue.submission, TestCatalogue.submission(papers: "scan-1")] {
            let before = try await intake.count("dossiers")
            let key = "key-\(before)"
            let receipts = try await withThrowingTaskGroup { group in
                for _ in 0..<5 { group.addTask { try await intake.submit(command, key: key) } }
                return try await group.reduce(into: [Receipt]()) { $0.append($1) }
            }
            #expect(receipts.count == 5)
            #expect(receipts.allSatisfy { $0 == receipts[0] && $0.secretDigits != nil })
            #expect(try await intake.count("dossiers") == before + 1)
            #expect(try await intake.test.outbox().count == before + 1)
        }
        #expect(
            try await refusal {
                try await intake.submit(TestCatalogue.submission(papers: "scan-1"), key: "key-0")
            } == .keyUsedOtherwise)
        _ = try await intake.submit(by: TestIntake.binh, key: "key-0")
        #expect(try await intake.count("dossiers") == 3)
    }

    @Test func `a repeat gets the same receipt when its paper was taken away meanwhile`()
        async throws
    {
        let intake = try await TestIntake()
        intake.shelf.put("scan-1")
        let command = TestCatalogue.submission(papers: "scan-1")
        let first = try await intake.submit(command, id: "m-1")
        intake.shelf.clear()
        intake.clock.advance(by: .seconds(86_400))
        #expect(try await intake.submit(command, id: "m-1") == first)
        #expect(try await intake.count("dossiers") == 1)
    }

    @Test func `numbers start again at midnight in Đà Nẵng`() async throws {
        let intake = try await TestIntake("2026-12-31T23:59:59.999+07:00")
        let other = SubmitDossier(
            procedure: TestCatalogue.birth, caseKey: "witness", unit: TestCatalogue.otherWard,
            answers: TestCatalogue.submission.answers, components: [])
        var codes = [try await intake.submit(), try await intake.submit()].map(\.code.rawValue)
        intake.clock.advance(by: .milliseconds(1))
        codes += [try await intake.submit(), try await intake.submit(other)].map(\.code.rawValue)
        #expect(
            codes == [
                "000.00.19.H17-261231-0001", "000.00.19.H17-261231-0002",
                "000.00.19.H17-270101-0001", "000.00.20.H17-270101-0001",
            ])
    }

    @Test func `of two amendments of the same version one wins`() async throws {
        let intake = try await TestIntake()
        let receipt = try await intake.submit()
        let outcomes = try await withThrowingTaskGroup { group in
            for number in 0..<8 {
                group.addTask {
                    let answers = TestCatalogue.submission.answers
                        .merging(["note": .text("lần \(number)")]) { $1 }
                    let command = AmendDossier(
                        code: receipt.code, version: 1, caseKey: "witness", answers: answers,
                        components: [])
                    return try await refusal { try await intake.amend(command) }
                }
            }
            return try await group.reduce(into: [Refusal?]()) { $0.append($1) }
        }
        #expect(outcomes.count { $0 == nil } == 1)
        #expect(outcomes.count { $0?.code == Refusal.changedMeanwhile.code } == 7)
        let dossier = try await intake.read(receipt.code)
        #expect(dossier.version == 2)
        #expect(dossier.history.count == 2)
        #expect(try await intake.test.outbox().count == 2)
    }

    @Test func `a repeated amendment gets the same dossier, answers included`() async throws {
        let intake = try await TestIntake()
        intake.shelf.put("scan-1")
        let receipt = try await intake.submit()
        for components in [[], [TestCatalogue.component("statement", ["scan-1"])]] {
            let version = try await intake.read(receipt.code).version
            let command = AmendDossier(
                code: receipt.code, version: version, caseKey: "witness",
                answers: TestCatalogue.submission.answers, components: components)
            let all = try await withThrowingTaskGroup { group in
                for _ in 0..<5 {
                    group.addTask { try await intake.amend(command, key: "amend-\(version)") }
                }
                return try await group.reduce(into: [Dossier]()) { $0.append($1) }
            }
            #expect(all.allSatisfy { $0.version == version + 1 })
            #expect(all.allSatisfy { $0.answers == command.answers })
            #expect(all.allSatisfy { $0.components == all[0].components })
        }
        #expect(try await intake.count("dossier_versions") == 3)
    }
}
