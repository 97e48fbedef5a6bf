import Contracts
import Foundation
import Lifecycle
import Store
import TestSupport
import Testing

@testable import DossierIntake

@Suite struct TakeInDossierTests {
    private static let command = TakeInDossier(
        procedure: TestCatalogue.birth, caseKey: "witness",
        applicant: Applicant(
            fullName: "Trần Văn Bình", identityNumber: "048085000123", phone: "0905123456",
            address: "12 Bạch Đằng, phường Hải Châu",
            representative: "Lê Thị Hoa, giấy uỷ quyền số 12/2026"),
        answers: TestCatalogue.submission.answers,
        components: [HandedComponent(key: "statement", originals: 1, copies: 0)],
        payment: CounterPayment(amountDong: 8_000, receiptNumber: "BL-001"))

    private func takeIn(
        _ intake: TestIntake, _ command: TakeInDossier = command,
        by caller: Caller = TestIntake.reception, key: String? = nil
    ) async throws -> TakenDossier {
        try await TakeInDossierHandler(
            seal: intake.seal, names: intake.names, digits: intake.digits,
            papers: intake.papers, clock: intake.clock.clock
        ).handle(command, intake.sent(command, by: caller, key: key))
    }

    @Test func `what a walk-in brings is received at once, with number, date and payment`()
        async throws
    {
        let intake = try await TestIntake("2026-11-25T09:00:00+07:00", calendar: true)
        let first = try await takeIn(intake)
        #expect(first.registerNumber == 1 && first.secretDigits?.count == 6)
        #expect(first.dueAt.rfc3339.hasPrefix("2026-11-26T09:00"))
        let second = try await takeIn(intake)
        #expect(second.registerNumber == 2 && second.code != first.code)
        let dossier = try await intake.view(first.code, as: TestIntake.reception)
        #expect(dossier.status == .received && dossier.channel == .counter)
        #expect(dossier.applicant?.representative?.contains("uỷ quyền") == true)
        #expect(dossier.components.first?.originals == 1)
        #expect(dossier.payment?.receiptNumber == "BL-001")
        #expect(dossier.history.map(\.actor) == ["Hoa"])
        #expect(
            try await intake.queue(ListQueue(q: "tran van binh"), as: TestIntake.handler)
                .items.count == 2)
        try await intake.move(first.code, .finish, by: TestIntake.handler) {
            $0.outcome = .granted
        }
    }

    @Test func `of an account, it stands on the citizen's page`() async throws {
        let intake = try await TestIntake()
        var command = Self.command
        command.citizen = TestIntake.an
        let taken = try await takeIn(intake, command)
        #expect(try await intake.read(taken.code).code == taken.code)
        let no = try await refusal { try await intake.read(taken.code, by: TestIntake.binh) }
        #expect(no?.kind == .notFound)
    }

    @Test func `taken in twice with one key it is there once`() async throws {
        let intake = try await TestIntake()
        let first = try await takeIn(intake, key: "k")
        let second = try await takeIn(intake, key: "k")
        #expect(first.code == second.code && second.secretDigits != nil)
        #expect(try await intake.count("dossiers") == 1)
    }

    @Test func `everything that is wrong is told at once, and nothing is kept`() async throws {
        let intake = try await TestIntake()
        var command = Self.command
        command.applicant.fullName = " "
        command.applicant.identityNumber = "12"
        command.payment?.amountDong = -1
        command.answers["childName"] = nil
        command.components = [HandedComponent(key: "nothing", originals: 1, copies: 0)]
        let no = try await refusal { try await takeIn(intake, command) }
        #expect(
            Set(no?.fields.map(\.path) ?? []) == [
                "applicant.fullName", "applicant.identityNumber", "payment.amountDong",
                "answers.childName", "components[0].key",
            ])
        #expect(try await intake.count("dossiers") == 0)
        #expect(try await intake.count("register_counters") == 0)
    }

    @Test func `only reception takes in`() async throws {
        let intake = try await TestIntake()
        let kinds: [(Caller, Refusal.Kind)] = [
            (TestIntake.handler, .forbidden), (TestIntake.citizen, .notFound),
            (.anonymous(), .unauthenticated),
        ]
        for (caller, kind) in kinds {
            #expect(try await refusal { try await takeIn(intake, by: caller) }?.kind == kind)
        }
    }
}
