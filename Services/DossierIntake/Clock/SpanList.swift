import Contracts
import Lifecycle

/// Gathers the stretches of a counted time; days off that follow one another for the same reason are
/// one.
struct SpanList {
    let calendar: WorkingCalendar
    private(set) var all: [CountedSpan] = []

    /// Nothing yet.
    init(calendar: WorkingCalendar) { self.calendar = calendar }

    /// Working time: the days on which people work count by their minutes, the others are skipped.
    mutating func addWork(from: Timestamp, until: Timestamp) {
        guard from < until else { return }
        var runStart: Timestamp?
        var day = from.localDate
        let last = until.localDate
        while day <= last {
            if calendar.isWorkingDay(day) {
                if runStart == nil {
                    runStart = day == from.localDate ? from : calendar.beginning(of: day)
                }
                day = day.adding(days: 1)
                continue
            }
            close(&runStart, at: day.adding(days: -1).at(minutes: calendar.endMinute))
            let next = min(nextReason(after: day), last.adding(days: 1))
            skip(from: max(day.at(minutes: 0), from), until: min(next.at(minutes: 0), until))
            day = next
        }
        close(&runStart, at: until)
    }

    /// Whole days, on which everything counts.
    mutating func addDays(from: Timestamp, until: Timestamp) {
        guard from < until else { return }
        let days = until.localDate.daysSinceEpoch - from.localDate.daysSinceEpoch
        all.append(CountedSpan(kind: .counted, from: from, until: until, counts: days))
    }

    /// Days off behind the last day, which move it to the next working day.
    mutating func addDaysOff(from first: LocalDate, before end: LocalDate) {
        var day = first
        while day < end {
            let next = min(nextReason(after: day), end)
            skip(from: day.at(minutes: 0), until: next.at(minutes: 0))
            day = next
        }
    }

    /// The clock stood still.
    mutating func addPause(from: Timestamp, until: Timestamp, reason: String) {
        all.append(
            CountedSpan(kind: .paused, from: from, until: until, counts: 0, reason: reason))
    }

    private mutating func close(_ run: inout Timestamp?, at end: Timestamp) {
        guard let start = run else { return }
        run = nil
        let minutes =
            calendar.workingMinutes(before: end) - calendar.workingMinutes(before: start)
        guard minutes > 0 else { return }
        all.append(CountedSpan(kind: .counted, from: start, until: end, counts: minutes))
    }

    private mutating func skip(from: Timestamp, until: Timestamp) {
        all.append(
            CountedSpan(
                kind: .skipped, from: from, until: until, counts: 0,
                reason: calendar.reasonOff(from.localDate)))
    }

    private func nextReason(after day: LocalDate) -> LocalDate {
        let reason = calendar.reasonOff(day)
        var next = day.adding(days: 1)
        while calendar.reasonOff(next) == reason { next = next.adding(days: 1) }
        return next
    }
}
