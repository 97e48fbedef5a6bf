import Contracts

/// What is wrong with the catalogue's files: all of it is found before anything is refused, so that
/// one reading mends the files.
struct CatalogueProblems {
    /// Problems that are told at most.
    static let limit = 500
    private var fields: [Refusal.Field] = []

    /// Whether nothing is wrong so far.
    var isEmpty: Bool { fields.isEmpty }

    /// Notes what is wrong at a place: `units.csv:17`, `procedures/1.001193.json:cases[0].key`.
    mutating func add(_ place: String, _ sentence: String) {
        if fields.count < Self.limit { fields.append(.init(place, sentence)) }
    }

    /// Refuses the files when anything is wrong with them.
    func refuseIfAny() throws(Refusal) {
        guard !fields.isEmpty else { return }
        throw Refusal(
            .invalid, "catalogue-not-valid",
            "Danh mục có \(fields.count) lỗi nên chưa có gì được ghi. Vui lòng sửa rồi nạp lại.",
            fields: fields)
    }
}

/// The rules for texts of the catalogue, as sentences of what is wrong; nil when nothing is.
enum CatalogueText {
    /// A line that people read: not empty, not too long, no control characters.
    static func problem(_ text: String, limit: Int = 300) -> String? {
        if text.allSatisfy(\.isWhitespace) { return "Không được để trống." }
        if text.count > limit { return "Dài quá \(limit) ký tự." }
        if text.unicodeScalars.contains(where: { $0.value < 0x20 && $0 != "\n" }) {
            return "Không được chứa ký tự điều khiển."
        }
        if text.first?.isWhitespace == true || text.last?.isWhitespace == true {
            return "Không được có khoảng trắng ở đầu hoặc cuối."
        }
        return nil
    }

    /// A key of a case, field, component or choice: `[a-zA-Z][a-zA-Z0-9]*`, at most 60 signs.
    static func isKey(_ text: String) -> Bool {
        text.wholeMatch(of: #/[a-zA-Z][a-zA-Z0-9]{0,59}/#) != nil
    }

    /// A procedure's code without an agency suffix: `1.001193`.
    static func isProcedureCode(_ text: String) -> Bool {
        text.wholeMatch(of: #/[0-9]\.[0-9]{6}/#) != nil
    }
}
