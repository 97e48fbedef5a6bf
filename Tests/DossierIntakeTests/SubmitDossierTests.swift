import Contracts
import Foundation
import Lifecycle
import Store
import TestSupport
import Testing

@testable import DossierIntake

@Suite struct SubmitDossierTests {
    @Test func `a citizen saves a draft, submits, follows, amends and reads the dossier`()
        async throws
    {
        let intake = try await TestIntake()
        intake.shelf.put("scan-1")
        intake.shelf.put("scan-2")
        _ = try await intake.saveDraft(
            SaveDraft(
                procedure: TestCatalogue.birth, version: nil, caseKey: "usual", unit: nil,
                answers: ["childName": .text("Ng")], components: []))

        let receipt = try await intake.submit(TestCatalogue.submission(papers: "scan-1"))
        #expect(receipt.code.rawValue == "000.00.19.H17-261123-0001")
        #expect(receipt.secretDigits?.utf8.count == 6)
        #expect(receipt.statusTitle == "Mới đăng ký")
        #expect(receipt.procedureName == "Đăng ký khai sinh")
        #expect(receipt.unitName == "Phường Hải Châu")
        #expect(receipt.version == 1)
        #expect(
            try await refusal { try await intake.readDraft(TestCatalogue.birth) }?.code
                == "draft-not-found")

        intake.clock.advance(by: .seconds(3_600))
        let dossier = try await intake.read(DossierCode(rawValue: "ooo oo 19 h17 261123 0001"))
        #expect(dossier.code == receipt.code)
        #expect(dossier.answers == TestCatalogue.answers)
        #expect(dossier.components.map(\.name) == ["Giấy chứng sinh"])
        #expect(dossier.canAmend)
        let amended = try await intake.amend(
            AmendDossier(
                code: receipt.code, version: dossier.version, caseKey: "usual",
                answers: TestCatalogue.answers.merging(["note": .text("sửa")]) { $1 },
                components: [TestCatalogue.component("certificate", ["scan-2"])]))
        #expect(amended.code == receipt.code)
        #expect(amended.version == 2)
        #expect(amended.answers["note"] == .text("sửa"))
        #expect(amended.components[0].documents.map(\.id.rawValue) == ["scan-2"])
        #expect(amended.history.map(\.version) == [1, 2])
        #expect(amended.changedAt == amended.submittedAt + .seconds(3_600))

