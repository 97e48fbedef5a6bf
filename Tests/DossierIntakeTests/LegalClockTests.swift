import Contracts
import Foundation
import Lifecycle
import TestSupport
import Testing

@testable import DossierIntake

@Suite struct LegalClockTests {
    /// The city's own calendar.
    static let table: CalendarTable = {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../deploy/catalogue/calendar.json")
        return try! JSONDecoder().decode(
            CalendarTable.self, from: Foundation.Data(contentsOf: file))
    }()
    static let clock = LegalClock(calendar: WorkingCalendar(table, version: "v"))

    static func time(_ text: String) -> Timestamp {
        Timestamp(rfc3339: text.replacing(" ", with: "T") + ":00+07:00")!
    }

    private func due(
        _ amount: Int, _ unit: TimeUnit, _ from: String,
        _ pauses: [(String, String)] = [], by clock: LegalClock = clock
    ) -> String {
        let due = clock.dueDate(
            of: Term(amount: amount, unit: unit, article: "Điều 1"), from: Self.time(from),
            pauses: pauses.map {
                ClockPause(from: Self.time($0.0), until: Self.time($0.1), reason: "Bổ sung")
            })
        return "\(due.dueAt.localDate) \(due.dueAt.localTime)"
    }

    @Test(arguments: [
        // The hour up to which the day counts; Friday; nights, lunch and weekends.
        ("2026-03-02 14:59", 1, TimeUnit.workingDay, "2026-03-03 14:59"),
        ("2026-03-02 15:00", 1, .workingDay, "2026-03-03 15:00"),
        ("2026-03-02 15:01", 1, .workingDay, "2026-03-03 17:00"),
        ("2026-03-06 15:00", 1, .workingDay, "2026-03-09 15:00"),
        ("2026-03-06 15:01", 1, .workingDay, "2026-03-09 17:00"),
        ("2026-03-02 06:00", 1, .workingDay, "2026-03-02 17:00"),
        ("2026-03-02 12:10", 1, .workingDay, "2026-03-03 11:30"),
        ("2026-03-07 09:00", 3, .workingDay, "2026-03-11 17:00"),
        ("2026-03-02 23:59", 8, .workingHour, "2026-03-03 17:00"),
        ("2026-03-02 09:00", 8, .workingHour, "2026-03-03 09:00"),
        ("2026-03-02 10:30", 1, .workingHour, "2026-03-02 11:30"),
        ("2026-03-02 10:31", 1, .workingHour, "2026-03-02 13:31"),
        // The eve of Tết, and over it.
        ("2026-02-13 14:59", 1, .workingDay, "2026-02-23 14:59"),
        ("2026-02-13 15:01", 1, .workingDay, "2026-02-23 17:00"),
        ("2025-01-24 09:00", 3, .workingDay, "2025-02-05 09:00"),
        // A Saturday on which people work.
        ("2026-08-21 09:00", 1, .workingDay, "2026-08-22 09:00"),
        ("2026-08-22 15:01", 1, .workingDay, "2026-08-24 17:00"),
        ("2025-04-25 16:00", 2, .workingDay, "2025-04-28 17:00"),
        // Calendar days and months never end on a day off.
        ("2026-03-02 09:00", 5, .calendarDay, "2026-03-09 17:00"),
        ("2026-03-02 09:00", 4, .calendarDay, "2026-03-06 17:00"),
        ("2026-03-02 15:01", 4, .calendarDay, "2026-03-09 17:00"),
        ("2026-02-13 09:00", 3, .calendarDay, "2026-02-23 17:00"),
        ("2026-08-28 09:00", 3, .calendarDay, "2026-09-03 17:00"),
        ("2025-12-31 09:00", 2, .month, "2026-03-02 17:00"),
        ("2026-03-31 09:00", 1, .month, "2026-05-04 17:00"),
        ("2026-03-02 09:00", 1, .month, "2026-04-02 17:00"),
        // Within the day.
        ("2026-03-02 14:59", 0, .workingDay, "2026-03-02 17:00"),
        ("2026-03-02 15:01", 0, .workingDay, "2026-03-03 17:00"),
    ])
    func `counts as the law does`(from: String, amount: Int, unit: TimeUnit, expected: String) {
        #expect(due(amount, unit, from) == expected)
    }

