import Contracts
import Lifecycle

/// Counts the law's time under one calendar. Pure.
///
/// A time in working days or hours runs in working minutes from the moment it counts from; one in
/// calendar days or months ends with the working time of its last day, the first day not counted
/// (Civil Code 2015, art. 147–148), and never on a day off. What comes in after the last hour counts
/// from the next working day. Everything is cut to whole minutes.
struct LegalClock: Sendable {
    /// The calendar it counts under.
    let calendar: WorkingCalendar

    /// When something received at `receivedAt` must be done.
    ///
    /// A term of 0 working days ends with the day it counts from.
    ///
    /// - Parameter pauses: Where the clock stood still, in order; one that lasts counts as far as its
    ///   beginning, as if it ended at once.
    func dueDate(
        of term: Term, from receivedAt: Timestamp, pauses: [ClockPause] = []
    ) -> DueDate {
        let (start, delay) = beginning(for: receivedAt)
        let pauses = pauses.filter { ($0.until ?? $0.from) > max($0.from, start) }
        let isInWorkingTime = term.unit == .workingDay || term.unit == .workingHour
        let counted =
            isInWorkingTime
            ? workingTime(minutes(of: term), from: start, pauses)
            : wholeDays(of: term, from: start, pauses)
        let years = [start.localDate, counted.dueAt.localDate]
        let unpublished = years.first { !calendar.isPublished($0) }?.yearMonthDay.year
        return DueDate(
            dueAt: counted.dueAt,
            explanation: DueDateExplanation(
                receivedAt: receivedAt, countedFrom: start, delay: delay, amount: term.amount,
                unit: term.unit, article: term.article, spans: counted.spans,
                calendar: calendar.version, unpublishedYear: unpublished))
    }

    /// The minutes of working time between two moments.
    func workingMinutes(from: Timestamp, to: Timestamp) -> Int {
        calendar.workingMinutes(before: to) - calendar.workingMinutes(before: from)
    }

    /// The end of the working time of a day, or of the next working day when it is off.
    func endOfWork(on day: LocalDate) -> Timestamp {
        calendar.workingDay(from: day).at(minutes: calendar.endMinute)
    }

    private func minutes(of term: Term) -> Int {
        term.amount * (term.unit == .workingHour ? 60 : calendar.minutesPerDay)
    }

    /// From when the time counts.
    private func beginning(
        for receivedAt: Timestamp
    ) -> (start: Timestamp, delay: CountingDelay?) {
        let day = receivedAt.localDate
        guard calendar.isWorkingDay(day) else {
            return (calendar.workingMoment(from: receivedAt), .dayOff)
        }
        let minute = receivedAt.minuteOfDay
        if minute > calendar.lastMinute {
            let next = calendar.workingDay(from: day.adding(days: 1))
            return (calendar.beginning(of: next), .afterLastHour)
        }
        let start = calendar.workingMoment(from: receivedAt)
        return (start, start == day.at(minutes: minute) ? nil : .outsideHours)
    }

    private func workingTime(
        _ minutes: Int, from start: Timestamp, _ pauses: [ClockPause]
    ) -> (dueAt: Timestamp, spans: [CountedSpan]) {
        var left = minutes
        var cursor = start
        var spans = SpanList(calendar: calendar)
        for pause in pauses {
            let until = pause.until ?? pause.from
            let begin = max(pause.from, cursor)
            let run = workingMinutes(from: cursor, to: begin)
            if run >= left || until <= begin { continue }
            left -= run
            spans.addWork(from: cursor, until: begin)
            spans.addPause(from: begin, until: until, reason: pause.reason)
            cursor = until
        }
        let due =
            minutes == 0
            ? endOfWork(on: start.localDate)
            : calendar.moment(
                afterWorkingMinutes: calendar.workingMinutes(before: cursor) + left)
        spans.addWork(from: cursor, until: due)
        return (due, spans.all)
    }

    private func wholeDays(
        of term: Term, from start: Timestamp, _ pauses: [ClockPause]
    ) -> (dueAt: Timestamp, spans: [CountedSpan]) {
        let first = start.localDate
        var last =
            term.unit == .month
            ? first.adding(months: term.amount) : first.adding(days: term.amount)
        var spans = SpanList(calendar: calendar)
        var cursor = start
        for pause in pauses {
            let (begin, until) = (max(pause.from, start), pause.until ?? pause.from)
            guard begin.localDate <= last else { continue }
            let days = until.localDate.daysSinceEpoch - begin.localDate.daysSinceEpoch
            last = last.adding(days: max(days, 0))
            spans.addDays(from: cursor, until: begin)
            spans.addPause(from: begin, until: until, reason: pause.reason)
            cursor = max(cursor, until)
        }
        let due = endOfWork(on: last)
        let isOff = due.localDate > last
        spans.addDays(from: cursor, until: last.at(minutes: isOff ? 0 : calendar.endMinute))
        if isOff { spans.addDaysOff(from: last, before: due.localDate) }
        return (due, spans.all)
    }
}
