import Lifecycle

/// What every paper says above its title.
struct PaperHead: Codable, Hashable, Sendable {
    /// The unit above: `Uỷ ban nhân dân phường Hải Châu`.
    var upperUnit: String
    /// The unit that issues: `Bộ phận Tiếp nhận và Trả kết quả`.
    var unit: String
    /// The paper's number; nil while it has none. Its suffix comes from the form.
    var number: Int?
    /// Where: `Đà Nẵng`.
    var place: String
    /// When.
    var issuedAt: Timestamp
}

/// Who applies.
struct PaperApplicant: Codable, Hashable, Sendable {
    /// The full name.
    var name: String
    /// Where the person lives.
    var address: String?
    /// The telephone number.
    var phone: String?
    /// The mail address.
    var email: String?
}
