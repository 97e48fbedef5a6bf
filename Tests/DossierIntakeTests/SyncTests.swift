import Contracts
import Lifecycle
import Store
import TestSupport
import Testing

@testable import DossierIntake

struct SyncTests {
    private let operation = Caller(role: .operator, id: "root")

    private func waiting(_ intake: TestIntake) async throws -> [UnsyncedDossier] {
        let handler = ListUnsyncedDossiersHandler(store: intake.test.store)
        var found: [UnsyncedDossier] = []
        var after: String?
        repeat {
            let page = try await handler.answer(
                ListUnsyncedDossiers(after: after, limit: 2), for: operation)
            found += page.items
            after = page.next
        } while after != nil
        return found
    }

    @discardableResult
    private func report(
        _ intake: TestIntake, _ code: DossierCode, _ version: Int64, reference: String? = nil,
        refusal: String? = nil, by caller: Caller? = nil
    ) async throws -> DossierSync {
        let command = ReportSync(
            code: code, version: version, reference: reference, refusal: refusal)
        return try await ReportSyncHandler().handle(
            command, intake.sent(command, by: caller ?? operation, key: nil))
    }

    @Test func `each change waits for the other system, whose answer changes no dossier`()
        async throws
    {
        let intake = try await TestIntake("2026-11-25T09:00:00+07:00", calendar: true)
        var codes: [DossierCode] = []
        for _ in 0..<3 { codes.append(try await intake.submitAs(TestIntake.citizen).code) }
        #expect(Set(try await waiting(intake).map(\.code)) == Set(codes))
        #expect(try await intake.view(codes[0], as: TestIntake.reception).sync == nil)
        try await report(intake, codes[0], 1, reference: "QG-77")
        #expect(Set(try await waiting(intake).map(\.code)) == Set(codes[1...]))
        try await intake.move(codes[0], .accept, by: TestIntake.reception)
        let again = try #require(try await waiting(intake).first { $0.code == codes[0] })
        #expect(again.version == 2 && again.status == .received && again.dueAt != nil)
        let seen = try await intake.view(codes[0], as: TestIntake.reception)
        #expect(seen.sync?.state == .waiting && seen.sync?.reference == "QG-77")
        #expect(seen.version == 2)
        #expect(try await intake.view(codes[0], as: TestIntake.citizen).sync == nil)
    }

    @Test
    func `a refusal stays to be seen until a newer version is taken, and late reports undo none`()
        async throws
    {
        let intake = try await TestIntake("2026-11-25T09:00:00+07:00", calendar: true)
        let code = try await intake.submitAs(TestIntake.citizen).code
        #expect(
            try await report(intake, code, 1, refusal: "Thiếu mã định danh").state == .refused)
        #expect(try await waiting(intake).map(\.refusal) == ["Thiếu mã định danh"])
        try await intake.move(code, .accept, by: TestIntake.reception)
        #expect(try await report(intake, code, 2).state == .taken)
        #expect(try await report(intake, code, 1, refusal: "muộn").state == .taken)
        #expect(try await report(intake, code, 1).version == 2)
        #expect(try await waiting(intake).isEmpty)
    }

    @Test func `takes no version that never was, and no word from anybody but operators`()
        async throws
    {
        let intake = try await TestIntake("2026-11-25T09:00:00+07:00", calendar: true)
        let code = try await intake.submitAs(TestIntake.citizen).code
        for version: Int64 in [0, -1, 2, .max, .min] {
            await #expect(throws: Refusal.self) { try await report(intake, code, version) }
        }
        await #expect(throws: Refusal.self) {
            try await report(intake, code, 1, reference: String(repeating: "x", count: 101))
        }
        for caller in [TestIntake.reception, TestIntake.citizen] {
            await #expect(throws: Refusal.self) {
                try await report(intake, code, 1, by: caller)
            }
            await #expect(throws: Refusal.self) {
                try await ListUnsyncedDossiersHandler(store: intake.test.store).answer(
                    ListUnsyncedDossiers(), for: caller)
            }
        }
        #expect(try await waiting(intake).count == 1)
    }
}
