import Contracts
import Lifecycle

/// Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ: asked once, complete.
struct SupplementSlip: PaperText {
    /// Mã số biên nhận.
    var code: DossierCode
    /// Who applies.
    var applicant: PaperApplicant
    /// What is asked for: the procedure's name.
    var content: String
    /// What is missing or to be mended, item by item.
    var items: [String]
    /// Why.
    var reason: String
    /// The ground in law, such as the procedure's own decree.
    var legalGround: String?
    /// The last day on which the supplement is waited for.
    var lastDay: LocalDate
    /// Whom to ask.
    var officer: String
    /// The officer's telephone number.
    var officerPhone: String

    var subject: String { code.rawValue }

    func blocks(_ head: PaperHead, _ form: PaperForm, _ format: PageFormat) -> [Block] {
        let parts = PaperParts(format: format)
        let ground = [legalGround, form.article].compactMap { $0 }.joined(separator: "; ")
        return parts.head(head, form)
            + parts.title(
                PaperKind.supplement.title, under: [.plain("Mã hồ sơ: "), .bold(subject)])
            + parts.applicant("Hồ sơ của", applicant)
            + parts.fact("Nội dung yêu cầu giải quyết", content)
            + [
                parts.paragraph(
                    "Đề nghị Ông/Bà bổ sung, hoàn thiện hồ sơ gồm những nội dung sau:")
            ]
            + parts.numbered(items)
            + parts.fact("Lý do", reason) + parts.fact("Căn cứ pháp lý", ground)
            + parts.fact("Thời hạn bổ sung", "đến hết \(lastDay.onPaper)")
            + [
                parts.paragraph(
                    "Sau khi hồ sơ được bổ sung đầy đủ, thời hạn giải quyết được tính lại từ đầu. "
                        + "Trong quá trình hoàn thiện hồ sơ, nếu có vướng mắc, Ông/Bà vui lòng "
                        + "liên hệ \(officer), số điện thoại \(officerPhone), để được hướng dẫn./.")
            ]
            + parts.signatures([
                .init(role: "Người hướng dẫn", name: officer)
            ])
    }
}
