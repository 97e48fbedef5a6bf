import Contracts
import Lifecycle

/// A calendar table laid out for counting: for each day, whether people work and why not, and the
/// minutes of working time before it. Outside the laid-out years only weekends are off.
struct WorkingCalendar: Sendable {
    /// What it was laid out from.
    let table: CalendarTable
    /// The version it is kept under.
    let version: String
    /// Where the working day ends, in minutes since midnight.
    let endMinute: Int
    /// Up to which minute of the day what comes in counts from that day.
    let lastMinute: Int
    /// The minutes of working time in a working day.
    let minutesPerDay: Int

    private let sessions: [Range<Int>]
    private let years: ClosedRange<Int>
    private let firstDay: Int
    /// For each day: 0 when people work, 1 on a weekend, else 2 + the holiday's place.
    private let kinds: [UInt8]
    /// For each day the working minutes before it, and after the last one those before its end.
    private let before: [Int32]
    private let names: [String]

    /// Years laid out beyond those that are published.
    private static let margin = 12

    /// A table laid out; it must have no problems.
    init(_ table: CalendarTable, version: String) {
        (self.table, self.version) = (table, version)
        let sessions = table.sessions.map { table.minutes($0.from)!..<table.minutes($0.to)! }
        self.sessions = sessions
        endMinute = sessions.last?.upperBound ?? 0
        lastMinute = table.minutes(table.lastHour) ?? 0
        minutesPerDay = sessions.reduce(0) { $0 + $1.count }
        years = (table.years.first ?? 0)...(table.years.last ?? 0)
        let first = LocalDate(year: years.lowerBound - 1, month: 1, day: 1)!
        let end = LocalDate(year: years.upperBound + Self.margin, month: 1, day: 1)!
        firstDay = first.daysSinceEpoch
        var kinds = (first.daysSinceEpoch..<end.daysSinceEpoch).map { day in
            LocalDate(daysSinceEpoch: day).isWeekend ? UInt8(1) : 0
        }
        for (place, holiday) in table.holidays.enumerated() {
            for day in holiday.from.daysSinceEpoch...holiday.to.daysSinceEpoch {
                kinds[day - firstDay] = UInt8(min(2 + place, 255))
            }
        }
        for makeUp in table.makeUpDays { kinds[makeUp.day.daysSinceEpoch - firstDay] = 0 }
        names = ["", "Cuối tuần"] + table.holidays.map(\.name)
        var sum: Int32 = 0
        var before: [Int32] = [0]
        for kind in kinds {
            if kind == 0 { sum += Int32(minutesPerDay) }
            before.append(sum)
        }
        self.kinds = kinds
        self.before = before
    }

    /// Whether people work on the day.
    func isWorkingDay(_ day: LocalDate) -> Bool { kind(of: day.daysSinceEpoch) == 0 }

    /// Why the day is off; nil when people work.
    func reasonOff(_ day: LocalDate) -> String? {
        let kind = Int(kind(of: day.daysSinceEpoch))
        return kind == 0 ? nil : names[min(kind, names.count - 1)]
    }

    /// Whether the holidays of the day's year are published.
    func isPublished(_ day: LocalDate) -> Bool { years.contains(day.yearMonthDay.year) }

    /// The next working day from `day` on, `day` included.
    func workingDay(from day: LocalDate) -> LocalDate {
        var next = day.daysSinceEpoch
        while kind(of: next) != 0 { next += 1 }
        return LocalDate(daysSinceEpoch: next)
    }

    /// The minutes of working time before a moment, from the beginning of the laid-out years.
    func workingMinutes(before moment: Timestamp) -> Int {
        let day = moment.localDate.daysSinceEpoch
        let whole = minutes(beforeDay: day)
        guard kind(of: day) == 0 else { return whole }
        let minute = moment.minuteOfDay
        return sessions.reduce(whole) { sum, session in
            sum + min(max(minute - session.lowerBound, 0), session.count)
        }
    }

    /// The first moment before which there are that many minutes of working time: the end of a
    /// working day rather than the beginning of the next.
    func moment(afterWorkingMinutes minutes: Int) -> Timestamp {
        let day = day(ofWorkingMinute: minutes - 1)
        var rest = minutes - self.minutes(beforeDay: day)
        for session in sessions {
            if rest <= session.count {
                return LocalDate(daysSinceEpoch: day).at(minutes: session.lowerBound + rest)
            }
            rest -= session.count
        }
        return LocalDate(daysSinceEpoch: day).at(minutes: endMinute)
    }

    /// The beginning of the first session of a day.
    func beginning(of day: LocalDate) -> Timestamp {
        day.at(minutes: sessions.first?.lowerBound ?? 0)
    }

    /// The moment itself within a session, else the beginning of the next one.
    func workingMoment(from moment: Timestamp) -> Timestamp {
        let day = moment.localDate
        let minute = moment.minuteOfDay
        if isWorkingDay(day) {
            for session in sessions where minute < session.upperBound {
                return day.at(minutes: max(minute, session.lowerBound))
            }
        }
        return beginning(of: workingDay(from: day.adding(days: 1)))
    }

    private func kind(of day: Int) -> UInt8 {
        let place = day - firstDay
        if kinds.indices.contains(place) { return kinds[place] }
        return LocalDate(daysSinceEpoch: day).isWeekend ? 1 : 0
    }

    /// Outside the laid-out years, counted by whole weeks from their edge.
    private func minutes(beforeDay day: Int) -> Int {
        let place = day - firstDay
        if before.indices.contains(place) { return Int(before[place]) }
        let edge = place < 0 ? firstDay : firstDay + kinds.count
        let weeks = (day - edge) / 7
        let rest = edge + weeks * 7
        let days = rest <= day ? rest..<day : day..<rest
        let worked = days.reduce(0) { $0 + (kind(of: $1) == 0 ? 1 : 0) }
        let base = place < 0 ? 0 : Int(before[kinds.count])
        return base + (weeks * 5 + (rest <= day ? worked : -worked)) * minutesPerDay
    }

    /// The working day in which the minute with that number lies.
    private func day(ofWorkingMinute minute: Int) -> Int {
        var low = firstDay
        var high = firstDay + kinds.count
        if minute >= minutes(beforeDay: high) || minute < 0 {
            let days = minute.quotientAndRemainder(dividingBy: minutesPerDay * 5).quotient * 7
            (low, high) = (min(low, firstDay + days - 40), max(high, firstDay + days * 2 + 400))
        }
        // The last day before which there are at most `minute` minutes.
        while high - low > 1 {
            let middle = (low + high) / 2
            if minutes(beforeDay: middle) <= minute { low = middle } else { high = middle }
        }
        return low
    }
}