        let again = try await intake.read(receipt.code)
        #expect(again.answers == amended.answers)
        #expect(again.components == amended.components)
        #expect(again.history == amended.history)
        #expect(
            try await intake.test.outbox().map(\.type) == [
                "dossier-intake.dossier-submitted", "dossier-intake.dossier-amended",
            ])
        #expect(try await intake.count("dossier_versions") == 2)
        #expect(try await intake.test.store.verifyAudit().firstBad == nil)
    }

    @Test func `announces what the others must know`() async throws {
        let intake = try await TestIntake()
        intake.shelf.put("scan-1")
        let receipt = try await intake.submit(TestCatalogue.submission(papers: "scan-1"))
        let json = try #require(try await intake.test.outbox().first?.json)
        let event = try StrictJSON.decode(DossierSubmitted.self, trusted: Array(json.utf8))
        #expect(event.code == receipt.code)
        #expect(event.citizen == TestIntake.an)
        #expect(event.unit == TestCatalogue.ward)
        #expect(event.documents.map(\.rawValue) == ["scan-1"])
        #expect(event.sequence == 1)
        #expect(event.submittedAt == receipt.submittedAt)
    }

    @Test func `asks document storage only when there are documents`() async throws {
        let intake = try await TestIntake()
        _ = try await intake.submit()
        #expect(intake.shelf.looks == [])
    }

    @Test func `tells everything that is wrong at once and keeps nothing`() async throws {
        let intake = try await TestIntake()
        intake.shelf.put("scan-of-another", of: TestIntake.binh)
        var command = TestCatalogue.submission(papers: "scan-of-another")
        command.caseKey = "adoption"
        command.unit = TestCatalogue.closedWard
        command.answers["childName"] = nil
        command.components.append(TestCatalogue.component("photo", []))
        command.components.append(TestCatalogue.component("proxy", ["scan-of-another"]))
        let wrong = command
        let no = try await refusal { try await intake.submit(wrong) }
        #expect(no?.kind == .invalid)
        #expect(
            no?.fields.map(\.path) == [
                "unit", "caseKey", "answers.childName", "components[0].documents",
                "components[1].key", "components[2].documents",
            ])
        #expect(try await intake.count("dossiers") == 0)
        #expect(try await intake.count("dossier_counters") == 0)
        #expect(try await intake.test.outbox().isEmpty)
    }

    @Test(arguments: [TestCatalogue.police, TestCatalogue.closedWard, UnitCode(rawValue: "49.1")])
    func `refuses a unit that does not handle the procedure`(unit: UnitCode) async throws {
        let intake = try await TestIntake()
        var command = TestCatalogue.submission
        command.unit = unit
        let wrong = command
        #expect(
            try await refusal { try await intake.submit(wrong) }?.fields.map(\.path) == ["unit"])
    }

    @Test func `refuses a procedure that is not in the catalogue today`() async throws {
        let intake = try await TestIntake("2025-06-30T08:00:00+07:00")
        let no = try await refusal { try await intake.submit() }
        #expect(no?.fields.map(\.path) == ["procedure"])
    }

    @Test func `takes the procedure's code with its agency suffix`() async throws {
        let intake = try await TestIntake()
        var command = TestCatalogue.submission
        command.procedure = ProcedureCode(rawValue: "1.001193.000.00.00.H17")
        let receipt = try await intake.submit(command)
        #expect(try await intake.read(receipt.code).procedure == TestCatalogue.birth)
    }

    @Test(arguments: [
        Caller.anonymous(), Caller(role: .officer, id: "o"), Caller(role: .activating, id: "c"),
    ])
    func `refuses whoever is not a citizen who is signed in`(caller: Caller) async throws {
        let intake = try await TestIntake()
        let delivery = intake.test.delivery(of: SubmitDossier.self, from: caller)
        let no = try await refusal {
            try await intake.submission.handle(TestCatalogue.submission, delivery)
        }
        #expect(no == (caller.role == .officer ? .notFound : .signInNeeded))
    }

    @Test func `refuses answers over 64 KiB`() async throws {
        let intake = try await TestIntake()
        var command = TestCatalogue.submission
        command.answers["note"] = .text(String(repeating: "a", count: 70_000))
        let wrong = command
        #expect(try await refusal { try await intake.submit(wrong) }?.kind == .tooLarge)
    }

    @Test func `keeps answers and digits out of the store's file`() async throws {
        let intake = try await TestIntake()
        let receipt = try await intake.submit()
        _ = try await intake.saveDraft(
            SaveDraft(
                procedure: TestCatalogue.birth, version: nil, caseKey: nil, unit: nil,
                answers: TestCatalogue.answers, components: []))
        _ = try await intake.amend(
            AmendDossier(
                code: receipt.code, version: 1, caseKey: "witness",
                answers: TestCatalogue.submission.answers, components: []))
        let digits = try #require(receipt.secretDigits)
        try await intake.test.store.checkpoint()
        let bytes = try Array(
            Foundation.Data(
                contentsOf: URL(fileURLWithPath: intake.test.folder.path + "/store.db")))
        #expect(bytes.count > 10_000)
        #expect(bytes.firstRange(of: Array("Phường Hải Châu".utf8)) != nil)
        for secret in ["Ánh Ngọc", "Trần Văn", "\"\(digits)\""] {
            #expect(bytes.firstRange(of: Array(secret.utf8)) == nil)
        }
    }

    @Test func `shows a dossier to its citizen alone`() async throws {
        let intake = try await TestIntake()
        let receipt = try await intake.submit()
        let mine = try await refusal { try await intake.read(receipt.code, by: TestIntake.binh) }
        let unknown = try await refusal {
            try await intake.read(DossierCode(rawValue: "no-such-code"), by: TestIntake.binh)
        }
        #expect(mine?.kind == .notFound)
        #expect(mine == unknown)
        let amendment = AmendDossier(
            code: receipt.code, version: 1, caseKey: "witness",
            answers: TestCatalogue.submission.answers, components: [])
        #expect(
            try await refusal { try await intake.amend(amendment, by: TestIntake.binh) } == unknown)
    }

    @Test func `lists the citizen's dossiers newest first, page by page`() async throws {
        let intake = try await TestIntake()
        var codes: [DossierCode] = []
        for number in 0..<5 {
            // Two at the same moment, then a later one.
            if number != 1 { intake.clock.advance(by: .seconds(1)) }
            codes.append(try await intake.submit().code)
            _ = try await intake.submit(by: TestIntake.binh)
        }
        let list = ListDossiersHandler(store: intake.test.store)
        var seen: [DossierSummary] = []
        var after: String?
        repeat {
            let page = try await list.answer(
                ListDossiers(after: after, limit: 2), for: .citizen(TestIntake.an))
            #expect(page.items.count <= 2)
            seen += page.items
            after = page.next
        } while after != nil
        #expect(Set(seen.map(\.code)) == Set(codes))
        #expect(seen.map(\.submittedAt) == seen.map(\.submittedAt).sorted(by: >))
        #expect(seen.count == 5)
        #expect(
            try await refusal {
                try await list.answer(ListDossiers(after: "x"), for: .citizen(TestIntake.an))
            }?.kind == .invalid)
    }
}
