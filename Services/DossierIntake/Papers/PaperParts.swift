import Lifecycle
import QRCode

/// The parts that papers have in common, set for one size of page.
struct PaperParts {
    let format: PageFormat

    /// The usual size of letters.
    var size: Double { format.textSize }

    /// The two columns above the title: who issues, and the state's name with place and date.
    func head(_ head: PaperHead, _ form: PaperForm) -> [Block] {
        let small = format.textWidth < 400 ? 8.4 : 11
        let number = head.number.map(String.init) ?? "……"
        let left: [Block] = [
            .text(line([.plain(head.upperUnit.uppercased())], small, .centre)),
            .text(line([.bold(head.unit.uppercased())], small, .centre, below: 2)),
            .rule(share: 0.35),
            .text(line([.plain("Số: \(number)/\(form.suffix)")], small, .centre)),
        ]
        let right: [Block] = [
            .text(line([.bold("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")], small, .centre)),
            .text(line([.bold("Độc lập - Tự do - Hạnh phúc")], small + 0.6, .centre, below: 2)),
            .rule(share: 0.5),
            .text(
                line(
                    [.italic("\(head.place), \(head.issuedAt.localDate.onPaper)")], small, .centre)),
        ]
        return [
            .sides([.init(share: 0.48, blocks: left), .init(share: 0.52, blocks: right)]),
            .space(size),
        ]
    }

    /// The title with what stands under it.
    func title(_ title: String, under: [TextBlock.Run] = []) -> [Block] {
        var blocks: [Block] = [.text(line([.bold(title)], size + 1.5, .centre, below: 2))]
        if !under.isEmpty { blocks.append(.text(line(under, size, .centre))) }
        return blocks + [.space(size * 0.6)]
    }

    /// A name and its value in one line: **Địa chỉ:** 12 Trần Phú. Nothing for no value.
    func fact(_ name: String, _ value: String?) -> [Block] {
        guard let value, !value.isEmpty else { return [] }
        return [.text(line([.bold("\(name): "), .plain(value)], size, .left, below: size * 0.22))]
    }

    /// Who applies.
    func applicant(_ name: String, _ applicant: PaperApplicant) -> [Block] {
        fact(name, applicant.name) + fact("Địa chỉ", applicant.address)
            + fact(
                "Số điện thoại",
                [applicant.phone, applicant.email.map { "Email: \($0)" }].compactMap { $0 }
                    .joined(separator: "    "))
    }

    /// A paragraph of running text.
    func paragraph(_ runs: [TextBlock.Run]) -> Block {
        .text(
            TextBlock(
                runs: runs, size: size, alignment: .justified, indent: size * 2,
                below: size * 0.4))
    }

    /// A plain paragraph of running text.
    func paragraph(_ text: String) -> Block { paragraph([.plain(text)]) }

    /// Numbered paragraphs.
    func numbered(_ items: [String]) -> [Block] {
        items.enumerated().map { index, item in
            .text(
                TextBlock(
                    runs: [.plain("\(index + 1). \(item)")], size: size, alignment: .justified,
                    indent: -size * 1.4, below: size * 0.3))
        }
    }

    /// One signature or two, beside each other; kept together.
    func signatures(_ all: [PaperSignature]) -> [Block] {
        let share = 1 / Double(max(all.count, 2))
        var sides = all.map { signature in
            Block.Side(share: share, blocks: blocks(of: signature))
        }
        // A single one stands on the right.
        if sides.count == 1 { sides.insert(.init(share: share, blocks: []), at: 0) }
        return [.space(size * 0.8), .sides(sides)]
    }

    private func blocks(of signature: PaperSignature) -> [Block] {
        [
            .text(line([.bold(signature.role.uppercased())], size - 0.5, .centre)),
            .text(line([.italic("(\(signature.hint))")], size - 1, .centre)),
            .space(size * 4.2),
            .text(line([.bold(signature.name ?? " ")], size, .centre)),
        ]
    }

    /// A cell of a table.
    func cell(
        _ text: String, _ alignment: TextBlock.Alignment = .left, look: TextBlock.Run.Look = .plain,
        smaller: Double = 1
    ) -> TextBlock {
        TextBlock(
            runs: [.init(text: text, look: look)], size: size - smaller, alignment: alignment)
    }

    /// The cells of a table's head.
    func tableHead(_ names: [String], smaller: Double = 1) -> [TextBlock] {
        names.map { cell($0, .centre, look: .bold, smaller: smaller) }
    }

    /// A paragraph of one size.
    func line(
        _ runs: [TextBlock.Run], _ size: Double, _ alignment: TextBlock.Alignment,
        below: Double = 0
    ) -> TextBlock {
        TextBlock(runs: runs, size: size, alignment: alignment, below: below)
    }
}

/// Who signs a paper.
struct PaperSignature {
    /// In which role: `Người tiếp nhận hồ sơ`.
    let role: String
    /// How: `Ký và ghi rõ họ tên`.
    var hint = "Ký và ghi rõ họ tên"
    /// The name, when it is known.
    let name: String?
}

extension LocalDate {
    /// As Decree 30/2020 has papers write it: `ngày 05 tháng 02 năm 2026`.
    var onPaper: String {
        let (year, month, day) = yearMonthDay
        return "ngày \(PaperNumber.two(day)) tháng "
            + "\(month < 3 ? PaperNumber.two(month) : "\(month)") năm \(year)"
    }
}

extension Timestamp {
    /// `08 giờ 05 phút, ngày 05 tháng 02 năm 2026`.
    var onPaper: String {
        let parts = localTime.split(separator: ":")
        return "\(parts[0]) giờ \(parts[1]) phút, \(localDate.onPaper)"
    }
    /// As cells of tables write it: `08:05 05/02/2026`.
    var inShort: String { "\(localTime) \(localDate.vietnamese)" }
}

/// Numbers as papers write them.
enum PaperNumber {
    /// At least two digits: `01`.
    static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    /// A count of papers in a table: nothing for none.
    static func count(_ number: Int) -> String { number == 0 ? "" : two(number) }
}
