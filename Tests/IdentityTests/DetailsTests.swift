import Contracts
import Lifecycle
import Messaging
import Store
import TestSupport
import Testing

@testable import Identity

struct DetailsTests {
    private func change(
        _ bench: Bench, _ caller: Caller, _ details: PersonalDetails, version: Int64,
        id: String = "m-1"
    ) async throws -> Account {
        try await bench.desk.changeDetails.handle(
            .init(version: version, details: details),
            bench.delivery(ChangeDetails.self, caller, id: id))
    }

    @Test func `changes details of the version that was read`() async throws {
        let bench = try await Bench()
        let citizen = try await bench.activate()
        var details = Bench.details
        details.phone = "+84 356 789 012"
        let changed = try await change(bench, citizen, details, version: 1)
        #expect(changed.version == 2)
        #expect(changed.details?.phone == "0356789012")
        #expect(changed.details?.identityNumber == "048090001234")
        let again = try await change(bench, citizen, details, version: 1)
        #expect(again.version == 2)
        #expect(again.details == changed.details)
        #expect(
            await refusal {
                try await change(bench, citizen, details, version: 1, id: "m-2")
            } == .changedMeanwhile)
        let read = try await bench.desk.readAccount.answer(.init(), for: citizen)
        #expect(read.details == changed.details)
        #expect(try await bench.audited("details-changed") == 1)
    }

    @Test func `keeps a verified account verified unless what was verified changes`() async throws {
        let bench = try await Bench()
        let citizen = try await bench.activate()
        try await bench.store.write { transaction in
            _ = try transaction.execute("UPDATE accounts SET state = 'verified'")
        }
        var details = Bench.details
        details.phone = "0356789012"
        #expect(try await change(bench, citizen, details, version: 1).state == .verified)
        details.givenName = "Ân"
        #expect(
            try await change(bench, citizen, details, version: 2, id: "m-2").state == .confirmed)
        #expect(try await bench.audited("verification-lapsed") == 1)
    }

    @Test func `refuses wrong details and whoever is no citizen`() async throws {
        let bench = try await Bench()
        let citizen = try await bench.activate()
        var details = Bench.details
        details.identityNumber = "12"
        details.address.line = ""
        let refused = await refusal { try await change(bench, citizen, details, version: 1) }
        #expect(
            refused?.fields.map(\.path) == ["details.address.line", "details.identityNumber"])
        let officer = Caller(role: .officer, id: "x")
        #expect(
            await refusal { try await change(bench, officer, Bench.details, version: 1) }
                == .notFound)
    }
}
