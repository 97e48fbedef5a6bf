import Contracts
import Cryptography
import Lifecycle
import Messaging
import Store
import TestSupport
import Testing

@testable import Identity

struct OfficerAdministrationTests {
    private static let unit = UnitCode(rawValue: "48.20194")
    private static let other = UnitCode(rawValue: "48.20242")

    private func list(
        _ bench: Bench, _ caller: Caller, unit: UnitCode? = nil, after: String? = nil,
        limit: Int? = nil
    ) async throws -> Page<Officer> {
        try await bench.desk.listOfficers.answer(
            .init(unit: unit, after: after, limit: limit), for: caller)
    }

    private func change(
        _ bench: Bench, _ caller: Caller, _ officer: Officer, unit: UnitCode = unit,
        duties: [OfficerDuty] = [.handling], name: String = "Lê Văn Nam"
    ) async throws -> Officer {
        try await bench.desk.changeOfficer.handle(
            .init(
                id: officer.id, version: officer.version, fullName: name, unit: unit,
                duties: duties), bench.delivery(ChangeOfficer.self, caller))
    }

    private func activity(
        _ bench: Bench, _ caller: Caller, _ officer: Officer, isActive: Bool
    ) async throws -> Officer {
        try await bench.desk.setOfficerActivity.handle(
            .init(id: officer.id, version: officer.version, isActive: isActive),
            bench.delivery(SetOfficerActivity.self, caller))
    }

    private func read(_ bench: Bench, _ id: OfficerID, as caller: Caller) async throws -> Officer {
        try await bench.desk.readOfficer.answer(.init(id: id), for: caller)
    }

    /// A session of an officer, opened without going through sign-in.
    private func session(_ bench: Bench, of caller: Caller) async throws -> OpenedSession {
        let sessions = bench.desk.sessions
        return try await bench.store.write { transaction in
            let account = try StoredAccount.own(caller.id ?? "", in: transaction)
            return sessions.withToken(
                try sessions.open(for: account, as: caller.role, device: nil, in: transaction))
        }
    }

