import Contracts
import Cryptography
import Lifecycle
import Store
import TestSupport
import Testing

@testable import Identity
@testable import Messaging

/// Who is turned away from what officers and administrators do, and how.
struct WhoMayAskTests {
    /// Everybody who may not; the right one is left out of the list.
    enum Asker: String, CaseIterable, CustomStringConvertible {
        case visitor, citizen, handler, receptionist, administrator
        var description: String { rawValue }
    }

    struct Case: Sendable, CustomStringConvertible {
        let message: any Request.Type
        let json: String
        let allowed: Set<Asker>
        var description: String { message.name }
    }

    static let cases: [Case] = {
        let (id, version) = (#""id":"X""#, #""version":1"#)
        let profile = #""fullName":"A","unit":"48.1","duties":["handling"]"#
        let paper =
            #""paper":{"kind":"passport","number":"B1234567","issuedOn":"2020-01-01","issuedBy":"X"}"#
        let reason = #""reason":"Công dân xin xác thực""#
        let days = #""from":"2026-11-24","until":"2026-11-24""#
        return [
            Case(message: ListOfficers.self, json: "{}", allowed: [.administrator]),
            Case(message: ReadOfficer.self, json: "{\(id)}", allowed: [.administrator]),
            Case(
                message: InviteOfficer.self, json: "{\"email\":\"a@b.vn\",\(profile)}",
                allowed: [.administrator]),
            Case(
                message: ChangeOfficer.self, json: "{\(id),\(version),\(profile)}",
                allowed: [.administrator]),
            Case(
                message: SetOfficerActivity.self, json: "{\(id),\(version),\"isActive\":true}",
                allowed: [.administrator]),
            Case(message: ResetOfficerCredentials.self, json: "{\(id)}", allowed: [.administrator]),
            Case(
                message: ListColleagues.self, json: "{}",
                allowed: [.handler, .receptionist, .administrator]),
            Case(
                message: RecordAbsence.self,
                json: "{\"officer\":\"LEADER\",\"deputy\":\"X\",\(days)}",
                allowed: [.administrator]),
            Case(
                message: CancelAbsence.self, json: "{\"officer\":\"LEADER\",\(id)}",
                allowed: [.administrator]),
            Case(
                message: SearchAccounts.self, json: "{\"email\":\"a@b.vn\",\(reason)}",
                allowed: [.receptionist]),
            Case(
                message: OpenAccount.self, json: "{\(id),\(reason)}", allowed: [.receptionist]),
            Case(
                message: VerifyAccount.self, json: "{\(id),\(version),\(paper)}",
                allowed: [.receptionist]),
            Case(
                message: RefuseVerification.self, json: "{\(id),\(version),\(reason)}",
                allowed: [.receptionist]),
            Case(
                message: CancelAccount.self, json: "{\(id),\(version),\(reason)}",
                allowed: [.receptionist]),
            Case(
                message: ReceiveVisitor.self, json: #"{"code":"7Q2KM9TX"}"#,
                allowed: [.receptionist]),
            Case(message: IssueCounterCode.self, json: "{}", allowed: [.citizen]),
            Case(message: ReadVerification.self, json: "{}", allowed: [.citizen]),
            Case(message: ListAccountAccesses.self, json: "{}", allowed: [.citizen]),
        ]
    }()

    @Test(arguments: cases)
    func `turns everybody else away`(_ asked: Case) async throws {
        let bench = try await Bench()
        let leader = try await bench.officer("lan@danang.gov.vn", [.leadership])
        let json = asked.json.replacing("LEADER", with: leader.id ?? "")
        let handler = try #require(
            bench.desk.handlers.first { $0.name == asked.message.name })
        for asker in Asker.allCases {
            let caller = try await caller(asker, bench)
            let data = Array(json.utf8)
            let delivery = bench.delivery(asked.message, caller, data: data)
            var kind: Refusal.Kind?
            do { _ = try await handler.run(data, delivery) } catch let refusal as Refusal {
                kind = refusal.kind
            }
            if asked.allowed.contains(asker) {
                #expect(kind != .unauthenticated && kind != .forbidden, "\(asker)")
            } else if asker == .visitor {
                #expect(kind == .unauthenticated, "\(asker)")
            } else if asked.allowed == [.citizen] {
                #expect(kind == .notFound, "\(asker)")
            } else {
                #expect(kind == (asker == .citizen ? .notFound : .forbidden), "\(asker)")
            }
        }
    }

    private func caller(_ asker: Asker, _ bench: Bench) async throws -> Caller {
        switch asker {
        case .visitor: Bench.visitor()
        case .citizen: try await bench.activate()
        case .handler: try await bench.officer("xl@danang.gov.vn", [.handling])
        case .receptionist: try await bench.officer("tn@danang.gov.vn", [.reception])
        case .administrator: try await bench.officer("qt@danang.gov.vn", [.administration])
        }
    }

    @Test func `believes the account and not what a gateway still remembers of it`() async throws {
        let bench = try await Bench()
        let hoa = try await bench.officer("hoa@danang.gov.vn", [.handling])
        var claimed = hoa
        claimed.duties = [.reception]
        #expect(
            await refusal {
                try await bench.desk.searchAccounts.handle(
                    .init(email: "an@example.vn", reason: "Công dân xin xác thực"),
                    bench.delivery(SearchAccounts.self, claimed))
            } == .notAllowed)
        claimed.role = .administrator
        claimed.duties = [.administration]
        #expect(
            await refusal { try await bench.desk.listOfficers.answer(.init(), for: claimed) }
                == .notAllowed)
    }
}
