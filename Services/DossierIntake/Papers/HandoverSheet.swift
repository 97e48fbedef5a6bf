import Contracts
import Lifecycle

/// Phiếu kiểm soát quá trình giải quyết hồ sơ: who gave the dossier to whom and when, row by row.
struct HandoverSheet: PaperText {
    /// Mã số biên nhận.
    var code: DossierCode
    /// Who applies.
    var applicant: PaperApplicant
    /// What is asked for: the procedure's name.
    var content: String
    /// The body that handles it.
    var authority: String
    /// The bodies that help.
    var assisting: String?
    /// When the result is due.
    var dueAt: Timestamp?
    /// The rows, oldest first.
    var rows: [Row]

    /// One hand-over.
    struct Row: Codable, Hashable, Sendable {
        /// Who gives: person and desk.
        var from: String
        /// Who takes: person and desk.
        var to: String
        /// When it was given.
        var givenAt: Timestamp
        /// When it was taken; nil while it was not.
        var takenAt: Timestamp?
        /// Trước hạn, đúng hạn, quá hạn; empty while it is open.
        var outcome: String
        /// A remark.
        var note: String?
    }

    var subject: String { code.rawValue }

    func blocks(_ head: PaperHead, _ form: PaperForm, _ format: PageFormat) -> [Block] {
        let parts = PaperParts(format: format)
        return parts.head(head, form)
            + parts.title(PaperKind.handovers.title, under: [.plain("Mã hồ sơ: "), .bold(subject)])
            + parts.fact("Hồ sơ của", applicant.name)
            + parts.fact("Nội dung yêu cầu giải quyết", content)
            + parts.fact("Cơ quan (bộ phận) giải quyết hồ sơ", authority)
            + parts.fact("Cơ quan phối hợp giải quyết hồ sơ", assisting)
            + parts.fact("Thời gian hẹn trả kết quả", dueAt?.onPaper)
            + [.space(4), .table(table(parts))]
    }

    private func table(_ parts: PaperParts) -> Block.Table {
        Block.Table(
            shares: [0.07, 0.31, 0.27, 0.16, 0.19],
            head: parts.tableHead(
                [
                    "STT", "Giao – nhận", "Thời gian giao, nhận hồ sơ", "Kết quả giải quyết",
                    "Ghi chú",
                ], smaller: 2),
            rows: rows.enumerated().map { index, row in
                [
                    parts.cell("\(index + 1)", .centre, smaller: 2),
                    parts.cell("Giao: \(row.from)\nNhận: \(row.to)", smaller: 2),
                    parts.cell(
                        "Giao: \(row.givenAt.inShort)\nNhận: \(row.takenAt?.inShort ?? "chưa nhận")",
                        smaller: 2),
                    parts.cell(row.outcome, .centre, smaller: 2),
                    parts.cell(row.note ?? "", smaller: 2),
                ]
            })
    }
}
