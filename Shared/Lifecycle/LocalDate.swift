/// A day of the calendar without time or zone; `2026-11-23` in JSON (RFC 3339 full-date).
package struct LocalDate: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Days since 1970-01-01, as the stores keep it.
    package let daysSinceEpoch: Int

    /// The day that many days after 1970-01-01.
    package init(daysSinceEpoch: Int) { self.daysSinceEpoch = daysSinceEpoch }

    /// A day of the Gregorian calendar; nil when there is no such day (31 February).
    package init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), (1...31).contains(day) else {
            return nil
        }
        // Days from civil, after Howard Hinnant's "chrono-compatible date algorithms".
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        daysSinceEpoch = era * 146_097 + dayOfEra - 719_468
        let back = yearMonthDay
        guard back == (year, month, day) else { return nil }
    }

    /// Reads `YYYY-MM-DD`; nil when it is not a day.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 10, bytes[4] == 0x2D, bytes[7] == 0x2D,
            bytes.enumerated().allSatisfy({ [4, 7].contains($0) || (0x30...0x39).contains($1) })
        else { return nil }
        func number(_ range: Range<Int>) -> Int {
            bytes[range].reduce(0) { $0 * 10 + Int($1) - 0x30 }
        }
        self.init(year: number(0..<4), month: number(5..<7), day: number(8..<10))
    }

    /// Year, month (1–12) and day (1–31).
    package var yearMonthDay: (year: Int, month: Int, day: Int) {
        let shifted = daysSinceEpoch + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    /// `YYYY-MM-DD`.
    package var description: String {
        let (year, month, day) = yearMonthDay
        let century = year < 1000 ? String(repeating: "0", count: 4 - "\(year)".count) : ""
        return "\(century)\(year)-\(two(month))-\(two(day))"
    }

    /// As Vietnamese papers write it: `23/11/2026`.
    package var vietnamese: String {
        let (year, month, day) = yearMonthDay
        return "\(two(day))/\(two(month))/\(year)"
    }

    /// Earlier and later.
    package static func < (left: Self, right: Self) -> Bool {
        left.daysSinceEpoch < right.daysSinceEpoch
    }
}

extension LocalDate: Codable {
    /// Reads `YYYY-MM-DD`.
    package init(from decoder: any Decoder) throws {
        guard let value = LocalDate(try decoder.singleValueContainer().decode(String.self)) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "not a day YYYY-MM-DD"))
        }
        self = value
    }

    /// Writes `YYYY-MM-DD`.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
