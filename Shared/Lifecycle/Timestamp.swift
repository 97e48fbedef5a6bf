import Foundation

/// A moment, in whole milliseconds since 1970-01-01T00:00:00Z; RFC 3339 with Đà Nẵng's offset in JSON.
package struct Timestamp: Hashable, Comparable, Sendable {
    /// Milliseconds since the epoch, as the stores keep it.
    package var milliseconds: Int64

    /// The moment that many milliseconds after the epoch.
    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// Reads RFC 3339 (`2026-11-23T08:00:00+07:00`, fraction optional, cut to milliseconds); nil when
    /// it is not one. Written by hand because each message carries two of them.
    package init?(rfc3339 text: String) {
        var text = text
        guard let value = text.withUTF8({ RFC3339Reader($0).read() }) else { return nil }
        milliseconds = value
    }

    /// RFC 3339 at +07:00 with milliseconds: `2026-11-23T08:00:00.000+07:00`.
    package var rfc3339: String {
        let (days, second, millisecond) = localParts
        let (year, month, day) = LocalDate(daysSinceEpoch: days).yearMonthDay
        return String(unsafeUninitializedCapacity: 32) { bytes in
            var count = 0
            func add(_ number: Int, _ width: Int, _ mark: Unicode.Scalar) {
                var rest = number
                for place in stride(from: count + width - 1, through: count, by: -1) {
                    bytes[place] = UInt8(0x30 + rest % 10)
                    rest /= 10
                }
                bytes[count + width] = UInt8(ascii: mark)
                count += width + 1
            }
            add(year, 4, "-")
            add(month, 2, "-")
            add(day, 2, "T")
            add(second / 3600, 2, ":")
            add(second / 60 % 60, 2, ":")
            add(second % 60, 2, ".")
            add(millisecond, 3, "+")
            add(7, 2, ":")
            add(0, 2, "+")
            return count - 1
        }
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

extension LocalDate {
    /// The moment the day begins in Đà Nẵng.
    package var midnight: Timestamp {
        Timestamp(milliseconds: (Int64(daysSinceEpoch) * 24 - 7) * 3_600_000)
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

/// Reads the one form of RFC 3339's `date-time`, byte by byte.
private struct RFC3339Reader {
    private let bytes: UnsafeBufferPointer<UInt8>

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    /// Milliseconds since the epoch; nil when the text is something else.
    func read() -> Int64? {
        guard bytes.count >= 20, let year = number(0, 4), holds(4, "-"), let month = number(5, 2),
            holds(7, "-"), let day = number(8, 2), holds(10, "T") || holds(10, "t"),
            let hour = number(11, 2), holds(13, ":"), let minute = number(14, 2), holds(16, ":"),
            let second = number(17, 2), hour < 24, minute < 60, second < 60,
            let date = LocalDate(year: year, month: month, day: day)
        else { return nil }
        var position = 19
        var fraction = 0
        if holds(position, ".") {
            var scale = 100
            position += 1
            let first = position
            while let digit = number(position, 1) {
                fraction += digit * scale
                scale /= 10
                position += 1
            }
            guard position > first else { return nil }
        }
        guard let offset = offset(at: position) else { return nil }
        let seconds = date.daysSinceEpoch * 86_400 + hour * 3600 + minute * 60 + second - offset
        return Int64(seconds * 1000 + fraction)
    }

    /// Seconds east of UTC, in what is left of the text.
    private func offset(at position: Int) -> Int? {
        if bytes.count == position + 1, holds(position, "Z") || holds(position, "z") { return 0 }
        guard bytes.count == position + 6, holds(position, "+") || holds(position, "-"),
            let hours = number(position + 1, 2), holds(position + 3, ":"),
            let minutes = number(position + 4, 2), hours < 24, minutes < 60
        else { return nil }
        return (hours * 3600 + minutes * 60) * (holds(position, "-") ? -1 : 1)
    }

    private func holds(_ position: Int, _ letter: Unicode.Scalar) -> Bool {
        position < bytes.count && bytes[position] == UInt8(ascii: letter)
    }

    private func number(_ start: Int, _ count: Int) -> Int? {
        guard start + count <= bytes.count else { return nil }
        var value = 0
        for byte in bytes[start..<(start + count)] {
            guard (0x30...0x39).contains(byte) else { return nil }
            value = value * 10 + Int(byte) - 0x30
        }
        return value
    }
}
