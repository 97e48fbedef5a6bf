import Contracts
import Lifecycle
import QRCode

/// Giấy tiếp nhận hồ sơ và hẹn trả kết quả; before the unit has received the dossier, the receipt
/// for what was submitted online.
struct ReceptionReceipt: PaperText {
    /// Mã số biên nhận.
    var code: DossierCode
    /// The digits that open the detail when tracking; put in when it is printed, never kept.
    var secretDigits: String?
    /// Who applies.
    var applicant: PaperApplicant
    /// How the dossier came.
    var channel: Channel
    /// What is asked for: the procedure's name, maybe with its case.
    var content: String
    /// What was handed in.
    var components: [Component]
    /// How many sets (bộ) of it.
    var setCount: Int
    /// The handling time by rule: `07 ngày làm việc`.
    var handlingTime: String?
    /// When it was submitted or handed in.
    var submittedAt: Timestamp
    /// When the unit received it; nil while it has not.
    var receivedAt: Timestamp?
    /// When the result is due; nil while that is not known.
    var dueAt: Timestamp?
    /// Where and how the result is collected.
    var collectAt: String
    /// The book and number in the register.
    var registerNumber: String?
    /// Where the dossier is looked up: `https://dichvucong.danang.gov.vn/tra-cuu`.
    var lookupAddress: String
    /// The telephone number for questions.
    var lookupPhone: String
    /// Who received it; nil online.
    var officer: String?
    /// The link that the code's QR leads to.
    var trackingLink: String
    /// The signed receipt as text, for the second QR; nil when there is none.
    var signed: String?

    /// A paper that was handed in, and how many of each form.
    struct Component: Codable, Hashable, Sendable {
        /// What the law calls it.
        var name: String
        /// Bản chính.
        var originals = 0
        /// Bản sao có chứng thực.
        var certified = 0
        /// Bản chụp.
        var photocopies = 0
        /// Bản điện tử.
        var electronic = 0
    }

    var subject: String { code.rawValue }
    var title: String? { receivedAt == nil ? "GIẤY BIÊN NHẬN HỒ SƠ NỘP TRỰC TUYẾN" : nil }

    func blocks(_ head: PaperHead, _ form: PaperForm, _ format: PageFormat) -> [Block] {
        let parts = PaperParts(format: format)
        return parts.head(head, form) + titled(parts) + facts(head, parts)
            + [.space(2), .table(table(parts)), .space(2)] + times(parts)
            + signatures(parts) + proof(parts)
    }

    /// Hands sign what an officer received; the rest the system gives by itself.
    private func signatures(_ parts: PaperParts) -> [Block] {
        guard receivedAt != nil else {
            let words = "Giấy này do hệ thống cấp tự động khi hồ sơ được nộp, không cần ký tên."
            return [.space(6), .text(parts.line([.italic(words)], parts.size, .left))]
        }
        return parts.signatures([
            .init(role: "Người nộp hồ sơ", name: applicant.name),
            .init(role: "Người tiếp nhận hồ sơ", name: officer),
        ])
    }

    private func titled(_ parts: PaperParts) -> [Block] {
        let size = PageFormat.points(22)
        let share = size / parts.format.textWidth
        var words = parts.title(
            title ?? PaperKind.receipt.title, under: [.plain("Mã hồ sơ: "), .bold(code.rawValue)])
        if let secretDigits {
            words.append(
                .text(
                    parts.line(
                        [.plain("Dãy số bí mật để tra cứu: "), .bold(secretDigits)],
                        parts.size - 0.5, .centre)))
        }
        guard let code = QRCode(text: trackingLink) else { return words }
        return [
            .sides([
                .init(share: 1 - share, blocks: words),
                .init(share: share, blocks: [.code(.init(code: code, size: size))]),
            ])
        ]
    }