    @Test func `lists officers by pages, all of them or one unit's`() async throws {
        let bench = try await Bench()
        let administrator = try await bench.officer("quan@danang.gov.vn", [.administration])
        for number in 1...4 {
            _ = try await bench.officer(
                "cb\(number)@danang.gov.vn", [.reception],
                unit: number == 4 ? "48.20242" : "48.20194", name: "Cán Bộ")
        }
        let first = try await list(bench, administrator, limit: 3)
        #expect(first.items.count == 3)
        let next = try #require(first.next)
        let rest = try await list(bench, administrator, after: next)
        #expect(rest.items.count == 2 && rest.next == nil)
        #expect(Set((first.items + rest.items).map(\.id)).count == 5)
        let unit = try await list(bench, administrator, unit: Self.other)
        #expect(unit.items.map(\.email) == ["cb4@danang.gov.vn"])
        #expect(unit.items[0].isActive && unit.items[0].isEnrolled && unit.items[0].version == 1)
        #expect(
            await refusal { try await list(bench, administrator, limit: 0) }?.fields[0].path
                == "limit")
        #expect(
            await refusal { try await list(bench, administrator, after: "!") }?.kind == .invalid)
    }

    @Test func `changes name, unit and duties for who read the version, and announces it`()
        async throws
    {
        let bench = try await Bench()
        let administrator = try await bench.officer("quan@danang.gov.vn", [.administration])
        let hoa = try await bench.officer("hoa@danang.gov.vn", [.reception])
        let before = try await read(bench, hoa.officer, as: administrator)
        let changed = try await change(
            bench, administrator, before, unit: Self.other, duties: [.handling, .leadership],
            name: "Trần Thị  Hoà")
        #expect(changed.fullName == "Trần Thị Hoà" && changed.version == 2)
        #expect(changed.unit == Self.other && changed.duties == [.handling, .leadership])
        #expect(
            await refusal { try await change(bench, administrator, before) } == .changedMeanwhile)
        let wrong = await refusal {
            try await change(
                bench, administrator, changed, unit: UnitCode(rawValue: " "), duties: [], name: "7")
        }
        #expect(wrong?.fields.map(\.path) == ["fullName", "unit", "duties"])
        let event = try #require(try await bench.events(OfficerChanged.name).last)
        let announced = try StrictJSON.decode(OfficerChanged.self, trusted: Array(event.utf8))
        #expect(announced.officer == hoa.officer && announced.fullName == "Trần Thị Hoà")
        #expect(announced.unit == Self.other && announced.isActive && announced.sequence == 2)
        #expect(try await bench.audited("officer-changed") == 1)
    }

    @Test func `lets a change reach open sessions at once, and ends them with another role`()
        async throws
    {
        let bench = try await Bench()
        let administrator = try await bench.officer("quan@danang.gov.vn", [.administration])
        let hoa = try await bench.officer("hoa@danang.gov.vn", [.reception])
        let open = try await session(bench, of: hoa)
        let before = try await read(bench, hoa.officer, as: administrator)
        let changed = try await change(bench, administrator, before)
        #expect(try await bench.events(SessionsChanged.name).count == 1)
        #expect(try await bench.resolve(open).caller?.duties == [.handling])
        _ = try await change(bench, administrator, changed, duties: [.administration])
        #expect(try await bench.events(SessionsEnded.name).count == 1)
        #expect(try await bench.resolve(open).caller == nil)
    }

    @Test func `closes an account with its sessions, and opens it again`() async throws {
        let bench = try await Bench()
        let administrator = try await bench.officer("quan@danang.gov.vn", [.administration])
        let hoa = try await bench.officer("hoa@danang.gov.vn", [.reception])
        let open = try await session(bench, of: hoa)
        let before = try await read(bench, hoa.officer, as: administrator)
        let closed = try await activity(bench, administrator, before, isActive: false)
        #expect(!closed.isActive && closed.version == 2)
        #expect(try await bench.resolve(open).caller == nil)
        #expect(
            await refusal {
                try await bench.desk.searchAccounts.handle(
                    .init(phone: "0905123456", reason: "Công dân xin xác thực"),
                    bench.delivery(SearchAccounts.self, hoa))
            } == .signInNeeded)
        let password = bench.desk.secrets.officerPassword(id: hoa.officer.rawValue)
        #expect(
            await refusal { try await bench.signIn("hoa@danang.gov.vn", password) }
                == .wrongCredentials)
        let again = try await activity(bench, administrator, closed, isActive: true)
        #expect(again.isActive)
        #expect(
            await refusal { try await bench.signIn("hoa@danang.gov.vn", password) }
                == .oneTimeCodeNeeded)
        #expect(
            await refusal { try await activity(bench, administrator, closed, isActive: false) }
                == .changedMeanwhile)
        #expect(try await bench.events(OfficerChanged.name).count == 4)
    }

    @Test func `lets no administrator lock the own account`() async throws {
        let bench = try await Bench()
        let administrator = try await bench.officer("quan@danang.gov.vn", [.administration])
        let own = try await read(bench, administrator.officer, as: administrator)
        #expect(
            await refusal { try await activity(bench, administrator, own, isActive: false) }
                == .ownAccount)
        #expect(await refusal { try await change(bench, administrator, own) } == .ownAccount)
    }

    @Test func `reads an officer for administrators, the officer and services alone`()
        async throws
    {
        let bench = try await Bench()
        let administrator = try await bench.officer("quan@danang.gov.vn", [.administration])
        let hoa = try await bench.officer("hoa@danang.gov.vn", [.reception])
        let nam = try await bench.officer("nam@danang.gov.vn", [.leadership])
        let asked = [administrator, hoa, .service(.notification), .service(.dossierIntake)]
        for caller in asked {
            #expect(try await read(bench, hoa.officer, as: caller).email == "hoa@danang.gov.vn")
        }
        #expect(await refusal { try await read(bench, hoa.officer, as: nam) } == .notAllowed)
        #expect(
            await refusal { try await read(bench, hoa.officer, as: .service(.mailer)) }
                == .notAllowed)
        let nobody = OfficerID(rawValue: "x")
        #expect(await refusal { try await read(bench, nobody, as: administrator) } == .notFound)
    }
}
