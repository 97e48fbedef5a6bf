import Contracts
import Lifecycle

/// The working calendar as the city keeps it in `calendar.json`: dated tables, no formula. Which days
/// are holidays, and which Saturdays make up for them, is decided anew each year.
struct CalendarTable: Codable, Hashable, Sendable {
    /// A stretch of the working day, as times of day `HH:MM`.
    struct Session: Codable, Hashable, Sendable {
        /// Its beginning.
        var from: String
        /// Its end.
        var to: String
    }

    /// Days off by decision.
    struct Holiday: Codable, Hashable, Sendable {
        /// The first day.
        var from: LocalDate
        /// The last day.
        var to: LocalDate
        /// What people call it: `Tết Nguyên đán`.
        var name: String
    }

    /// A Saturday or Sunday on which people work.
    struct MakeUpDay: Codable, Hashable, Sendable {
        /// The day.
        var day: LocalDate
        /// For which day: `Làm bù cho ngày 02/5/2025`.
        var reason: String
    }

    /// The working hours of each working day, in order.
    var sessions: [Session]
    /// What comes in after this time of day counts from the next working day.
    var lastHour: String
    /// The years whose holidays are published.
    var years: [Int]
    /// The holidays.
    var holidays: [Holiday]
    /// The days on which people work for one of them.
    var makeUpDays: [MakeUpDay]
    /// Where it is decided: the acts and announcements.
    var sources: [String]
}

extension CalendarTable {
    /// All that is wrong with it, in sentences for the operator.
    var problems: [String] {
        var problems: [String] = []
        let times = sessions.flatMap { [minutes($0.from), minutes($0.to)] }
        if times.isEmpty || times.contains(nil)
            || zip(times, times.dropFirst()).contains(where: { $0.0! >= $0.1! })
        {
            problems.append("sessions: times of day HH:MM, one after the other")
        }
        if minutes(lastHour) == nil { problems.append("lastHour: a time of day HH:MM") }
        if years.isEmpty || years != Array((years.first ?? 0)...(years.last ?? 0)) {
            problems.append("years: one after the other")
        }
        for holiday in holidays
        where holiday.to < holiday.from || !isPublished(holiday.from) || !isPublished(holiday.to) {
            problems.append("holidays: \(holiday.name) ends before it begins, or in no listed year")
        }
        for makeUp in makeUpDays where !makeUp.day.isWeekend || isHoliday(makeUp.day) {
            problems.append("makeUpDays: \(makeUp.day) is no day off, or a holiday")
        }
        return problems
    }

    /// Minutes since midnight of `HH:MM`; nil when it is no time of day.
    func minutes(_ time: String) -> Int? {
        let parts = time.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.count == 2 && $0.allSatisfy(\.isNumber) }),
            let hour = Int(parts[0]), let minute = Int(parts[1]), hour < 24, minute < 60
        else { return nil }
        return hour * 60 + minute
    }

    private func isHoliday(_ day: LocalDate) -> Bool {
        holidays.contains { $0.from <= day && day <= $0.to }
    }

    private func isPublished(_ day: LocalDate) -> Bool {
        years.contains(day.yearMonthDay.year)
    }
}

extension LocalDate {
    /// 0 for Monday to 6 for Sunday; 1970-01-01 was a Thursday.
    var weekday: Int { ((daysSinceEpoch + 3) % 7 + 7) % 7 }

    /// Whether it is a Saturday or a Sunday.
    var isWeekend: Bool { weekday >= 5 }

    /// The day that many days later.
    func adding(days: Int) -> LocalDate { LocalDate(daysSinceEpoch: daysSinceEpoch + days) }

    /// The same day of the month that many months later, or the last one of that month.
    func adding(months: Int) -> LocalDate {
        let (year, month, day) = yearMonthDay
        let index = year * 12 + month - 1 + months
        for last in stride(from: day, through: 28, by: -1) {
            if let found = LocalDate(year: index / 12, month: index % 12 + 1, day: last) {
                return found
            }
        }
        return LocalDate(year: index / 12, month: index % 12 + 1, day: min(day, 28)) ?? self
    }

    /// The moment so many minutes after its midnight.
    func at(minutes: Int) -> Timestamp {
        Timestamp(milliseconds: (Int64(daysSinceEpoch) * 1_440 + Int64(minutes) - 420) * 60_000)
    }
}

extension Timestamp {
    /// Minutes since midnight in Đà Nẵng, cut to the whole minute.
    var minuteOfDay: Int {
        let minutes = (milliseconds + 7 * 3_600_000).dividedDown(by: 60_000)
        return Int(minutes - minutes.dividedDown(by: 1_440) * 1_440)
    }
}

extension Int64 {
    fileprivate func dividedDown(by divisor: Int64) -> Int64 {
        self >= 0 ? self / divisor : (self - divisor + 1) / divisor
    }
}
