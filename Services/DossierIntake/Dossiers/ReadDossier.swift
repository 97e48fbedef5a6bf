import Contracts
import Lifecycle
import Messaging
import Store

/// Shows a dossier with its form, papers, history and clock: to its citizen, or to an officer of its
/// unit.
struct ReadDossierHandler: QueryHandler {
    let store: Store
    let seal: AnswerSeal
    let payments: Payments
    let clock: WallClock

    /// The dossier in its present version.
    func answer(_ query: ReadDossier, for caller: Caller) async throws -> Dossier {
        let caller = try DossierCaller(caller)
        let view = DossierView(seal: seal)
        let (payments, now) = (payments, clock.now())
        return try await store.read { snapshot in
            let dossier = try KeptDossier.find(query.code, for: caller, in: snapshot)
            var shown = try view.dossier(dossier, for: caller, at: now, in: snapshot)
            shown.payment = try payments.request(of: dossier)
            return shown
        }
    }
}

/// A dossier as people see it, put together from what is kept.
struct DossierView: Sendable {
    let seal: AnswerSeal

    /// All of it, as the caller may see it.
    func dossier(
        _ kept: KeptDossier, for caller: DossierCaller, at now: Timestamp,
        in reader: borrowing some SQLReader & ~Copyable
    ) throws -> Dossier {
        var shown = try withoutAnswers(kept, for: caller, at: now, in: reader)
        shown.answers = try seal.open(kept.sealedAnswers, for: kept.sealedRow)
        if case .officer = caller {
            shown.fees = try kept.procedureContent(in: reader).fees
                .filter { $0.applies(in: kept.caseKey, by: kept.channel) }
        }
        shown.appointment = try Appointments(seal: seal).of(kept)
        shown.applicant = try kept.sealedApplicant.map {
            try seal.open($0, for: KeptDossier.applicantRow(kept.id))
        }
        return shown
    }

    /// What may be kept in a reply: nothing of what is sealed in the store but the reasons of moves.
    func withoutAnswers(
        _ kept: KeptDossier, for caller: DossierCaller, at now: Timestamp,
        in reader: borrowing some SQLReader & ~Copyable
    ) throws -> Dossier {
        let isOfficer = if case .officer = caller { true } else { false }
        let history = DossierHistory(seal: seal)
        let clocks = try DossierClocks(of: kept, in: reader)
        let course = kept.course
        let due = course.shownDue(by: clocks.own)
        return Dossier(
            code: kept.code, procedure: kept.procedure, procedureName: kept.procedureName,
            caseKey: kept.caseKey, unit: kept.unit, unitName: kept.unitName, status: kept.status,
            answers: [:], components: try Comparisons.marked(kept.components, in: reader),
            history: try history.read(kept.id, isOfficer: isOfficer, in: reader),
            submittedAt: kept.submittedAt, changedAt: kept.changedAt, canAmend: kept.canAmend,
            channel: kept.channel, due: due, dueInWords: due?.inWords,
            isPaused: course.clock?.isPaused ?? false,
            supplement: try supplement(kept, history, in: reader),
            payment: course.amountDue.map {
                PaymentRequest(amountDong: $0, receiptNumber: course.paymentReceipt)
            },
            outcome: course.outcome, handOver: try handOver(kept, history, in: reader),
            closedAt: course.closedAt, assignee: isOfficer ? course.assignee : nil,
            sync: isOfficer ? kept.sync : nil,
            moves: LawfulMoves.offered(to: caller.mover, kept.state(by: clocks.own), at: now)
                .map(OfferedMove.init),
            version: kept.version)
    }

    private func supplement(
        _ kept: KeptDossier, _ history: DossierHistory,
        in reader: borrowing some SQLReader & ~Copyable
    ) throws -> SupplementRequest? {
        guard kept.course.supplementsAsked > 0,
            let step = try history.newest(.moved(.requestSupplement), of: kept.id, in: reader),
            let day = step.detail.day
        else { return nil }
        return SupplementRequest(
            reason: step.detail.reason ?? "", legalGround: step.detail.legalGround ?? "",
            items: step.detail.items ?? [], lastDay: day, askedAt: step.at,
            sentAt: kept.course.supplementSentAt)
    }

    private func handOver(
        _ kept: KeptDossier, _ history: DossierHistory,
        in reader: borrowing some SQLReader & ~Copyable
    ) throws -> ResultHandOver? {
        guard kept.status == .resultReturned else { return nil }
        return try history.newest(.moved(.returnResult), of: kept.id, in: reader)?.detail.handOver
    }
}

extension DossierCourse {
    /// The due date of the time that runs or stands still; nil once the work is done.
    func shownDue(by clock: LegalClock) -> DueDate? {
        guard let own = self.clock, own.endedAt == nil else { return nil }
        return own.dueDate(by: clock)
    }
}
