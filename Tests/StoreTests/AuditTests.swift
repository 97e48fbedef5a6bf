import TestSupport
import Testing

@testable import Store

@Suite struct AuditTests {
    func chain(_ count: Int) async throws -> TestStore {
        let test = try await TestStore([])
        try await test.store.write { transaction in
            for number in 0..<count {
                try transaction.audit("opened", by: "an", of: "dossier-\(number)")
            }
        }
        return test
    }

    @Test func `an untouched chain verifies to its end`() async throws {
        let test = try await chain(2345)
        #expect(try await test.store.verifyAudit() == AuditVerdict(entries: 2345, firstBad: nil))
    }

    @Test(arguments: [
        "UPDATE audit SET actor = 'minh' WHERE seq = 7",
        "DELETE FROM audit WHERE seq = 7",
        "UPDATE audit SET at = at + 1 WHERE seq = 7",
    ])
    func `names the first entry that was changed or taken out`(change: String) async throws {
        let test = try await chain(10)
        try await test.store.write { transaction in
            _ = try transaction.execute(SQL(stringLiteral: change))
        }
        #expect(try await test.store.verifyAudit() == AuditVerdict(entries: 6, firstBad: 7))
    }
}