    private func facts(_ head: PaperHead, _ parts: PaperParts) -> [Block] {
        parts.fact("Đơn vị tiếp nhận", head.unit)
            + parts.applicant("Tiếp nhận hồ sơ của", applicant)
            + parts.fact("Hình thức nộp", channel.onPaper)
            + parts.fact("Nội dung yêu cầu giải quyết", content)
            + [
                .text(
                    parts.line(
                        [.bold("Thành phần hồ sơ và số lượng mỗi loại giấy tờ gồm:")], parts.size,
                        .left))
            ]
    }

    private func table(_ parts: PaperParts) -> Block.Table {
        Block.Table(
            shares: [0.07, 0.49, 0.105, 0.125, 0.105, 0.105],
            head: parts.tableHead(
                [
                    "STT", "Tên giấy tờ", "Bản chính", "Bản sao chứng thực", "Bản chụp",
                    "Bản điện tử",
                ],
                smaller: 1.8),
            rows: components.enumerated().map { index, component in
                [
                    parts.cell("\(index + 1)", .centre), parts.cell(component.name),
                ]
                    + [
                        component.originals, component.certified, component.photocopies,
                        component.electronic,
                    ].map { parts.cell(PaperNumber.count($0), .centre) }
            })
    }

    private func times(_ parts: PaperParts) -> [Block] {
        let due =
            dueAt?.onPaper ?? "sẽ được ghi trên giấy tiếp nhận khi đơn vị tiếp nhận hồ sơ"
        return parts.fact("Số lượng hồ sơ", "\(PaperNumber.two(setCount)) (bộ)")
            + parts.fact("Thời gian giải quyết hồ sơ theo quy định", handlingTime)
            + parts.fact("Thời gian nộp hồ sơ", submittedAt.onPaper)
            + parts.fact("Thời gian nhận hồ sơ", receivedAt?.onPaper)
            + parts.fact("Thời gian trả kết quả giải quyết hồ sơ", due)
            + parts.fact("Đăng ký nhận kết quả tại", collectAt)
            + parts.fact("Vào Sổ theo dõi hồ sơ", registerNumber)
            + parts.fact(
                "Tra cứu tình trạng hồ sơ",
                "\(lookupAddress), hoặc gọi \(lookupPhone)")
    }

    /// The signed receipt, to be read by a camera.
    private func proof(_ parts: PaperParts) -> [Block] {
        guard let signed else { return [] }
        guard let code = QRCode(text: signed) else {
            let words = "Biên nhận điện tử có chữ ký số quá dài nên không in được thành mã QR."
            return [.space(6), .text(parts.line([.italic(words)], parts.size - 1, .left))]
        }
        // Modules of 0.4 mm are read from a print of 300 dots per inch.
        let modules = Double(code.modules.count + 2 * QRCode.quietZone)
        let size = min(
            max(PageFormat.points(modules * 0.4), PageFormat.points(30)),
            parts.format.textWidth * 0.62)
        let share = size / parts.format.textWidth
        let words: [Block] = [
            .space(8),
            .text(parts.line([.bold("Biên nhận điện tử có chữ ký số")], parts.size - 1, .left)),
            .text(
                parts.line(
                    [
                        .plain(
                            "Quét mã bên cạnh để kiểm tra giấy này có đúng do cơ quan cấp và còn "
                                + "nguyên vẹn hay không. Mã ghi mã hồ sơ, thời điểm, dấu vết "
                                + "(SHA-256) của từng tệp đã nộp và của lịch sử hồ sơ.")
                    ], parts.size - 1.5, .left)),
        ]
        return [
            .space(6),
            .sides([
                .init(share: 1 - share, blocks: words),
                .init(share: share, blocks: [.code(.init(code: code, size: size))]),
            ]),
        ]
    }
}

extension Channel {
    /// As papers say it.
    var onPaper: String {
        switch self {
        case .online: "Trực tuyến"
        case .counter: "Trực tiếp tại quầy"
        case .post: "Qua dịch vụ bưu chính"
        }
    }
}
