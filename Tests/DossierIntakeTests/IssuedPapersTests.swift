import Contracts
import Cryptography
import Foundation
import Lifecycle
import Store
import TestSupport
import Testing

@testable import DossierIntake

@Suite(.serialized) struct IssuedPapersTests {
    let reception = TestIntake.reception
    let handler = TestIntake.handler
    let leader = TestIntake.leader
    let press = PaperPress()

    private func intake() async throws -> TestIntake {
        try await TestIntake("2026-11-25T09:00:00+07:00", calendar: true)
    }

    private func submitted(_ intake: TestIntake) async throws -> DossierCode {
        try await intake.submitAs(TestIntake.citizen).code
    }

    private func list(
        _ intake: TestIntake, _ code: DossierCode, as caller: Caller = TestIntake.citizen
    ) async throws -> [IssuedPaper] {
        try await ListDossierPapersHandler(
            store: intake.test.store, papers: IssuedPapers(seal: intake.seal)
        ).answer(ListDossierPapers(code: code), for: caller).items
    }

    private func file(
        _ intake: TestIntake, _ code: DossierCode, _ number: Int,
        as caller: Caller = TestIntake.citizen
    ) async throws -> PaperFile {
        try await ReadDossierPaperHandler(
            store: intake.test.store, desk: intake.papers, press: press
        ).answer(ReadDossierPaper(code: code, number: number), for: caller)
    }

    private func receipt(_ intake: TestIntake, _ code: DossierCode) async throws -> PaperFile {
        try await ReadReceiptPaperHandler(
            store: intake.test.store, desk: intake.papers, press: press
        ).answer(ReadReceiptPaper(code: code), for: TestIntake.citizen)
    }

    @Test func `asking for a supplement issues the slip with all that was asked`() async throws {
        let intake = try await intake()
        let code = try await submitted(intake)
        let moved = try await intake.askForSupplement(code, by: reception)
        #expect(moved.paper == 1)
        let papers = try await list(intake, code)
        #expect(papers.map(\.kind) == ["supplement"])
        #expect(papers[0].title == "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ")
        let text = try PrintedPaper(try await file(intake, code, 1)).text()
        for words in [
            code.rawValue, "Nguyễn Văn An", "Quét lại cho rõ", "Bản quét bị mờ", "Hoa",
            "Điều 16 Luật Hộ tịch", "đến hết ngày 10 tháng 12 năm 2026", "Số: 1/HDHS",
        ] { #expect(text.contains(words), "\(words)") }
    }

    @Test func `a refusal, an apology and a stop each issue their paper`() async throws {
        let intake = try await intake()
        let refused = try await submitted(intake)
        try await intake.move(refused, .refuse, by: reception) {
            $0.reason = "Không thuộc thẩm quyền"
            $0.legalGround = "Điều 13 Luật Hộ tịch"
        }
        #expect(
            try PrintedPaper(try await file(intake, refused, 1)).text()
                .contains("Không thuộc thẩm quyền"))
        let stopped = try await submitted(intake)
        try await intake.move(stopped, .accept, by: reception)
        try await intake.move(stopped, .stop, by: leader) {
            $0.reason = "Người nộp đã mất"
            $0.legalGround = "Điều 20"
        }
        #expect(try await list(intake, stopped).map(\.kind) == ["receipt", "stop"])
        let notice = try PrintedPaper(try await file(intake, stopped, 2)).text()
        #expect(notice.contains("Người nộp đã mất") && notice.contains("Tâm"))
    }

