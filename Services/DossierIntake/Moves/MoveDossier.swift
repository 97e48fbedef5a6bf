import Contracts
import Lifecycle
import Messaging
import Store

/// Makes a move: judged by the law, kept with its step, its paper and its announcement at once or
/// not at all.
struct MoveDossierHandler: CommandHandler {
    let seal: AnswerSeal
    let papers: PaperDesk

    /// Where the dossier stands after it; refuses what the law does not allow, and what another has
    /// done meanwhile.
    func handle(_ command: MoveDossier, _ delivery: Delivery) async throws -> MovedDossier {
        let caller = try DossierCaller(delivery.caller)
        let move = try Move(command)
        let (history, papers) = (DossierHistory(seal: seal), papers)
        return try await delivery.transaction { transaction in
            let dossier = try KeptDossier.find(command.code, for: caller, in: transaction)
            try dossier.requireVersion(command.version, in: transaction)
            let step = MoveStep(
                dossier: dossier, caller: caller, history: history, papers: papers)
            return try step.make(move, in: transaction)
        }
    }
}

/// One move of one dossier by one caller.
private struct MoveStep {
    let dossier: KeptDossier
    let caller: DossierCaller
    let history: DossierHistory
    let papers: PaperDesk

    func make(_ move: Move, in transaction: borrowing Transaction) throws -> MovedDossier {
        let clocks = try DossierClocks(of: dossier, in: transaction)
        let transition = try LawfulMoves.judge(
            move, by: caller.mover, dossier.state(by: clocks.own), at: transaction.time)
        let actor = try actor(of: move.kind, in: transaction)
        if case .requestSupplement(let supplement) = move {
            try check(supplement.items, in: transaction)
        }
        var course = dossier.course.after(
            transition, at: transaction.time,
            term: try Term.handling(of: dossier, in: transaction), by: clocks.present,
            and: clocks.own)
        if move == .accept {
            course.registerNumber = try RegisterNumber.next(
                of: dossier.unit, on: transaction.time.localDate, in: transaction)
        }
        return try keep(move, course, by: actor, in: transaction)
    }

    private func keep(
        _ move: Move, _ course: DossierCourse, by actor: StepActor,
        in transaction: borrowing Transaction
    ) throws -> MovedDossier {
        try course.keep(for: dossier.id, from: dossier.version, in: transaction)
        let version = dossier.version + 1
        try history.add(
            NewStep(
                action: .moved(move.kind), status: course.status, version: version,
                detail: StepDetail(move)),
            to: dossier.id, by: actor, in: transaction)
        if let addition = MonthlyCounts.Addition(
            from: dossier.course, to: course, dossier.channel)
        {
            try MonthlyCounts.add(
                addition, unit: (dossier.unit, dossier.unitName),
                procedure: (dossier.procedure, dossier.procedureName), in: transaction)
        }
        try transaction.publish(
            DossierMoved(move, of: dossier, course, at: transaction.time, sequence: version))
        try transaction.audit(
            "dossier-\(move.kind.rawValue)", by: caller.id, of: dossier.id.rawValue)
        return MovedDossier(
            code: dossier.code, status: course.status, dueAt: course.dueAt,
            paper: try issue(move, by: actor, in: transaction), version: version)
    }

    /// Issues the paper that the move asks for; answers which of the dossier's papers it is.
    private func issue(
        _ move: Move, by actor: StepActor, in transaction: borrowing Transaction
    ) throws -> Int? {
        let after = try KeptDossier.find(dossier.code, for: caller, in: transaction)
        let paper = try papers.paper(
            for: move, before: dossier, after: after, by: actor.name ?? "", in: transaction)
        return try paper.map {
            try IssuedPapers(seal: papers.seal)
                .keep($0, of: dossier.id, by: actor.id, in: transaction)
        }
    }

    /// Who makes the move. What an officer has taken on is that officer's work, the leader's, and
    /// during an absence that of whoever stands in.
    private func actor(
        of move: DossierMove, in transaction: borrowing Transaction
    ) throws -> StepActor {
        guard move.isWorkOfAssignee, case .officer(let officer) = caller,
            let assignee = dossier.course.assignee, assignee.id != officer.id,
            !officer.duties.contains(.leadership)
        else { return StepActor(caller) }
        guard try officer.standsIn(for: assignee.id, in: transaction) else {
            throw Refusal.assignedToAnother(assignee.name)
        }
        return StepActor(officer, insteadOf: assignee)
    }

    private func check(
        _ items: [SupplementItem], in transaction: borrowing Transaction
    ) throws {
        let procedure = try dossier.procedureContent(in: transaction)
        let known = Set(procedure.components.map(\.key))
        let wrong = items.enumerated().filter { $1.component.map { !known.contains($0) } ?? false }
        guard wrong.isEmpty else {
            throw Refusal.fields(
                wrong.map { index, _ in
                    .init(
                        "items[\(index)].component", "Thủ tục không có thành phần hồ sơ này.")
                })
        }
    }
}

extension DossierMove {
    /// Whether it belongs to the officer who has taken the dossier on.
    fileprivate var isWorkOfAssignee: Bool {
        switch self {
        case .accept, .refuse, .requestSupplement, .completeSupplement, .beginHandling,
            .requestPayment, .apologise, .propose, .finish:
            true
        default: false
        }
    }
}

extension StepDetail {
    /// The particulars of a move; nil when it has none.
    init?(_ move: Move) {
        self.init()
        switch move {
        case .refuse(let grounds), .stop(let grounds): note(grounds)
        case .requestSupplement(let supplement):
            note(supplement.grounds)
            (items, day) = (supplement.items, supplement.lastDay)
        case .requestPayment(let amount, let reason):
            (amountDong, self.reason) = (amount, reason)
        case .recordPayment(let number): receiptNumber = number
        case .propose(let result), .finish(.some(let result)):
            outcome = result.outcome
            if case .refused(let grounds) = result { note(grounds) }
        case .apologise(let reason, let newDay): (self.reason, day) = (reason, newDay)
        case .returnResult(let handOver): self.handOver = handOver
        case .requestWithdrawal(let reason), .declineWithdrawal(let reason): self.reason = reason
        case .accept, .completeSupplement, .lapse, .beginHandling, .finish(nil),
            .confirmWithdrawal:
            return nil
        }
    }

    private mutating func note(_ grounds: Move.Grounds) {
        (reason, legalGround) = (grounds.reason, grounds.legalGround)
    }
}

extension DossierMoved {
    /// The announcement of a move.
    fileprivate init(
        _ move: Move, of dossier: KeptDossier, _ course: DossierCourse, at time: Timestamp,
        sequence: Int64
    ) {
        let detail = StepDetail(move)
        self.init(
            dossier: dossier.id, code: dossier.code, citizen: dossier.citizen, unit: dossier.unit,
            unitName: dossier.unitName, procedureName: dossier.procedureName, move: move.kind,
            status: course.status, reason: detail?.reason, legalGround: detail?.legalGround,
            items: detail?.items, day: detail?.day, amountDong: detail?.amountDong,
            outcome: course.outcome, dueAt: course.dueAt, movedAt: time, sequence: sequence)
    }
}

extension Refusal {
    /// Another officer has taken it on.
    static func assignedToAnother(_ name: String) -> Refusal {
        Refusal(
            .conflict, "assigned-to-another",
            "Hồ sơ đang do \(name) xử lý. Lãnh đạo đơn vị có thể phân công lại.")
    }
}
