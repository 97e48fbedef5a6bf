import Contracts
import Foundation
import Lifecycle

/// Personal details as a citizen sent them, checked and written in one way: NFC, single spaces,
/// numbers as digits alone.
struct CheckedDetails: Sendable {
    /// The details as they are kept.
    private(set) var details: PersonalDetails
    /// The fields that are not right, with paths from `details`.
    private(set) var faults: [Refusal.Field] = []
    /// Details that do not fit each other; they are taken all the same.
    private(set) var warnings: [Refusal.Field] = []

    /// Checks all fields at once; `today` is the last possible day of birth.
    init(_ sent: PersonalDetails, today: LocalDate) {
        details = sent
        details.familyName = name("familyName", sent.familyName)
        details.middleName = sent.middleName.flatMap { optional("middleName", $0) }
        details.givenName = name("givenName", sent.givenName)
        details.ethnicity = sent.ethnicity.flatMap { optional("ethnicity", $0) }
        details.address = Address(unit: sent.address.unit, line: Self.tidied(sent.address.line))
        checkAddress()
        checkBirth(today: today)
        if let number = IdentityNumber(sent.identityNumber) {
            details.identityNumber = number.digits
            warnings = number.warnings(dateOfBirth: sent.dateOfBirth, sex: sent.sex)
        } else {
            wrong(
                "identityNumber", "Số định danh gồm 12 chữ số (căn cước) hoặc 9 chữ số (CMND cũ).")
        }
        if let phone = PhoneNumber(sent.phone) {
            details.phone = phone.digits
        } else {
            wrong("phone", "Số điện thoại gồm 10 chữ số, bắt đầu bằng 03, 05, 07, 08 hoặc 09.")
        }
    }

    /// The details, when no field is wrong.
    func required() throws(Refusal) -> PersonalDetails {
        guard faults.isEmpty else { throw .fields(faults) }
        return details
    }

    /// NFC, without space at the ends, single spaces between.
    static func tidied(_ text: String) -> String {
        text.precomposedStringWithCanonicalMapping.split(separator: " ").joined(separator: " ")
    }

    /// Whether `text` is a name of a person: letters with their marks, and what joins them.
    static func isName(_ text: String) -> Bool {
        (1...60).contains(text.unicodeScalars.count)
            && text.unicodeScalars.contains { $0.properties.isAlphabetic }
            && text.unicodeScalars.allSatisfy {
                $0.properties.isAlphabetic || $0.properties.generalCategory == .nonspacingMark
                    || " '’.-".unicodeScalars.contains($0)
            }
    }

    private mutating func name(_ field: String, _ text: String) -> String {
        let name = Self.tidied(text)
        if name.isEmpty {
            wrong(field, "Thiếu thông tin bắt buộc.")
        } else if !Self.isName(name) {
            wrong(field, "Chỉ dùng chữ cái và dấu cách, tối đa 60 ký tự.")
        }
        return name
    }

    private mutating func optional(_ field: String, _ text: String) -> String? {
        let name = Self.tidied(text)
        guard !name.isEmpty else { return nil }
        if !Self.isName(name) { wrong(field, "Chỉ dùng chữ cái và dấu cách, tối đa 60 ký tự.") }
        return name
    }

    private mutating func checkAddress() {
        if !Self.isUnitCode(details.address.unit) {
            wrong("address.unit", "Vui lòng chọn phường, xã trong danh mục.")
        }
        let line = details.address.line
        if line.isEmpty {
            wrong("address.line", "Thiếu số nhà, đường, thôn hoặc tổ dân phố.")
        } else if line.unicodeScalars.count > 200 || !Self.isPlain(line) {
            wrong("address.line", "Địa chỉ viết trên một dòng, tối đa 200 ký tự.")
        }
    }

    private mutating func checkBirth(today: LocalDate) {
        if details.dateOfBirth > today || details.dateOfBirth.yearMonthDay.year < 1900 {
            wrong("dateOfBirth", "Ngày sinh phải từ năm 1900 đến hôm nay.")
        }
    }

    /// Whether the code could be one of the catalogue, which dossier-intake owns.
    static func isUnitCode(_ unit: UnitCode) -> Bool {
        (1...32).contains(unit.rawValue.utf8.count)
            && unit.rawValue.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0)
                    || (0x61...0x7A).contains($0) || ".-_".utf8.contains($0)
            }
    }

    /// Whether the text holds no control or format characters.
    static func isPlain(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy {
            ![.control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned]
                .contains($0.properties.generalCategory)
        }
    }

    private mutating func wrong(_ field: String, _ message: String) {
        faults.append(.init("details.\(field)", message))
    }
}
