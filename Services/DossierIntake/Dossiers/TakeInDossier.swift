import Contracts
import Foundation
import Lifecycle
import Messaging
import Store

/// Takes in what somebody brought to the counter: the same rules for the form, the papers counted as
/// they lie on the desk, received at once.
struct TakeInDossierHandler: CommandHandler {
    let seal: AnswerSeal
    let names: ApplicantNames
    let digits: SecretDigits
    let papers: PaperDesk
    let clock: WallClock

    /// The code, the number in the register and the due date.
    func handle(_ command: TakeInDossier, _ delivery: Delivery) async throws -> TakenDossier {
        let officer = try delivery.caller.requireOfficer()
        guard officer.duties.contains(.reception) else {
            throw Refusal(
                .forbidden, "reception-only", "Việc tiếp nhận hồ sơ thuộc cán bộ tiếp nhận.")
        }
        let id = DossierID.make(at: clock.now())
        // A walk-in has an id too, that nobody can sign in with.
        let citizen = command.citizen ?? CitizenID.make(at: clock.now())
        let filed = FiledDossier(
            id: id, citizen: citizen, channel: .counter,
            sealedAnswers: try seal.seal(command.answers, for: KeptDossier.sealedRow(id, 1)),
            sealedApplicant: try seal.seal(
                command.applicant, for: KeptDossier.applicantRow(id)),
            applicantKey: names.key(of: command.applicant.fullName))
        let desk = CounterDesk(
            command: command, officer: officer, history: DossierHistory(seal: seal),
            papers: papers)
        var taken = try await delivery.transaction { try desk.takeIn(filed, in: $0) }
        taken.secretDigits = digits.of(taken.code)
        return taken
    }
}

/// One dossier at the counter.
private struct CounterDesk: Sendable {
    let command: TakeInDossier
    let officer: OfficerCaller
    let history: DossierHistory
    let papers: PaperDesk

    func takeIn(
        _ filed: FiledDossier, in transaction: borrowing Transaction
    ) throws -> TakenDossier {
        let place = try FilingPlace(command.procedure, at: officer.unit, in: transaction)
        let filing = Filing(
            place: place, caseKey: command.caseKey,
            components: try components(at: place, in: transaction))
        let course = try course(at: place, in: transaction)
        let actor = StepActor(.officer(officer))
        let code = try filing.keep(
            filed, course, NewStep(action: .takenIn, status: course.status, version: 1),
            by: actor, history, in: transaction)
        let unit = try filing.requireUnit()
        try MonthlyCounts.add(
            .taken(.counter), unit: (unit.code, unit.name),
            procedure: (place.procedure.code, place.procedure.name), in: transaction)
        try transaction.publish(
            DossierMoved(
                dossier: filed.id, code: code, citizen: filed.citizen, unit: unit.code,
                unitName: unit.name, procedureName: place.procedure.name, move: .accept,
                status: course.status, reason: nil, legalGround: nil, items: nil, day: nil,
                amountDong: nil, outcome: nil, dueAt: course.dueAt, movedAt: transaction.time,
                sequence: 1))
        guard let number = course.registerNumber, let dueAt = course.dueAt else {
            throw StoreError.unexpected("a dossier was taken in without number or due date")
        }
        let kept = try KeptDossier.find(code, for: .officer(officer), in: transaction)
        _ = try IssuedPapers(seal: papers.seal).keep(
            try papers.receipt(of: kept, in: transaction), of: filed.id, by: actor.id,
            in: transaction)
        return TakenDossier(
            code: code, secretDigits: nil, registerNumber: number, dueAt: dueAt, version: 1)
    }

    private func course(
        at place: FilingPlace, in transaction: borrowing Transaction
    ) throws -> DossierCourse {
        let legal = LegalClock(calendar: try CalendarVersions.current(in: transaction))
        let term = Term.handling(
            of: place.procedure, caseKey: command.caseKey, channel: .counter)
        let clock = DossierClock(
            purpose: .handling, from: transaction.time, term: term,
            calendar: legal.calendar.version)
        return DossierCourse(
            status: .received, acceptedAt: transaction.time, clock: clock,
            dueAt: clock.runningDueAt(by: legal),
            needsSignature: place.procedure.needsSignature ?? false,
            amountDue: command.payment?.amountDong,
            paymentReceipt: command.payment?.receiptNumber,
            registerNumber: try RegisterNumber.next(
                of: officer.unit, on: transaction.time.localDate, in: transaction))
    }

    /// The papers as they lie on the desk; throws all that is wrong at once.
    private func components(
        at place: FilingPlace, in transaction: borrowing Transaction
    ) throws -> [AttachedComponent] {
        let content = DossierContent(
            caseKey: command.caseKey, answers: command.answers, components: [])
        let papers = HandedRules(procedure: place.procedure, caseKey: command.caseKey)
        let problems =
            try place.problems
            + content.formProblems(
                against: place.procedure, on: transaction.time.localDate, in: transaction)
            + CounterRules.problems(in: command) + papers.problems(in: command.components)
        guard problems.isEmpty else { throw Refusal.fields(problems) }
        return papers.attached(command.components)
    }
}

/// The rules for who applies and what is paid at the counter; pure.
enum CounterRules {
    /// All that is wrong.
    static func problems(in command: TakeInDossier) -> [Refusal.Field] {
        let applicant = command.applicant
        let lines: [(String, String?, Int)] = [
            ("applicant.fullName", applicant.fullName, 200),
            ("applicant.identityNumber", applicant.identityNumber, 12),
            ("applicant.phone", applicant.phone, 20),
            ("applicant.address", applicant.address, 300),
            ("applicant.representative", applicant.representative, 300),
            ("payment.receiptNumber", command.payment?.receiptNumber, 100),
        ]
        var problems = lines.compactMap { path, text, limit in
            text.flatMap { CatalogueText.problem($0, limit: limit) }
                .map { Refusal.Field(path, $0) }
        }
        if let number = applicant.identityNumber,
            ![9, 12].contains(number.count) || !number.allSatisfy(\.isNumber)
        {
            problems.append(
                .init("applicant.identityNumber", "Số định danh có 12 (hoặc 9) chữ số."))
        }
        if let amount = command.payment?.amountDong, !(0...1_000_000_000).contains(amount) {
            problems.append(.init("payment.amountDong", "Số tiền từ 0 đến 1000000000 đồng."))
        }
        return problems
    }
}
