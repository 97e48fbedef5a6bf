import Contracts
import Lifecycle
import Store
import TestSupport
import Testing

@testable import DossierIntake

@Suite struct PaymentTests {
    let citizen = TestIntake.citizen
    let handler = TestIntake.handler

    /// A dossier that waits for 15,000 đồng.
    private func awaiting() async throws -> (TestIntake, DossierCode) {
        let intake = try await TestIntake("2026-11-25T09:00:00+07:00", calendar: true)
        let code = try await intake.submitAs(citizen).code
        try await intake.move(code, .accept, by: TestIntake.reception)
        try await intake.move(code, .beginHandling, by: handler)
        try await intake.move(code, .requestPayment, by: handler) {
            $0.amountDong = 15_000
            $0.reason = "Lệ phí đăng ký quá hạn"
        }
        return (intake, code)
    }

    private func report(
        _ intake: TestIntake, _ code: DossierCode, _ reference: String, by caller: Caller? = nil
    ) async throws -> ReportTransfer.Reply {
        let version = try await intake.view(code, as: TestIntake.reception).version
        let command = ReportTransfer(code: code, version: version, reference: reference)
        return try await ReportTransferHandler(payments: intake.payments).handle(
            command, intake.sent(command, by: caller ?? citizen, key: nil))
    }

    @Test func `the citizen sees how to pay, reports the transfer, and reception records it`()
        async throws
    {
        let (intake, code) = try await awaiting()
        let asked = try #require(try await intake.view(code, as: citizen).payment)
        let facts = try #require(asked.way?.facts)
        #expect(asked.amountDong == 15_000 && asked.receiptNumber == nil)
        #expect(facts.map(\.value).contains("3921012345"))
        #expect(facts.last?.value == "DVC " + code.rawValue.filter { $0.isLetter || $0.isNumber })
        let reply = try await report(intake, code, "FT 2633 0012")
        #expect(reply.payment.reported?.reference == "FT26330012")
        let seen = try await intake.view(code, as: TestIntake.reception)
        #expect(seen.payment?.reported?.reference == "FT26330012" && seen.isPaused)
        #expect(seen.history.last?.title == "Công dân báo đã chuyển khoản phí, lệ phí")
        let queued = try await intake.queue(as: TestIntake.reception).items
        #expect(queued.first?.transferReportedAt != nil)
        try await intake.move(code, .recordPayment, by: TestIntake.reception) {
            $0.receiptNumber = "BL-7"
        }
        let paid = try await intake.view(code, as: citizen)
        #expect(paid.payment?.receiptNumber == "BL-7" && paid.payment?.way == nil)
        #expect(!paid.isPaused && paid.status == .inProgress)
    }

    @Test func `a transfer is reported only while one is awaited, by whose dossier it is`()
        async throws
    {
        let (intake, code) = try await awaiting()
        for caller in [.citizen(TestIntake.binh), TestIntake.stranger, Caller.anonymous()] {
            let no = try await refusal { try await report(intake, code, "FT26330012", by: caller) }
            #expect([.notFound, .unauthenticated].contains(no?.kind))
        }
        for reference in ["", "abc", "số-1234", String(repeating: "1", count: 41)] {
            let no = try await refusal { try await report(intake, code, reference) }
            #expect(no?.fields.first?.path == "reference", "\(reference)")
        }
        try await intake.move(code, .recordPayment, by: TestIntake.reception) {
            $0.receiptNumber = "BL-7"
        }
        let late = try await refusal { try await report(intake, code, "FT26330012") }
        #expect(late?.code == "no-transfer-awaited")
    }

    @Test func `the bank's reference stands in no table in the clear`() async throws {
        let (intake, code) = try await awaiting()
        _ = try await report(intake, code, "FT26330012")
        let tables = ["dossiers", "dossier_steps", "inbox", "outbox", "audit"]
        for table in tables {
            let rows = try await intake.test.store.read {
                try $0.rows("SELECT * FROM \(part: SQL(stringLiteral: table))")
            }
            #expect(!rows.isEmpty, "\(table)")
            #expect(!"\(rows)".contains("FT26330012"), "\(table)")
        }
        let inbox: [[UInt8]] = try await intake.test.store.read {
            try $0.rows("SELECT reply FROM inbox").map { try $0["reply"] }
        }
        #expect(!inbox.contains { String(decoding: $0, as: UTF8.self).contains("FT26330012") })
    }

    @Test(arguments: ["Kho bạc;123", "Kho bạc;12-3;Đà Nẵng", ";1;x"])
    func `an account that is none stops the start`(setting: String) {
        #expect(throws: ConfigurationError.self) { try RecordedTransfer(setting: setting) }
    }
}
