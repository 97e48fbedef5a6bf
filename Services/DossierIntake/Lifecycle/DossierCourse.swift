import Contracts
import Lifecycle
import Store

/// How far a dossier has come: everything of its row that moves change.
struct DossierCourse: Sendable {
    var status: DossierStatus
    var returnStatus: DossierStatus?
    var proposal: DossierOutcome?
    var outcome: DossierOutcome?
    var acceptedAt: Timestamp?
    var finishedAt: Timestamp?
    var closedAt: Timestamp?
    var clock: DossierClock?
    /// When the unit must be done with what it is to do now; nil while the clock stands still.
    var dueAt: Timestamp?
    var supplementsAsked = 0
    var supplementDay: LocalDate?
    /// When the citizen last sent what was asked for.
    var supplementSentAt: Timestamp?
    var apologies = 0
    var needsSignature = false
    var assignee: NamedOfficer?
    var amountDue: Int?
    var paymentReceipt: String?
    /// The number in the unit's register of the year, from the day it is taken in.
    var registerNumber: Int?

    /// Where a dossier begins that was submitted online: its acceptance is awaited.
    static func submitted(clock: DossierClock, dueAt: Timestamp, needsSignature: Bool)
        -> DossierCourse
    {
        DossierCourse(
            status: .registered, clock: clock, dueAt: dueAt, needsSignature: needsSignature)
    }

    /// What the rules must know.
    func state(law: RuleOfLaw, supplementUntil: Timestamp) -> LifecycleState {
        LifecycleState(
            status: status, returnStatus: returnStatus, closedAt: closedAt, dueAt: dueAt,
            supplementUntil: supplementUntil, supplementsAsked: supplementsAsked,
            supplementDay: supplementDay, apologies: apologies, proposal: proposal,
            needsSignature: needsSignature, law: law)
    }

    /// Where the queue of the unit shows it: by its due date, those without one last.
    var queueAt: Timestamp { dueAt ?? Timestamp(milliseconds: Self.lastPlace) }

    /// Later than any due date.
    static let lastPlace: Int64 = 1 << 52
}

extension DossierCourse {
    /// What a lawful move makes of it.
    ///
    /// - Parameters:
    ///   - legal: The law's clock under the calendar in force, for a time that begins.
    ///   - term: How much time the handling has.
    func after(
        _ transition: Transition, at now: Timestamp, term: Term, by legal: LegalClock,
        and own: LegalClock
    ) -> DossierCourse {
        var next = self
        next.status = transition.to
        next.returnStatus =
            transition.returnStatus ?? (transition.from == transition.to ? returnStatus : nil)
        next.outcome = transition.outcome ?? outcome
        if transition.finishes { next.finishedAt = now }
        if transition.closes { next.closedAt = now }
        next.note(transition.move, at: now)
        next.turnClock(transition, at: now, term: term, by: legal, and: own)
        return next
    }

    private mutating func note(_ move: Move, at now: Timestamp) {
        switch move {
        case .accept:
            acceptedAt = now
            assignee = nil
        case .requestSupplement(let supplement):
            supplementsAsked += 1
            supplementDay = supplement.lastDay
        case .completeSupplement, .lapse: supplementDay = nil
        case .requestPayment(let amount, _): amountDue = amount
        case .recordPayment(let number): paymentReceipt = number
        case .propose(let result): proposal = result.outcome
        case .finish: assignee = nil
        case .apologise: apologies += 1
        default: break
        }
    }

    private mutating func turnClock(
        _ transition: Transition, at now: Timestamp, term: Term, by legal: LegalClock,
        and own: LegalClock
    ) {
        var clock = clock
        var judge = own
        switch transition.clock {
        case .none: return
        case .start:
            let isTaken = transition.to != .registered
            clock = DossierClock(
                purpose: isTaken ? .handling : .acceptance, from: now,
                term: isTaken ? term : .acceptance, calendar: legal.calendar.version)
            judge = legal
        case .pause:
            clock?.pauses.append(
                ClockPause(from: now, until: nil, reason: transition.to.title))
        case .resume:
            if let last = clock?.pauses.indices.last { clock?.pauses[last].until = now }
        case .promise(let day): clock?.promisedDay = day
        case .end: clock?.endedAt = now
        }
        self.clock = clock
        dueAt = clock?.runningDueAt(by: judge)
    }
}
