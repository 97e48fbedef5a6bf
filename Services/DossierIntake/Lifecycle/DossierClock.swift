import Contracts
import Lifecycle

/// The law's clock of one dossier: what runs, since when, and where it stood still. Its due date and
/// the explanation follow from it and from the calendar it names, at any later day the same.
struct DossierClock: Codable, Hashable, Sendable {
    /// What the unit must be done with.
    enum Purpose: String, Codable, Sendable {
        /// Taking in, or not.
        case acceptance
        /// The result.
        case handling
    }

    /// What the unit must be done with.
    var purpose: Purpose
    /// When the time began.
    var from: Timestamp
    /// How much of it there is.
    var term: Term
    /// Where it stood still; the last one may still last.
    var pauses: [ClockPause] = []
    /// The day the unit has promised instead, when it said sorry.
    var promisedDay: LocalDate?
    /// When it was stopped for good.
    var endedAt: Timestamp?
    /// The version of the working calendar it goes by.
    var calendar: String

    /// Whether it stands still.
    var isPaused: Bool { endedAt == nil && pauses.last.map { $0.until == nil } ?? false }

    /// When it rings, with the explanation.
    func dueDate(by clock: LegalClock) -> DueDate {
        var due = clock.dueDate(of: term, from: from, pauses: pauses)
        if let promisedDay { due.dueAt = max(due.dueAt, clock.endOfWork(on: promisedDay)) }
        return due
    }

    /// When it rings; nil while it stands still or has ended.
    func runningDueAt(by clock: LegalClock) -> Timestamp? {
        endedAt == nil && !isPaused ? dueDate(by: clock).dueAt : nil
    }
}
