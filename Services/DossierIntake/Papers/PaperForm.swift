/// The form of a paper in one set of rules.
struct PaperForm: Codable, Hashable, Sendable {
    /// The form's number in the circular: `01`; nil when the circular gives the paper no form.
    var number: String?
    /// What stands behind the paper's own number: `TNHS`.
    var suffix: String
    /// The article that the paper goes by: `khoản 4 Điều 19 Nghị định số 61/2018/NĐ-CP`; nil where
    /// the form alone is the ground.
    var article: String?
    /// The circular: `Thông tư số 01/2018/TT-VPCP`.
    var circular: String

    /// What the foot of each page says of the form.
    var imprint: String { number.map { "Mẫu số \($0) – \(circular)" } ?? "" }
}
