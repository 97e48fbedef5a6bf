import Contracts
import Lifecycle

/// Phiếu xin lỗi và hẹn lại ngày trả kết quả: once at most, with reason and new date.
struct DelayApology: PaperText {
    /// Mã số biên nhận.
    var code: DossierCode
    /// Who applies.
    var applicant: PaperApplicant
    /// What is asked for: the procedure's name.
    var content: String
    /// When the dossier was received.
    var receivedAt: Timestamp
    /// When the result was due.
    var oldDueAt: Timestamp
    /// When it is due now.
    var newDueAt: Timestamp
    /// Why it is late.
    var reason: String
    /// Who signs; nil leaves the place for it.
    var leader: String?

    var subject: String { code.rawValue }

    func blocks(_ head: PaperHead, _ form: PaperForm, _ format: PageFormat) -> [Block] {
        let parts = PaperParts(format: format)
        return parts.head(head, form)
            + parts.title(PaperKind.apology.title)
            + [
                .text(
                    parts.line(
                        [.plain("Kính gửi: "), .bold(applicant.name)], parts.size, .centre,
                        below: parts.size * 0.6)),
                parts.paragraph([
                    .plain(
                        "\(received) \(head.upperUnit) tiếp nhận hồ sơ của Ông/Bà, mã hồ sơ "),
                    .bold(subject), .plain(", nội dung yêu cầu giải quyết: \(content)."),
                ]),
                parts.paragraph([
                    .plain("Thời gian hẹn trả kết quả giải quyết hồ sơ: "),
                    .bold(oldDueAt.onPaper), .plain("."),
                ]),
                parts.paragraph(
                    "Tuy nhiên, \(head.upperUnit) chưa thể trả kết quả giải quyết hồ sơ của Ông/Bà "
                        + "đúng thời gian ghi trên Giấy tiếp nhận hồ sơ và hẹn trả kết quả, với lý "
                        + "do: \(reason)"),
                parts.paragraph([
                    .plain(
                        "\(head.upperUnit) xin lỗi Ông/Bà về việc chậm trễ này và sẽ trả kết quả "
                            + "vào "), .bold(newDueAt.onPaper), .plain("."),
                ]),
            ]
            + parts.fact("Căn cứ pháp lý", form.article)
            + [
                parts.paragraph("Rất mong nhận được sự thông cảm của Ông/Bà./.")
            ]
            + parts.signatures([
                .init(
                    role: "Thủ trưởng cơ quan, đơn vị", hint: "Ký tên, đóng dấu", name: leader)
            ])
    }

    private var received: String {
        let words = receivedAt.localDate.onPaper
        return words.prefix(1).uppercased() + words.dropFirst() + ","
    }
}
