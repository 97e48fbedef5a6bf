import Contracts
import Lifecycle

/// Thông báo dừng giải quyết hồ sơ.
struct StopNotice: PaperText {
    /// Mã số biên nhận.
    var code: DossierCode
    /// Who applies.
    var applicant: PaperApplicant
    /// What is asked for: the procedure's name.
    var content: String
    /// When the dossier was received; nil when it was not.
    var receivedAt: Timestamp?
    /// From when it is no longer handled.
    var stoppedAt: Timestamp
    /// Why.
    var reason: String
    /// The article that says so.
    var legalGround: String
    /// What the citizen can do now: fetch the papers, submit again, complain.
    var advice: String?
    /// Whom to ask, with telephone number.
    var contact: String
    /// Who signs.
    var leader: String

    var subject: String { code.rawValue }

    func blocks(_ head: PaperHead, _ form: PaperForm, _ format: PageFormat) -> [Block] {
        let parts = PaperParts(format: format)
        let ground = [legalGround, form.article].compactMap { $0 }.joined(separator: "; ")
        return parts.head(head, form)
            + parts.title(PaperKind.stop.title, under: [.plain("Mã hồ sơ: "), .bold(subject)])
            + parts.applicant("Kính gửi", applicant)
            + parts.fact("Nội dung yêu cầu giải quyết", content)
            + parts.fact("Thời gian nhận hồ sơ", receivedAt?.onPaper)
            + [
                parts.paragraph([
                    .plain("\(head.upperUnit) thông báo dừng giải quyết hồ sơ nêu trên kể từ "),
                    .bold(stoppedAt.onPaper), .plain(", với lý do: \(reason)"),
                ])
            ]
            + parts.fact("Căn cứ pháp lý", ground) + parts.fact("Hướng dẫn", advice)
            + [
                parts.paragraph(
                    "Nếu cần giải thích thêm, Ông/Bà vui lòng liên hệ \(contact)./.")
            ]
            + parts.signatures([
                .init(
                    role: "Thủ trưởng cơ quan, đơn vị", hint: "Ký tên, đóng dấu", name: leader)
            ])
    }
}
