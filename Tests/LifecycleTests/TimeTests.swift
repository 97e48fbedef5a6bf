import Lifecycle
import Testing

@Suite struct TimeTests {
    @Test(arguments: [
        ("2026-11-23T08:00:00+07:00", "2026-11-23T08:00:00.000+07:00"),
        ("2026-11-23T23:59:59.999Z", "2026-11-24T06:59:59.999+07:00"),
        ("1969-12-31T16:59:59Z", "1969-12-31T23:59:59.000+07:00"),
    ])
    func `reads RFC 3339 and writes it at Đà Nẵng's offset`(text: String, written: String) {
        #expect(Timestamp(rfc3339: text)?.rfc3339 == written)
    }

    @Test(arguments: [
        "", "2026-11-23", "2026-13-01T00:00:00Z", "hôm nay",
        "2026-02-30T00:00:00Z", "2026-11-23T24:00:00Z", "2026-11-23T08:00:00",
        "2026-11-23T08:00:00.Z",
        "2026-11-23T08:00:00+0700", "2026-11-23T08:00:00ZZ", "2026-11-23 08:00:00Z",
    ])
    func `refuses what is not a time`(text: String) {
        #expect(Timestamp(rfc3339: text) == nil)
    }

    @Test(arguments: [
        ("2024-02-29", true), ("2026-02-29", false), ("2026-02-30", false),
        ("2026-00-01", false), ("2026-1-1", false), ("0001-01-01", true), ("2026-12-31", true),
    ])
    func `knows the calendar`(text: String, exists: Bool) {
        #expect((LocalDate(text) != nil) == exists)
        if exists { #expect(LocalDate(text)?.description == text) }
    }

    @Test func `counts every day of four centuries once`() {
        var day = LocalDate(year: 1800, month: 1, day: 1)!
        var last = day.yearMonthDay
        for _ in 0..<146_097 {
            let next = LocalDate(daysSinceEpoch: day.daysSinceEpoch + 1)
            let parts = next.yearMonthDay
            #expect(LocalDate(year: parts.year, month: parts.month, day: parts.day) == next)
            #expect((last.year, last.month, last.day) < (parts.year, parts.month, parts.day))
            (day, last) = (next, parts)
        }
        #expect(day == LocalDate(year: 2200, month: 1, day: 1))
    }

    @Test(arguments: [
        ("30s", Duration.seconds(30)), ("250ms", .milliseconds(250)),
        ("15min", .seconds(900)), ("24h", .seconds(86_400)), ("30d", .seconds(2_592_000)),
    ])
    func `reads durations with their unit and shows them so`(text: String, value: Duration) {
        #expect(Duration.read(text) == value)
        #expect(Duration.read(value.shown) == value)
    }
}