    @Test func `an apology names the old day and the new one, and waits for a signature`()
        async throws
    {
        let intake = try await TestIntake("2026-11-25T08:00:00+07:00", calendar: true)
        let code = try await submitted(intake)
        try await intake.move(code, .accept, by: reception)
        let moved = try await intake.move(code, .apologise, by: handler) {
            $0.reason = "Chờ xác minh nơi sinh"
            $0.day = LocalDate("2026-12-08")
        }
        #expect(moved.paper == 2)
        let text = try PrintedPaper(try await file(intake, code, 2)).text()
        for words in [
            "ngày 26 tháng 11 năm 2026", "ngày 08 tháng 12 năm 2026", "Chờ xác minh nơi sinh",
        ] { #expect(text.contains(words), "\(words)") }
        // The head of the unit signs, not the officer who made the move.
        #expect(!text.contains("Minh"))
    }

    @Test func `the longest names stand on the slip as they are`() async throws {
        let intake = try await intake()
        let name = "Công Tằng Tôn Nữ Hoàng Nguyễn Thị Phương Thảo Quỳnh Trâm Anh"
        var citizen = TestIntake.citizen
        citizen.name = name
        let code = try await intake.submitAs(citizen).code
        let officer = TestIntake.officer(name + " Hai", .reception)
        try await intake.askForSupplement(code, by: officer)
        let text = try PrintedPaper(try await file(intake, code, 1)).text()
        #expect(text.contains(name) && text.contains(name + " Hai"))
    }

    @Test func `a receipt stays as it was issued, whatever happens afterwards`() async throws {
        let intake = try await intake()
        let code = try await submitted(intake)
        let first = try await receipt(intake, code)
        intake.clock.advance(by: .seconds(600))
        // Of what was submitted: the same paper whenever it is asked for.
        #expect(try await receipt(intake, code).base64 == first.base64)
        // Also after a step of the unit, which has not received it yet.
        _ = try await intake.assign(code, to: reception, by: reception)
        #expect(try await receipt(intake, code).base64 == first.base64)
        #expect(try await list(intake, code).isEmpty)
        let moved = try await intake.move(code, .accept, by: reception)
        #expect(moved.paper == 1)
        let issued = try await receipt(intake, code)
        #expect(issued.base64 != first.base64)
        intake.clock.advance(by: .seconds(600))
        try await intake.move(code, .beginHandling, by: handler)
        try await intake.askForSupplement(code, by: handler)
        #expect(try await receipt(intake, code).base64 == issued.base64)
        #expect(try await file(intake, code, 1).base64 == issued.base64)
        // The time begins anew after a supplement, and with it the promise of a day.
        try await intake.move(code, .completeSupplement, by: handler)
        #expect(try await list(intake, code).map(\.kind) == ["receipt", "supplement", "receipt"])
        #expect(try await receipt(intake, code).base64 != issued.base64)
    }

    @Test func `papers are numbered by unit, year and kind without a gap`() async throws {
        let intake = try await intake()
        for number in 1...3 {
            let code = try await submitted(intake)
            // What is refused takes no number.
            _ = try await refusal {
                try await intake.askForSupplement(code, by: reception, component: "unknown")
            }
            try await intake.askForSupplement(code, by: reception)
            let text = try PrintedPaper(try await file(intake, code, 1)).text()
            #expect(text.contains("Số: \(number)/HDHS"))
        }
    }

    @Test func `a dossier's papers are nobody else's to see`() async throws {
        let intake = try await intake()
        let code = try await submitted(intake)
        try await intake.askForSupplement(code, by: reception)
        for caller in [.citizen(TestIntake.binh), TestIntake.stranger, Caller.anonymous()] {
            let noes = [
                try await refusal { try await list(intake, code, as: caller) },
                try await refusal { try await file(intake, code, 1, as: caller) },
                try await refusal { try await controlSlip(intake, code, as: caller) },
            ]
            for no in noes { #expect([.notFound, .unauthenticated].contains(no?.kind)) }
        }
        let citizen = try await refusal {
            try await controlSlip(intake, code, as: TestIntake.citizen)
        }
        #expect(citizen?.kind == .notFound)
        for number in [0, 2, -1, Int.max] {
            let no = try await refusal { try await file(intake, code, number) }
            #expect(no?.code == "paper-not-found")
        }
    }

    private func controlSlip(
        _ intake: TestIntake, _ code: DossierCode, as caller: Caller
    ) async throws -> PaperFile {
        try await ReadControlSlipHandler(
            store: intake.test.store, desk: intake.papers, press: press,
            clock: intake.clock.clock
        ).answer(ReadControlSlip(code: code), for: caller)
    }

    @Test func `the control slip has a row for each hand the dossier went through`() async throws {
        let intake = try await intake()
        let code = try await submitted(intake)
        try await intake.move(code, .accept, by: reception)
        _ = try await intake.assign(code, to: handler, by: handler)
        try await intake.move(code, .beginHandling, by: handler)
        try await intake.move(code, .requestWithdrawal, by: TestIntake.citizen) {
            $0.reason = "Đổi ý"
        }
        try await intake.move(code, .declineWithdrawal, by: reception) { $0.reason = "Đã xong" }
        try await intake.move(code, .finish, by: handler) { $0.outcome = .granted }
        let text = try PrintedPaper(try await controlSlip(intake, code, as: handler)).text()
        #expect(text.contains("Trước hạn"))
        // She asked for something, and had the dossier at the beginning only.
        #expect(!text.contains("Nhận: Nguyễn Văn An"))
        #expect(text.contains("Giao: Nguyễn Văn An") && text.contains("Nhận: Hoa"))
        #expect(text.contains("Giao: Hoa") && text.contains("Nhận: Minh"))
    }

    private func register(
        _ intake: TestIntake, _ from: String, _ to: String,
        as caller: Caller = TestIntake.reception, most: Int? = nil
    ) async throws -> PaperFile {
        var handler = PrintRegisterHandler(
            store: intake.test.store, desk: intake.papers, press: press,
            clock: intake.clock.clock)
        if let most { handler.most = most }
        return try await handler.answer(
            PrintRegister(from: LocalDate(from)!, to: LocalDate(to)!), for: caller)
    }

    @Test func `the register has what the unit received in those days, by number`() async throws {
        let intake = try await intake()
        var codes: [DossierCode] = []
        for _ in 1...3 {
            let code = try await submitted(intake)
            try await intake.move(code, .accept, by: reception)
            codes.append(code)
        }
        _ = try await submitted(intake)
        let text = try PrintedPaper(try await register(intake, "2026-11-25", "2026-11-25")).text()
        #expect(text.contains("SỔ THEO DÕI HỒ SƠ"))
        for code in codes { #expect(text.replacing(" ", with: "").contains(code.rawValue)) }
        let before = try PrintedPaper(try await register(intake, "2026-11-01", "2026-11-24"))
        #expect(try !before.text().contains("25/11/2026 09:00"))
        for (from, to) in [
            ("2026-11-25", "2026-11-24"), ("2026-01-01", "2026-02-01"),
            ("2025-12-31", "2026-01-01"),
        ] {
            #expect(try await refusal { try await register(intake, from, to) }?.kind == .invalid)
        }
        let citizen = try await refusal {
            try await register(intake, "2026-11-25", "2026-11-25", as: TestIntake.citizen)
        }
        #expect(citizen?.kind == .notFound)
        let many = try await refusal {
            try await register(intake, "2026-11-25", "2026-11-25", most: 2)
        }
        #expect(many?.fields.first?.message.contains("hơn 2 hồ sơ") == true)
        let handling = try await refusal {
            try await register(intake, "2026-11-25", "2026-11-25", as: handler)
        }
        #expect(handling?.kind == .forbidden)
        let elsewhere = try PrintedPaper(
            try await register(intake, "2026-11-25", "2026-11-25", as: TestIntake.stranger))
        #expect(try !elsewhere.text().contains("261125"))
    }

    @Test func `so many papers at once that the press does not come along are asked to wait`()
        async throws
    {
        let paper = PaperFixture.paper(.supplement(PaperFixture.supplement(items: 40)))
        let press = PaperPress()
        let outcomes = await withTaskGroup(of: Refusal.Kind?.self) { group in
            for _ in 0..<200 {
                group.addTask {
                    do {
                        _ = try await press.print(paper)
                        return nil
                    } catch { return (error as? Refusal)?.kind }
                }
            }
            return await group.reduce(into: [Refusal.Kind?]()) { $0.append($1) }
        }
        #expect(outcomes.contains(nil) && outcomes.contains(.unavailable))
        // And then it prints again.
        _ = try await press.print(paper)
    }

    @Test func `a receipt of very many documents is signed over all of them together`()
        async throws
    {
        let receipt = SignedReceipt(
            code: "000.00.19.H17-261125-0001", time: Timestamp(milliseconds: 0), stepCount: 1,
            historyHead: SHA256.hash([]),
            components: (1...60).map { .init(key: "c\($0)", hashes: [SHA256.hash([UInt8($0)])]) })
        let keys = try ReceiptKeys(current: TestIntake.receiptKey, retired: "")
        let text = try receipt.condensed.signed(by: keys.current)
        #expect(text.utf8.count < 400)
        let read = try keys.verify(text)
        #expect(read.isCondensed && read.faults(against: receipt.condensed) == [])
        var other = receipt
        other.components[41].hashes[0][0] ^= 1
        #expect(read.faults(against: other.condensed) != [])
    }

    @Test func `a receipt whose code cannot be printed says so`() async throws {
        let receipt = PaperFixture.receipt(
            components: 2, signed: String(repeating: "x", count: 5_000))
        let text = try await PrintedPaper(PaperFixture.paper(.receipt(receipt))).text()
        #expect(text.contains("không in được thành mã QR"))
    }

    @Test func `receipts of a key that was retired still verify, and those of no key do not`()
        throws
    {
        let (old, foreign) = (SigningKey(seed: .random()), SigningKey(seed: .random()))
        let keys = try ReceiptKeys(
            current: TestIntake.receiptKey, retired: " \(old.verifying.bytes.base64URL) ")
        let receipt = SignedReceipt(
            code: "A-1", time: Timestamp(milliseconds: 0), stepCount: 1,
            historyHead: SHA256.hash([]), components: [])
        #expect(try keys.verify(receipt.signed(by: old)) == receipt)
        #expect(try keys.verify(receipt.signed(by: keys.current)) == receipt)
        let text = try receipt.signed(by: foreign)
        #expect(throws: ReceiptFault.self) { try keys.verify(text) }
        #expect(throws: ConfigurationError.self) {
            try ReceiptKeys(current: TestIntake.receiptKey, retired: "x")
        }
    }
}
