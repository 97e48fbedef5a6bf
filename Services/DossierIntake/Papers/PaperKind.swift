/// The kinds of paper the office issues; the words are stored.
enum PaperKind: String, Codable, CaseIterable, Sendable {
    /// Giấy tiếp nhận hồ sơ và hẹn trả kết quả.
    case receipt
    /// Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ.
    case supplement
    /// Phiếu từ chối tiếp nhận giải quyết hồ sơ.
    case refusal
    /// Phiếu xin lỗi và hẹn lại ngày trả kết quả.
    case apology
    /// Thông báo dừng giải quyết hồ sơ.
    case stop
    /// Phiếu kiểm soát quá trình giải quyết hồ sơ.
    case handovers
    /// Sổ theo dõi hồ sơ.
    case register

    /// The paper's name as its title says it.
    var title: String { name.uppercased() }

    /// The paper's name as a list says it.
    var name: String {
        switch self {
        case .receipt: "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"
        case .supplement: "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ"
        case .refusal: "Phiếu từ chối tiếp nhận giải quyết hồ sơ"
        case .apology: "Phiếu xin lỗi và hẹn lại ngày trả kết quả"
        case .stop: "Thông báo dừng giải quyết hồ sơ"
        case .handovers: "Phiếu kiểm soát quá trình giải quyết hồ sơ"
        case .register: "Sổ theo dõi hồ sơ"
        }
    }

    /// The name of a file with such a paper, in letters that every system keeps.
    var fileName: String {
        switch self {
        case .receipt: "giay-tiep-nhan"
        case .supplement: "phieu-bo-sung"
        case .refusal: "phieu-tu-choi"
        case .apology: "phieu-xin-loi"
        case .stop: "thong-bao-dung"
        case .handovers: "phieu-kiem-soat"
        case .register: "so-theo-doi"
        }
    }
}
