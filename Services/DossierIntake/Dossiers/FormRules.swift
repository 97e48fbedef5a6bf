import Contracts
import Lifecycle

/// The rules of a procedure's form, for one case on one day; pure.
struct FormRules {
    /// The version of the procedure whose form it is.
    let procedure: Procedure
    /// The case the citizen chose.
    let caseKey: String
    /// The day on which the answers are given.
    let today: LocalDate
    /// Those of `unitsNamed` that exist today.
    let units: Set<UnitCode>

    /// Characters of a text whose field sets no length of its own.
    static let textLimit = 255
    /// Characters of a long text whose field sets no length of its own.
    static let longTextLimit = 4_000

    /// The units that the answers to fields of type `unit` name.
    static func unitsNamed(
        in answers: [String: JSONValue], of procedure: Procedure
    ) -> Set<UnitCode> {
        Set(
            procedure.form.filter { $0.type == .unit }
                .compactMap { answers[$0.key]?.text.map(UnitCode.init(rawValue:)) })
    }

    /// All that is wrong with the answers, in the order of the form, then answers to no field.
    func problems(in answers: [String: JSONValue]) -> [Refusal.Field] {
        let asked = procedure.form.compactMap { field in
            problem(with: answers[field.key] ?? .null, in: field)
                .map { Refusal.Field("answers.\(field.key)", $0) }
        }
        let known = Set(procedure.form.map(\.key))
        let unknown = answers.keys.filter { !known.contains($0) }.sorted().map { key in
            Refusal.Field("answers.\(key.prefix(100))", "Biểu mẫu của thủ tục không có mục này.")
        }
        return asked + unknown
    }

    private func problem(with answer: JSONValue, in field: Procedure.FormField) -> String? {
        let isAsked = field.cases?.contains(caseKey) ?? true
        if answer.isBlank {
            return isAsked && field.isRequired ? "Vui lòng điền mục “\(field.label)”." : nil
        }
        guard isAsked else {
            return "Mục “\(field.label)” không dùng cho trường hợp đã chọn. Vui lòng để trống."
        }
        return switch field.type {
        case .text: textProblem(answer, field, limit: field.maxLength ?? Self.textLimit)
        case .longText:
            textProblem(answer, field, limit: field.maxLength ?? Self.longTextLimit, isLong: true)
        case .date: dateProblem(answer, field)
        case .integer: integerProblem(answer, field)
        case .choice: choiceProblem(answer, field)
        case .yesNo: yesNoProblem(answer, field)
        case .identityNumber:
            patternProblem(
                answer, field, WrittenForm.isIdentityNumber,
                "phải là số CCCD gồm 12 chữ số hoặc số CMND gồm 9 chữ số")
        case .phone:
            patternProblem(
                answer, field, WrittenForm.isPhone,
                "phải là số điện thoại di động gồm 10 chữ số, bắt đầu bằng 03, 05, 07, 08 hoặc 09")
        case .email:
            patternProblem(
                answer, field, WrittenForm.isEmail,
                "phải là địa chỉ thư điện tử, ví dụ ten@example.vn")
        case .unit: unitProblem(answer, field)
        }
    }

    private func textProblem(
        _ answer: JSONValue, _ field: Procedure.FormField, limit: Int, isLong: Bool = false
    ) -> String? {
        guard let text = answer.text else { return "Mục “\(field.label)” phải là chữ." }
        guard text.count <= limit, text.unicodeScalars.count <= 4 * limit else {
            return "Mục “\(field.label)” dài quá \(limit) ký tự. Vui lòng viết ngắn hơn."
        }
        guard WrittenForm.isPlain(text, withLineBreaks: isLong) else {
            return isLong
                ? "Mục “\(field.label)” có ký tự không dùng được. Vui lòng gõ lại."
                : "Mục “\(field.label)” phải viết trên một dòng."
        }
        return nil
    }

    private func dateProblem(_ answer: JSONValue, _ field: Procedure.FormField) -> String? {
        guard let day = answer.text.flatMap({ LocalDate($0) }) else {
            return "Mục “\(field.label)” phải là một ngày có thật, ví dụ \(today.vietnamese)."
        }
        if field.notInFuture == true, day > today {
            return "Mục “\(field.label)” không được sau ngày hôm nay (\(today.vietnamese))."
        }
        return nil
    }

