import Contracts
import Lifecycle
import Store
import TestSupport
import Testing

@testable import DossierIntake

@Suite struct AmendDossierTests {
    private func amendment(
        of code: DossierCode, version: Int64 = 1, _ components: [GivenComponent] = []
    ) -> AmendDossier {
        AmendDossier(
            code: code, version: version, caseKey: "witness",
            answers: TestCatalogue.submission.answers, components: components)
    }

    @Test(
        arguments: DossierStatus.allCases.filter {
            ![.registered, .supplementRequired].contains($0)
        })
    func `is refused once the dossier is received, with what to do instead`(
        status: DossierStatus
    ) async throws {
        let intake = try await TestIntake()
        let receipt = try await intake.submit()
        try await intake.set(status)
        let no = try await refusal { try await intake.amend(amendment(of: receipt.code)) }
        #expect(no?.kind == .conflict)
        #expect(no?.detail.contains(status.title) == true)
        #expect(no?.detail.contains("lòng") == true)
        let dossier = try await intake.read(receipt.code)
        #expect(!dossier.canAmend)
        #expect(dossier.version == 1)
    }

    @Test func `is held to the rules and keeps nothing when one is broken`() async throws {
        let intake = try await TestIntake()
        let receipt = try await intake.submit()
        var command = amendment(of: receipt.code)
        command.caseKey = "usual"
        let wrong = command
        let no = try await refusal { try await intake.amend(wrong) }
        #expect(no?.fields.map(\.path) == ["answers.witness", "components.certificate"])
        #expect(try await intake.read(receipt.code).version == 1)
        #expect(try await intake.test.outbox().count == 1)
    }

    @Test(arguments: [0, 2, -1])
    func `needs the version the citizen has read`(version: Int64) async throws {
        let intake = try await TestIntake()
        let receipt = try await intake.submit()
        let no = try await refusal {
            try await intake.amend(amendment(of: receipt.code, version: version))
        }
        #expect(no?.code == Refusal.changedMeanwhile.code)
        #expect(no?.detail.contains("Nộp hồ sơ trực tuyến") == true)
    }

    @Test func `keeps an attached paper that was taken out of the personal ones`() async throws {
        let intake = try await TestIntake()
        intake.shelf.put("scan-1")
        var command = TestCatalogue.submission
        command.components = [TestCatalogue.component("statement", ["scan-1"])]
        let receipt = try await intake.submit(command)
        intake.shelf.clear()
        let kept = try await intake.amend(amendment(of: receipt.code, command.components))
        #expect(kept.components.flatMap(\.documents).map(\.fileName) == ["scan-1.pdf"])
        let new = amendment(
            of: receipt.code, version: 2, [TestCatalogue.component("statement", ["scan-2"])])
        let no = try await refusal { try await intake.amend(new) }
        #expect(no?.fields.map(\.path) == ["components[0].documents"])
    }

    @Test func `goes by the version of the procedure it was submitted under`() async throws {
        let intake = try await TestIntake()
        let receipt = try await intake.submit()
        let delivery = intake.test.delivery(
            of: ImportCatalogue.self, from: Caller(role: .operator))
        let files = TestCatalogue.files.map { file in
            ImportCatalogue.File(
                name: file.name,
                text: file.text.replacing("\"key\": \"note\"", with: "\"key\": \"remarks\"")
                    .replacing("Đăng ký khai sinh", with: "Khai sinh"))
        }
        _ = try await ImportCatalogueHandler().handle(ImportCatalogue(files: files), delivery)
        var command = amendment(of: receipt.code)
        command.answers["note"] = .text("cũ")
        let amended = try await intake.amend(command)
        #expect(amended.procedureName == "Đăng ký khai sinh")
        var fresh = TestCatalogue.submission
        fresh.answers["note"] = .text("cũ")
        let sent = fresh
        #expect(
            try await refusal { try await intake.submit(sent) }?.fields.map(\.path) == [
                "answers.note"
            ])
    }
}
