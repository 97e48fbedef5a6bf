import Foundation

/// A moment, in whole milliseconds since 1970-01-01T00:00:00Z; RFC 3339 with Đà Nẵng's offset in JSON.
package struct Timestamp: Hashable, Comparable, Sendable {
    /// Milliseconds since the epoch, as the stores keep it.
    package var milliseconds: Int64

    /// The moment that many milliseconds after the epoch.
    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// Reads RFC 3339 (`2026-11-23T08:00:00+07:00`, fraction optional); nil when it is not one.
    package init?(rfc3339 text: String) {
        let plain = Date.ISO8601FormatStyle(timeZone: .gmt)
        let fraction = Date.ISO8601FormatStyle(includingFractionalSeconds: true, timeZone: .gmt)
        guard let date = (try? plain.parse(text)) ?? (try? fraction.parse(text)) else { return nil }
        milliseconds = Int64((date.timeIntervalSince1970 * 1000).rounded())
    }

    /// RFC 3339 at +07:00 with milliseconds: `2026-11-23T08:00:00.000+07:00`.
    package var rfc3339: String {
        let (day, second, millisecond) = localParts
        let date = LocalDate(daysSinceEpoch: day)
        let hour = second / 3600
        let minute = second / 60 % 60
        return "\(date)T\(two(hour)):\(two(minute)):\(two(second % 60)).\(three(millisecond))+07:00"
    }

    /// The calendar day in Đà Nẵng (UTC+7, no daylight saving).
    package var localDate: LocalDate { LocalDate(daysSinceEpoch: localParts.day) }

    /// The time of day in Đà Nẵng as a person reads it: `14:59`.
    package var localTime: String {
        let second = localParts.second
        return "\(two(second / 3600)):\(two(second / 60 % 60))"
    }

    private var localParts: (day: Int, second: Int, millisecond: Int) {
        let local = milliseconds + 7 * 3_600_000
        let day = local >= 0 ? local / 86_400_000 : (local - 86_399_999) / 86_400_000
        let rest = local - day * 86_400_000
        return (Int(day), Int(rest / 1000), Int(rest % 1000))
    }

    /// Earlier and later.
    package static func < (left: Self, right: Self) -> Bool {
        left.milliseconds < right.milliseconds
    }

    /// The moment that much later.
    package static func + (left: Self, right: Duration) -> Self {
        Self(milliseconds: left.milliseconds + right.milliseconds)
    }

    /// The moment that much earlier.
    package static func - (left: Self, right: Duration) -> Self {
        Self(milliseconds: left.milliseconds - right.milliseconds)
    }

    /// The time from `right` to `left`.
    package static func - (left: Self, right: Self) -> Duration {
        .milliseconds(left.milliseconds - right.milliseconds)
    }
}

extension Timestamp: Codable {
    /// Reads an RFC 3339 string.
    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let value = Timestamp(rfc3339: text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "not an RFC 3339 time"))
        }
        self = value
    }

    /// Writes an RFC 3339 string.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rfc3339)
    }
}

extension Duration {
    /// Whole milliseconds, rounded towards zero.
    package var milliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }
}

/// Where a program learns the time: the machine's clock, or a test's.
package struct WallClock: Sendable {
    private let read: @Sendable () -> Timestamp

    /// A clock that answers what `read` says.
    package init(_ read: @escaping @Sendable () -> Timestamp) { self.read = read }

    /// The moment it is now.
    package func now() -> Timestamp { read() }

    /// The machine's clock.
    package static let system = WallClock {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }
}

func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

func three(_ number: Int) -> String { number < 100 ? "0" + two(number) : "\(number)" }
