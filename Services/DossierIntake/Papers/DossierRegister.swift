import Contracts
import Lifecycle

/// Sổ theo dõi hồ sơ: the dossiers of a unit, numbered through the year.
struct DossierRegister: PaperText {
    /// The year.
    var year: Int
    /// The book, when a year has several.
    var book: String?
    /// The first day it shows.
    var from: LocalDate
    /// The last day it shows.
    var to: LocalDate
    /// The rows by number.
    var rows: [Row]

    /// One dossier.
    struct Row: Codable, Hashable, Sendable {
        /// Its number in the year.
        var number: Int
        /// Mã số biên nhận.
        var code: DossierCode
        /// The procedure's name.
        var procedure: String
        /// How many sets.
        var setCount: Int
        /// Who applies.
        var applicant: PaperApplicant
        /// The body that handles it.
        var authority: String
        /// When it was received.
        var receivedAt: Timestamp
        /// When the result is due.
        var dueAt: Timestamp?
        /// When the result was handed over.
        var returnedAt: Timestamp?
        /// How the result is received.
        var collection: String
        /// A remark.
        var note: String?
    }

    var subject: String { "Năm \(year)" }

    func blocks(_ head: PaperHead, _ form: PaperForm, _ format: PageFormat) -> [Block] {
        let parts = PaperParts(format: format)
        let time = "Từ ngày \(from.vietnamese) đến ngày \(to.vietnamese)"
        let under = ["Năm \(year)", book.map { "Quyển số \($0)" }, time].compactMap { $0 }
        return parts.head(head, form)
            + parts.title(
                PaperKind.register.title, under: [.plain(under.joined(separator: " – "))])
            + [.table(table(parts))]
    }

    private func table(_ parts: PaperParts) -> Block.Table {
        Block.Table(
            shares: [0.035, 0.16, 0.135, 0.04, 0.12, 0.125, 0.09, 0.075, 0.075, 0.075, 0.07],
            head: parts.tableHead(
                [
                    "STT", "Mã hồ sơ", "Tên thủ tục hành chính", "Số bộ", "Tên cá nhân, tổ chức",
                    "Địa chỉ, số điện thoại", "Cơ quan chủ trì giải quyết", "Nhận hồ sơ",
                    "Hẹn trả kết quả", "Trả kết quả", "Cách nhận, ghi chú",
                ], smaller: 1.8),
            rows: rows.map { cells($0, parts) })
    }

    private func cells(_ row: Row, _ parts: PaperParts) -> [TextBlock] {
        let contact = [row.applicant.address, row.applicant.phone].compactMap { $0 }
        let times = [row.receivedAt, row.dueAt, row.returnedAt].map { time in
            time.map { "\($0.localTime)\n\($0.localDate.vietnamese)" } ?? ""
        }
        let remark = [row.collection, row.note].compactMap { $0 }.joined(separator: "\n")
        return [parts.cell("\(row.number)", .centre, smaller: 1.5)]
            + [row.code.rawValue, row.procedure].map { parts.cell($0, smaller: 1.5) }
            + [parts.cell(PaperNumber.two(row.setCount), .centre, smaller: 1.5)]
            + [row.applicant.name, contact.joined(separator: "\n"), row.authority].map {
                parts.cell($0, smaller: 1.5)
            } + times.map { parts.cell($0, .centre, smaller: 1.5) }
            + [parts.cell(remark, smaller: 1.5)]
    }
}
