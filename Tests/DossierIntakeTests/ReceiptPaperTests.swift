import Contracts
import Cryptography
import Foundation
import Lifecycle
import Store
import TestSupport
import Testing

@testable import DossierIntake

@Suite(.serialized) struct ReceiptPaperTests {
    private static let key = TestIntake.receiptKey
    private static let portal = TestIntake.portal

    /// What the receipt says, without what is put in as it is printed.
    private func paper(
        _ intake: TestIntake, _ code: DossierCode, as caller: Caller = TestIntake.citizen
    ) async throws -> Paper {
        let caller = try DossierCaller(caller)
        let desk = intake.papers
        return try await intake.test.store.read { snapshot in
            let kept = try KeptDossier.find(code, for: caller, in: snapshot)
            let issued = try IssuedPapers(seal: desk.seal).receipt(of: kept.id, in: snapshot)
            return desk.forReader(try issued ?? desk.receipt(of: kept, in: snapshot))
        }
    }

    private func submitted(_ intake: TestIntake) async throws -> Receipt {
        for number in 1...3 { intake.shelf.put("scan-\(number)") }
        var command = TestCatalogue.submission
        command.components = [
            TestCatalogue.component("statement", ["scan-1", "scan-2", "scan-3"])
        ]
        return try await intake.submission.handle(
            command, intake.sent(command, by: TestIntake.citizen, key: nil))
    }

    private func check(_ intake: TestIntake, _ text: String) async throws -> CheckReceipt.Reply {
        try await CheckReceiptHandler(
            store: intake.test.store, keys: intake.papers.keys, clock: intake.clock.clock
        ).answer(CheckReceipt(text: text), for: .anonymous(address: UUID().uuidString))
    }

    @Test func `says what was submitted, and its codes lead to the portal`() async throws {
        let intake = try await TestIntake()
        let receipt = try await submitted(intake)
        let paper = try await paper(intake, receipt.code)
        let printed = try await PrintedPaper(paper, as: "receipt-submitted")
        let text = try printed.text()
        #expect(text.contains("GIẤY BIÊN NHẬN HỒ SƠ NỘP TRỰC TUYẾN"))
        #expect(text.contains(receipt.code.rawValue) && text.contains("Nguyễn Văn An"))
        #expect(text.contains(intake.digits.of(receipt.code)))
        #expect(
            try printed.codes(onPage: 1).contains("\(Self.portal)/tra-cuu#\(receipt.code)"))
        let link = try #require(
            try printed.codes(onPage: printed.print.pageCount).first {
                $0.contains("kiem-tra-bien-nhan")
            })
        let signed = try ReceiptReader.verify(link, with: Self.key.verifying)
        #expect(signed.code == receipt.code.rawValue && signed.stepCount == 1)
        #expect(signed.components.map(\.key) == ["statement"])
        #expect(signed.components[0].hashes.count == 3)
    }

    @Test func `of a received dossier has number, due date and the officer's name`()
        async throws
    {
        let intake = try await TestIntake("2026-11-25T09:00:00+07:00", calendar: true)
        let receipt = try await submitted(intake)
        try await intake.move(receipt.code, .accept, by: TestIntake.reception)
        let printed = try await PrintedPaper(
            try await paper(intake, receipt.code, as: TestIntake.reception), as: "receipt-real")
        let text = try printed.text()
        #expect(text.contains("GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ"))
        #expect(text.contains("Số: 1/TNHS") && text.contains("số thứ tự 1, năm 2026"))
        #expect(text.contains("09 giờ 00 phút, ngày 26 tháng 11 năm 2026"))
        #expect(text.contains("Hoa"))
    }

    @Test func `is read from a print with as many documents as a dossier takes`() async throws {
        let signed = try SignedReceipt(
            code: PaperFixture.code.rawValue, time: PaperFixture.at, stepCount: 120,
            historyHead: SHA256.hash([1]),
            components: (1...20).map { index in
                .init(key: "component-number-\(index)", hashes: [SHA256.hash([UInt8(index)])])
            }
        ).signed(by: Self.key)
        let link = "\(Self.portal)/kiem-tra-bien-nhan#\(signed)"
        let receipt = PaperFixture.receipt(components: 20, signed: link)
        let printed = try await PrintedPaper(
            PaperFixture.paper(.receipt(receipt)), as: "receipt-signed")
        #expect(try printed.codes(onPage: printed.print.pageCount).contains(link))
    }

    @Test func `is nobody else's to see`() async throws {
        let intake = try await TestIntake()
        let receipt = try await submitted(intake)
        for caller in [.citizen(TestIntake.binh), TestIntake.stranger, Caller.anonymous()] {
            let no = try await refusal { try await paper(intake, receipt.code, as: caller) }
            #expect(no?.kind == .notFound || no?.kind == .unauthenticated)
        }
        let file = try await ReadReceiptPaperHandler(
            store: intake.test.store, desk: intake.papers, press: PaperPress()
        ).answer(ReadReceiptPaper(code: receipt.code), for: TestIntake.citizen)
        #expect(file.contentType == "application/pdf")
        let bytes = Foundation.Data(base64Encoded: file.base64) ?? Foundation.Data()
        #expect(bytes.starts(with: Array("%PDF-".utf8)))
        #expect(file.fileName == "giay-tiep-nhan-\(receipt.code).pdf")
    }

    @Test func `still fits after amendments and moves, and names what was changed in the store`()
        async throws
    {
        let intake = try await TestIntake("2026-11-25T09:00:00+07:00", calendar: true)
        let receipt = try await submitted(intake)
        guard case .receipt(let printed) = try await paper(intake, receipt.code).content,
            let text = printed.signed
        else { return #expect(Bool(false), "no receipt") }
        try await intake.move(receipt.code, .accept, by: TestIntake.reception)
        let found = try await check(intake, text)
        #expect(found.isGenuine && found.faults == [] && found.documentCount == 3)
        #expect(found.code == receipt.code)

        _ = try await intake.test.store.write { transaction in
            try transaction.execute(
                "UPDATE dossier_steps SET actor = 'x' WHERE action = 'submitted'")
        }
        let changed = try await check(intake, text)
        #expect(changed.faults.first?.contains("Bước thứ 1") == true)
        let forged = try await check(intake, text.replacing("261125-0001", with: "261125-0002"))
        #expect(!forged.isGenuine && forged.code == nil && forged.faults.count == 1)
    }

    @Test func `names the document that is another than the one handed in`() async throws {
        let intake = try await TestIntake()
        let receipt = try await submitted(intake)
        guard case .receipt(let printed) = try await paper(intake, receipt.code).content,
            let text = printed.signed
        else { return #expect(Bool(false), "no receipt") }
        _ = try await intake.test.store.write { transaction in
            let row = try transaction.first("SELECT components FROM dossier_versions")
            let bytes: [UInt8] = try row?["components"] ?? []
            var components = try StrictJSON.decode([AttachedComponent].self, trusted: bytes)
            components[0].documents[1].sha256 = String(repeating: "a", count: 64)
            let changed = try StrictJSON.encode(components)
            try transaction.execute("UPDATE dossier_versions SET components = \(changed)")
        }
        let found = try await check(intake, text)
        #expect(found.faults == ["Tệp thứ 2 của thành phần “statement” không khớp."])
    }
}
