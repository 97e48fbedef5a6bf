import Contracts

/// Phiếu từ chối tiếp nhận giải quyết hồ sơ, with its reason in law.
struct ReceptionRefusal: PaperText {
    /// Mã số biên nhận.
    var code: DossierCode
    /// Who applies.
    var applicant: PaperApplicant
    /// What is asked for: the procedure's name.
    var content: String
    /// Why.
    var reason: String
    /// The article that says so.
    var legalGround: String
    /// What the citizen can do instead.
    var advice: String?
    /// Who received it.
    var officer: String

    var subject: String { code.rawValue }

    func blocks(_ head: PaperHead, _ form: PaperForm, _ format: PageFormat) -> [Block] {
        let parts = PaperParts(format: format)
        let ground = [legalGround, form.article].compactMap { $0 }.joined(separator: "; ")
        return parts.head(head, form)
            + parts.title(PaperKind.refusal.title, under: [.plain("Mã hồ sơ: "), .bold(subject)])
            + parts.applicant("Hồ sơ của", applicant)
            + parts.fact("Nội dung yêu cầu giải quyết", content)
            + [
                parts.paragraph(
                    "Qua xem xét, \(head.unit) – \(head.upperUnit) thông báo không tiếp nhận, giải "
                        + "quyết hồ sơ này với lý do cụ thể như sau:"),
                parts.paragraph(reason),
            ]
            + parts.fact("Căn cứ pháp lý", ground) + parts.fact("Hướng dẫn", advice)
            + [parts.paragraph("Xin thông báo để Ông/Bà được biết và thực hiện./.")]
            + parts.signatures([
                .init(role: "Người nộp hồ sơ", name: applicant.name),
                .init(role: "Người tiếp nhận hồ sơ", name: officer),
            ])
    }
}