    @Test func `stands still in pauses, also over a holiday and twice`() {
        let pause = ("2026-03-02 11:00", "2026-03-04 09:00")
        #expect(due(1, .workingDay, "2026-03-02 09:00", [pause]) == "2026-03-04 17:00")
        #expect(
            due(1, .workingDay, "2026-02-12 09:00", [("2026-02-13 08:00", "2026-02-24 08:00")])
                == "2026-02-24 09:00")
        let two = [
            ("2026-03-02 10:00", "2026-03-03 10:00"), ("2026-03-03 11:00", "2026-03-05 07:00"),
        ]
        #expect(due(1, .workingDay, "2026-03-02 09:00", two) == "2026-03-05 15:00")
        #expect(
            due(1, .workingDay, "2026-03-02 09:00", [("2026-03-05 08:00", "2026-03-06 08:00")])
                == "2026-03-03 09:00")
        #expect(
            due(5, .calendarDay, "2026-03-02 09:00", [("2026-03-03 10:00", "2026-03-06 10:00")])
                == "2026-03-10 17:00")
    }

    @Test func `a holiday added later leaves what was counted before as it was`() {
        var later = Self.table
        later.holidays.append(
            .init(
                from: LocalDate("2026-03-03")!, to: LocalDate("2026-03-03")!, name: "Nghỉ bão"))
        let changed = LegalClock(calendar: WorkingCalendar(later, version: "w"))
        #expect(due(1, .workingDay, "2026-03-02 09:00", by: changed) == "2026-03-04 09:00")
        #expect(due(1, .workingDay, "2026-03-02 09:00") == "2026-03-03 09:00")
        let explanation = changed.dueDate(
            of: Term(amount: 1, unit: .workingDay, article: ""),
            from: Self.time("2026-03-02 09:00")
        ).explanation
        #expect(explanation.calendar == "w")
        #expect(explanation.spans.map(\.reason) == [nil, "Nghỉ bão", nil])
    }

    @Test func `explains a time over Tết with what was skipped and why`() {
        let due = Self.clock.dueDate(
            of: Term(amount: 3, unit: .workingDay, article: "Luật Hộ tịch"),
            from: Self.time("2026-02-12 15:30"),
            pauses: [
                ClockPause(
                    from: Self.time("2026-02-13 10:00"), until: Self.time("2026-02-13 13:30"),
                    reason: "Yêu cầu bổ sung giấy tờ")
            ])
        let told = due.explanation
        #expect(told.delay == .afterLastHour)
        #expect(told.countedFrom == Self.time("2026-02-13 07:00"))
        #expect(told.spans.map(\.kind) == [.counted, .paused, .counted, .skipped, .counted])
        #expect(told.spans.map(\.counts) == [180, 0, 210, 0, 1_050])
        #expect(told.spans[3].reason == "Tết Nguyên đán Bính Ngọ")
        #expect(told.unpublishedYear == nil)
        #expect(due.dueAt == Self.time("2026-02-25 08:30"))
    }

    @Test func `says when it runs into a year whose holidays are not published`() {
        let due = Self.clock.dueDate(
            of: Term(amount: 7, unit: .workingDay, article: ""), from: Self.time("2026-12-30 09:00")
        )
        #expect(due.explanation.unpublishedYear == 2_027)
        let far = Self.clock.dueDate(
            of: Term(amount: 600, unit: .month, article: ""), from: Self.time("2026-12-30 09:00"))
        #expect(far.dueAt.localDate.yearMonthDay.year >= 2_076)
        let long = Self.clock.dueDate(
            of: Term(amount: 9_000, unit: .workingDay, article: ""),
            from: Self.time("2026-12-30 09:00"))
        #expect(
            Self.clock.workingMinutes(from: long.explanation.countedFrom, to: long.dueAt)
                == 9_000 * 480)
        let past = Self.clock.dueDate(
            of: Term(amount: 1, unit: .workingDay, article: ""), from: Self.time("1999-12-30 09:00")
        )
        #expect(past.dueAt == Self.time("1999-12-31 09:00"))
    }

    @Test func `the city's calendar has no problems, and a wrong one has`() {
        #expect(Self.table.problems.isEmpty)
        var wrong = Self.table
        wrong.sessions = [.init(from: "13:30", to: "11:30")]
        wrong.lastHour = "25:00"
        wrong.years = [2_025, 2_027]
        wrong.holidays.append(
            .init(from: LocalDate("2026-03-03")!, to: LocalDate("2026-03-01")!, name: "x"))
        wrong.makeUpDays.append(.init(day: LocalDate("2026-03-03")!, reason: "x"))
        #expect(wrong.problems.count >= 5)
    }

    @Test(arguments: 0..<8)
    func `agrees with the slow counter in a hundred thousand random cases`(part: Int) {
        let seed = UInt64.random(in: .min ... .max)
        var numbers = SeededNumbers(seed: seed)
        var slow = SlowCounter()
        let first = LocalDate("2025-01-01")!.daysSinceEpoch
        for _ in 0..<12_500 {
            let day = first + numbers.number(below: 700)
            let minute = numbers.number(below: 1_440)
            let units: [TimeUnit] = [.workingDay, .workingDay, .workingHour, .calendarDay]
            let unit = units[numbers.number(below: 4)]
            let amount = 1 + numbers.number(below: unit == .workingHour ? 24 : 8)
            let pauses = unit == .calendarDay ? [] : Self.pauses(&numbers, after: day)
            let due = Self.clock.dueDate(
                of: Term(amount: amount, unit: unit, article: ""),
                from: LocalDate(daysSinceEpoch: day).at(minutes: minute),
                pauses: pauses.map {
                    ClockPause(
                        from: Self.moment($0.lowerBound), until: Self.moment($0.upperBound),
                        reason: "")
                })
            let start = slow.start(day, minute)
            let expected =
                unit == .calendarDay
                ? slow.dueDay(days: amount, from: start.day)
                : slow.due(
                    minutes: amount * (unit == .workingDay ? 480 : 60), from: start,
                    pauses: pauses)
            guard due.dueAt == Self.moment(expected) else {
                Issue.record(
                    """
                    seed \(seed): \(amount) \(unit) from \
                    \(LocalDate(daysSinceEpoch: day)) minute \(minute), pauses \(pauses): \
                    \(due.dueAt.rfc3339), slow \(Self.moment(expected).rfc3339)
                    """)
                return
            }
            guard Self.isWhole(due, amount, unit) else {
                Issue.record("seed \(seed): \(due.explanation)")
                return
            }
        }
    }

    /// The counted stretches are the whole term, in order, and end with it.
    private static func isWhole(_ due: DueDate, _ amount: Int, _ unit: TimeUnit) -> Bool {
        let spans = due.explanation.spans
        let counted = spans.filter { $0.kind == .counted }.reduce(0) { $0 + $1.counts }
        let isInOrder = zip(spans, spans.dropFirst()).allSatisfy { $0.until <= $1.from }
        switch unit {
        case .workingDay: return counted == amount * 480 && isInOrder
        case .workingHour: return counted == amount * 60 && isInOrder
        default: return counted == amount && isInOrder
        }
    }

    private static func moment(_ line: Int) -> Timestamp {
        LocalDate(daysSinceEpoch: 0).at(minutes: line)
    }

    /// None, one or two pauses after a day, in order.
    private static func pauses(_ numbers: inout SeededNumbers, after day: Int) -> [Range<Int>] {
        var begin = SlowCounter.line(day, numbers.number(below: 1_440 * 3))
        return (0..<max(0, numbers.number(below: 6) - 3)).map { _ in
            let length = 1 + numbers.number(below: 1_440 * 5)
            defer { begin += length + numbers.number(below: 2_880) }
            return begin..<(begin + length)
        }
    }
}
