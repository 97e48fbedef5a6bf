import Lifecycle

/// Counts the law's time the slow way, day by day and minute by minute, from a list of days off that
/// was written down by itself: the clock is held against it.
struct SlowCounter {
    /// The days from Monday to Friday that were off, and the Saturdays that were not.
    static let off: Set<String> = [
        "2025-01-01", "2025-01-27", "2025-01-28", "2025-01-29", "2025-01-30", "2025-01-31",
        "2025-04-07", "2025-04-30", "2025-05-01", "2025-05-02", "2025-09-01", "2025-09-02",
        "2026-01-01", "2026-01-02", "2026-02-16", "2026-02-17", "2026-02-18", "2026-02-19",
        "2026-02-20", "2026-04-27", "2026-04-30", "2026-05-01", "2026-08-31", "2026-09-01",
        "2026-09-02", "2026-11-24",
    ]
    static let worked: Set<String> = ["2025-04-26", "2026-01-10", "2026-08-22"]

    /// Whether people work on each day since 1970, as far as it was asked.
    private var known: [Int: Bool] = [:]

    mutating func works(_ day: Int) -> Bool {
        if let answer = known[day] { return answer }
        let name = LocalDate(daysSinceEpoch: day).description
        // 2025-01-06 was a Monday.
        let monday = LocalDate("2025-01-06")!.daysSinceEpoch
        let weekday = ((day - monday) % 7 + 7) % 7
        let answer = Self.worked.contains(name) || (weekday < 5 && !Self.off.contains(name))
        known[day] = answer
        return answer
    }

    /// The minutes of a working day, each by its number since midnight.
    static let workingMinutes = Array(420..<690) + Array(810..<1_020)

    /// Where minute `minute` of a day lies on the line of all minutes.
    static func line(_ day: Int, _ minute: Int) -> Int { day * 1_440 + minute }

    /// The day and the minute from which something received then counts.
    mutating func start(_ day: Int, _ minute: Int) -> (day: Int, minute: Int) {
        if works(day), minute <= 900 {
            for candidate in Self.workingMinutes where candidate >= minute {
                return (day, candidate)
            }
        }
        var next = day + 1
        while !works(next) { next += 1 }
        return (next, 420)
    }

    /// The end of the last of so many minutes of working time, on the line.
    mutating func due(
        minutes: Int, from start: (day: Int, minute: Int), pauses: [Range<Int>]
    ) -> Int {
        var left = minutes
        var day = start.day
        while true {
            defer { day += 1 }
            guard works(day) else { continue }
            let whole = Self.line(day, 0)..<Self.line(day + 1, 0)
            let isFree = day > start.day && !pauses.contains { $0.overlaps(whole) }
            if isFree, left > 480 {
                left -= 480
                continue
            }
            for minute in Self.workingMinutes {
                if day == start.day, minute < start.minute { continue }
                if isPaused(Self.line(day, minute), pauses) { continue }
                left -= 1
                if left == 0 { return Self.line(day, minute) + 1 }
            }
        }
    }

    private func isPaused(_ place: Int, _ pauses: [Range<Int>]) -> Bool {
        for pause in pauses where place >= pause.lowerBound && place < pause.upperBound {
            return true
        }
        return false
    }

    /// The end of work of the day so many days later, moved off days off, on the line.
    mutating func dueDay(days: Int, from start: Int) -> Int {
        var day = start
        for _ in 0..<days { day += 1 }
        while !works(day) { day += 1 }
        return Self.line(day, 1_020)
    }
}
