import Contracts
import Lifecycle

/// A unit as a line of `units.csv` gives it.
struct CatalogueUnit {
    /// The file and line: `units.csv:17`.
    let place: String
    /// What it says.
    let unit: AdministrativeUnit
}

/// Reads the lines of `units.csv` and holds each to its rules.
enum CatalogueUnitRules {
    /// The kinds of unit there are; `district` until 2025-06-30.
    static let kinds = [
        "city", "department", "district", "ward", "commune", "special-zone", "police",
    ]
    /// The first line of the file.
    static let header = [
        "code", "name", "kind", "parent", "agencyId", "address", "phone", "validFrom", "validTo",
        "successor",
    ]

    /// The units of the file; lines that break a rule are noted and left out.
    static func units(
        in file: ImportCatalogue.File, _ problems: inout CatalogueProblems
    ) -> [CatalogueUnit] {
        do {
            let records = try CatalogueCSV.records(of: file.text)
            guard records.first?.fields == header else {
                let wanted = header.joined(separator: ",")
                problems.add("\(file.name):1", "Dòng đầu phải là: \(wanted)")
                return []
            }
            return records.dropFirst().compactMap { record in
                let place = "\(file.name):\(record.line)"
                guard record.fields.count == header.count else {
                    problems.add(
                        place, "Dòng có \(record.fields.count) cột, phải có \(header.count) cột.")
                    return nil
                }
                return unit(record.fields, at: place, &problems)
            }
        } catch {
            problems.add("\(file.name):\(error.line)", error.sentence)
            return []
        }
    }

    private static func unit(
        _ cells: [String], at place: String, _ problems: inout CatalogueProblems
    ) -> CatalogueUnit? {
        func optional(_ index: Int) -> String? { cells[index].isEmpty ? nil : cells[index] }
        for sentence in sentences(cells) { problems.add(place, sentence) }
        guard let validFrom = LocalDate(cells[7]) else { return nil }
        return CatalogueUnit(
            place: place,
            unit: AdministrativeUnit(
                code: UnitCode(rawValue: cells[0]), name: cells[1], kind: cells[2],
                parent: optional(3).map(UnitCode.init(rawValue:)), agencyId: cells[4],
                address: optional(5), phone: optional(6), validFrom: validFrom,
                validTo: LocalDate(cells[8]),
                successor: optional(9).map(UnitCode.init(rawValue:))))
    }

    /// What is wrong with the cells of a line, each by itself.
    private static func sentences(_ cells: [String]) -> [String] {
        var found: [String] = []
        func rule(_ holds: Bool, _ sentence: @autoclosure () -> String) {
            if !holds { found.append(sentence()) }
        }
        rule(isCode(cells[0]), "Mã đơn vị “\(cells[0])” không đúng dạng 48 hoặc 48.20242.")
        if let problem = CatalogueText.problem(cells[1], limit: 200) {
            found.append("Tên đơn vị: \(problem)")
        }
        rule(
            kinds.contains(cells[2]),
            "Không có loại đơn vị “\(cells[2])”; phải là một trong: \(kinds.joined(separator: ", "))."
        )
        if cells[2] == "city" {
            rule(cells[3].isEmpty, "Thành phố không có đơn vị cấp trên.")
        } else {
            rule(!cells[3].isEmpty, "Thiếu mã đơn vị cấp trên.")
        }
        rule(
            cells[4].count <= 40 && cells[4].wholeMatch(of: #/[0-9A-Z]+(\.[0-9A-Z]+)*/#) != nil,
            "Mã định danh cơ quan “\(cells[4])” không đúng dạng 000.00.19.H17.")
        if !cells[5].isEmpty, let problem = CatalogueText.problem(cells[5]) {
            found.append("Địa chỉ: \(problem)")
        }
        rule(
            cells[6].wholeMatch(of: #/(\+?[0-9][0-9 .()]{1,24})?/#) != nil,
            "Số điện thoại “\(cells[6])” không đúng.")
        let (from, to) = (LocalDate(cells[7]), LocalDate(cells[8]))
        rule(from != nil, "Ngày bắt đầu “\(cells[7])” phải có thật và viết dạng 2025-07-01.")
        rule(
            cells[8].isEmpty || to != nil,
            "Ngày kết thúc “\(cells[8])” phải có thật và viết dạng 2025-06-30.")
        if let from, let to {
            rule(from <= to, "Ngày kết thúc phải không trước ngày bắt đầu.")
        }
        rule(
            cells[9].isEmpty || !cells[8].isEmpty,
            "Chỉ đơn vị đã có ngày kết thúc mới có đơn vị kế thừa.")
        rule(cells[9].isEmpty || cells[9] != cells[0], "Đơn vị không thể kế thừa chính mình.")
        return found
    }

    private static func isCode(_ text: String) -> Bool {
        text.wholeMatch(of: #/[0-9]{2}(\.[0-9A-Z]{1,10}){0,2}/#) != nil
    }
}