    private func integerProblem(_ answer: JSONValue, _ field: Procedure.FormField) -> String? {
        guard case .number(let given) = answer, let number = Int(exactly: given) else {
            return "Mục “\(field.label)” phải là số nguyên."
        }
        if let minimum = field.minimum, number < minimum {
            return "Mục “\(field.label)” không được nhỏ hơn \(minimum)."
        }
        if let maximum = field.maximum, number > maximum {
            return "Mục “\(field.label)” không được lớn hơn \(maximum)."
        }
        return nil
    }

    private func choiceProblem(_ answer: JSONValue, _ field: Procedure.FormField) -> String? {
        let isKnown = (field.choices ?? []).contains { $0.key == answer.text }
        return isKnown ? nil : "Vui lòng chọn một trong các lựa chọn của mục “\(field.label)”."
    }

    private func yesNoProblem(_ answer: JSONValue, _ field: Procedure.FormField) -> String? {
        if case .boolean = answer { return nil }
        return "Vui lòng chọn “Có” hoặc “Không” ở mục “\(field.label)”."
    }

    private func unitProblem(_ answer: JSONValue, _ field: Procedure.FormField) -> String? {
        let isKnown = answer.text.map { units.contains(UnitCode(rawValue: $0)) } ?? false
        return isKnown
            ? nil : "Vui lòng chọn ở mục “\(field.label)” một đơn vị hành chính hiện có."
    }

    private func patternProblem(
        _ answer: JSONValue, _ field: Procedure.FormField, _ fits: (String) -> Bool, _ rule: String
    ) -> String? {
        answer.text.map(fits) == true ? nil : "Mục “\(field.label)” \(rule)."
    }
}

extension JSONValue {
    /// Whether nothing was filled in: null or a text of spaces.
    fileprivate var isBlank: Bool {
        switch self {
        case .null: true
        case .text(let text): text.allSatisfy(\.isWhitespace)
        default: false
        }
    }
}

/// How numbers and addresses are written.
enum WrittenForm {
    /// CCCD of 12 digits or CMND of 9.
    static func isIdentityNumber(_ text: String) -> Bool {
        [9, 12].contains(text.utf8.count) && text.utf8.allSatisfy(isDigit)
    }

    /// A mobile number of 10 digits from 03, 05, 07, 08 or 09, also written with +84 or 84 for the
    /// first 0 and with spaces, dots or hyphens.
    static func isPhone(_ text: String) -> Bool {
        guard text.utf8.count <= 20 else { return false }
        var digits = Substring(text.filter { !" .-".contains($0) })
        for prefix in ["+84", "84"] where digits.hasPrefix(prefix) && digits.utf8.count >= 11 {
            digits = "0" + digits.dropFirst(prefix.count)
            break
        }
        return digits.utf8.count == 10 && digits.utf8.allSatisfy(isDigit)
            && ["03", "05", "07", "08", "09"].contains(digits.prefix(2))
    }

    /// An address of the plain kind of RFC 5321: a dot-atom and a host name with a dot.
    static func isEmail(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard text.utf8.count <= 254, parts.count == 2, (1...64).contains(parts[0].utf8.count)
        else { return false }
        let atoms = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        let labels = parts[1].split(separator: ".", omittingEmptySubsequences: false)
        return atoms.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy(isAtomSign) }
            && labels.count >= 2
            && labels.allSatisfy { label in
                (1...63).contains(label.utf8.count) && !label.hasPrefix("-")
                    && !label.hasSuffix("-")
                    && label.utf8.allSatisfy { isLetterOrDigit($0) || $0 == UInt8(ascii: "-") }
            }
    }

    /// A text without control characters or signs that turn the direction of writing; a long one
    /// may have line breaks and tabs.
    static func isPlain(_ text: String, withLineBreaks: Bool) -> Bool {
        text.unicodeScalars.allSatisfy { scalar in
            switch scalar.value {
            case 0x09, 0x0A, 0x0D: withLineBreaks
            case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029, 0x202A...0x202E, 0x2066...0x2069: false
            default: true
            }
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        isDigit(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }

    private static func isAtomSign(_ byte: UInt8) -> Bool {
        isLetterOrDigit(byte) || "!#$%&'*+/=?^_`{|}~-".utf8.contains(byte)
    }
}
