import Contracts
import Lifecycle

/// Số định danh: a CCCD of 12 digits or an old CMND of 9.
struct IdentityNumber: Hashable, Sendable {
    /// The digits.
    let digits: String

    /// Reads a number, also written with spaces, dots or hyphens; nil when it is none.
    init?(_ text: String) {
        let digits = text.filter { !" .-".contains($0) }
        guard [9, 12].contains(digits.utf8.count),
            digits.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        self.digits = digits
    }

    /// What a person should look at again: a CCCD (`AAA B CC DDDDDD`) whose century and sex digit
    /// or birth year do not fit. The province is where the birth was registered and fits any life.
    func warnings(dateOfBirth: LocalDate, sex: Sex) -> [Refusal.Field] {
        let numbers = digits.utf8.map { Int($0) - 0x30 }
        guard numbers.count == 12 else { return [] }
        let year = 1900 + numbers[3] / 2 * 100 + numbers[4] * 10 + numbers[5]
        var warnings: [Refusal.Field] = []
        if year != dateOfBirth.yearMonthDay.year {
            warnings.append(
                .init(
                    "details.dateOfBirth",
                    "Năm sinh không khớp với số căn cước. Ông/Bà vui lòng kiểm tra lại."))
        }
        if (numbers[3].isMultiple(of: 2) ? Sex.male : .female) != sex {
            warnings.append(
                .init(
                    "details.sex",
                    "Giới tính không khớp với số căn cước. Ông/Bà vui lòng kiểm tra lại."))
        }
        return warnings
    }
}
