import Contracts
import Lifecycle

/// A move that was found lawful, with all that follows from it. Only `LawfulMoves.judge` makes one, and
/// the store changes a dossier's status by nothing else: an unlawful move cannot be written.
struct Transition: Hashable, Sendable {
    /// What was done.
    let move: Move
    /// The status before.
    let from: DossierStatus
    /// The status after.
    let to: DossierStatus
    /// Where it will go back to.
    let returnStatus: DossierStatus?
    /// What happens to the clock.
    let clock: ClockEffect
    /// What came of it.
    let outcome: DossierOutcome?
    /// Whether handling is over.
    let finishes: Bool
    /// Whether all is over.
    let closes: Bool

    /// What a move does to the clock.
    enum ClockEffect: Hashable, Sendable {
        /// It goes on as before.
        case none
        /// The time for what comes next begins, from zero.
        case start
        /// It stands still.
        case pause
        /// It goes on where it stood.
        case resume
        /// The unit has promised another day.
        case promise(LocalDate)
        /// It has done its work.
        case end
    }

    fileprivate init(
        _ move: Move, from: DossierStatus, to: DossierStatus, returnStatus: DossierStatus? = nil,
        clock: ClockEffect = .none, outcome: DossierOutcome? = nil, finishes: Bool = false,
        closes: Bool = false
    ) {
        self.move = move
        self.from = from
        self.to = to
        self.returnStatus = returnStatus
        self.clock = clock
        self.outcome = outcome
        self.finishes = finishes
        self.closes = closes
    }
}

/// The national statuses and who may move a dossier from which to which, when, by which article.
/// Pure: everything it needs is in its arguments.
enum LawfulMoves {
    /// From which statuses a move starts, and who may make it there.
    static func parts(for move: DossierMove, _ state: LifecycleState) -> Set<Mover.Part>? {
        switch (move, state.status) {
        case (.accept, .registered), (.refuse, .registered): [.reception]
        case (.requestSupplement, .registered): [.reception]
        case (.requestSupplement, .received), (.requestSupplement, .inProgress): [.handling]
        case (.completeSupplement, .supplementRequired):
            state.returnStatus == .registered ? [.reception] : [.handling]
        case (.lapse, .supplementRequired): [.reception]
        case (.beginHandling, .received): [.handling]
        case (.requestPayment, .inProgress): [.handling]
        case (.recordPayment, .paymentRequired): [.reception]
        case (.apologise, .received), (.apologise, .inProgress): [.handling]
        case (.propose, .received), (.propose, .inProgress): [.handling]
        case (.finish, .received), (.finish, .inProgress):
            state.needsSignature ? [.leadership] : [.handling]
        case (.stop, .received), (.stop, .inProgress): [.leadership]
        case (.returnResult, .finished): [.reception]
        case (.requestWithdrawal, .registered), (.requestWithdrawal, .received),
            (.requestWithdrawal, .inProgress), (.requestWithdrawal, .supplementRequired):
            [.citizen]
        case (.confirmWithdrawal, .withdrawalRequested),
            (.declineWithdrawal, .withdrawalRequested):
            [.reception]
        default: nil
        }
    }

    /// The transition a move makes, or the reason why the law does not allow it.
    static func judge(
        _ move: Move, by mover: Mover, _ state: LifecycleState, at now: Timestamp
    ) throws(Refusal) -> Transition {
        if state.closedAt != nil { throw .dossierClosed(state.status) }
        guard let parts = parts(for: move.kind, state) else {
            throw .moveNotFromHere(move.kind, state.status)
        }
        guard mover.isAny(of: parts) else { throw .moveOfOthers(move.kind, parts) }
        try LawfulTime.check(move, state, at: now)
        return transition(move, state)
    }

    /// The moves that would be lawful now; their particulars are still to be given.
    static func offered(to mover: Mover, _ state: LifecycleState, at now: Timestamp)
        -> [DossierMove]
    {
        guard state.closedAt == nil else { return [] }
        return DossierMove.allCases.filter { move in
            guard let parts = parts(for: move, state), mover.isAny(of: parts) else { return false }
            return LawfulTime.isOpen(move, state, at: now)
        }
    }

    private static func transition(_ move: Move, _ state: LifecycleState) -> Transition {
        let from = state.status
        let back = state.returnStatus ?? from
        switch move {
        case .accept: return .init(move, from: from, to: .received, clock: .start)
        case .refuse:
            return .init(
                move, from: from, to: .refused, clock: .end, outcome: .refused, finishes: true,
                closes: true)
        case .requestSupplement:
            return .init(
                move, from: from, to: .supplementRequired, returnStatus: from, clock: .pause)
        case .completeSupplement: return .init(move, from: from, to: back, clock: .start)
        case .lapse:
            return .init(
                move, from: from, to: .refused, clock: .end, outcome: .lapsed, finishes: true,
                closes: true)
        case .beginHandling: return .init(move, from: from, to: .inProgress)
        case .requestPayment:
            return .init(move, from: from, to: .paymentRequired, returnStatus: from, clock: .pause)
        case .recordPayment: return .init(move, from: from, to: back, clock: .resume)
        case .propose: return .init(move, from: from, to: from)
        case .finish(let result):
            let outcome = result?.outcome ?? state.proposal ?? .granted
            return .init(
                move, from: from, to: .finished, clock: .end, outcome: outcome, finishes: true)
        case .stop:
            return .init(
                move, from: from, to: .stopped, clock: .end, outcome: .stopped, finishes: true,
                closes: true)
        case .apologise(_, let day):
            return .init(move, from: from, to: from, clock: .promise(day))
        case .returnResult: return .init(move, from: from, to: .resultReturned, closes: true)
        case .requestWithdrawal:
            return .init(move, from: from, to: .withdrawalRequested, returnStatus: from)
        case .confirmWithdrawal:
            return .init(
                move, from: from, to: .withdrawalRequested, clock: .end, outcome: .withdrawn,
                finishes: true, closes: true)
        case .declineWithdrawal: return .init(move, from: from, to: back)
        }
    }
}

extension Move.Result {
    /// The outcome it is.
    var outcome: DossierOutcome {
        switch self {
        case .granted: .granted
        case .refused: .refused
        }
    }
}
