import Contracts
import Lifecycle
import Store

/// What an import changes of the units: for each code it names, its lines are all there is.
struct CatalogueUnitChanges {
    /// Units that are new or differ from the stored ones.
    private(set) var written: [AdministrativeUnit] = []
    /// Stored periods of a unit that the file no longer has.
    private(set) var removed: [AdministrativeUnit] = []
    /// Units that are stored already, the same.
    private(set) var unchanged = 0

    /// Compares the units of the file with the stored ones, noting what does not fit together.
    init(
        _ units: [CatalogueUnit], in transaction: borrowing Transaction,
        _ problems: inout CatalogueProblems
    ) throws {
        let stored = try transaction.rows("SELECT * FROM units").map(Catalogue.unit(from:))
        let given = Self.periods(of: units, &problems)
        let codes = Set(given.map(\.unit.code))
        Self.check(given, among: stored.filter { !codes.contains($0.code) }, &problems)
        let known = Set(stored)
        for each in given {
            if known.contains(each.unit) { unchanged += 1 } else { written.append(each.unit) }
        }
        let kept = Set(given.map { Period($0.unit) })
        removed = stored.filter { codes.contains($0.code) && !kept.contains(Period($0)) }
    }

    /// How many rows change.
    var count: Int { written.count + removed.count }

    /// Writes the changes.
    func apply(in transaction: borrowing Transaction) throws {
        for unit in removed {
            try transaction.execute(
                "DELETE FROM units WHERE code = \(unit.code) AND valid_from = \(unit.validFrom)")
        }
        for unit in written {
            try transaction.execute(
                """
                INSERT INTO units (code, valid_from, valid_to, name, name_folded, kind, parent,
                    agency_id, address, phone, successor)
                VALUES (\(unit.code), \(unit.validFrom), \(unit.validTo), \(unit.name),
                    \(VietnameseFolding.fold(unit.name)), \(unit.kind), \(unit.parent),
                    \(unit.agencyId), \(unit.address), \(unit.phone), \(unit.successor))
                ON CONFLICT (code, valid_from) DO UPDATE SET valid_to = excluded.valid_to,
                    name = excluded.name, name_folded = excluded.name_folded,
                    kind = excluded.kind, parent = excluded.parent,
                    agency_id = excluded.agency_id, address = excluded.address,
                    phone = excluded.phone, successor = excluded.successor
                """)
        }
    }

    private struct Period: Hashable {
        let code: UnitCode
        let validFrom: LocalDate

        init(_ unit: AdministrativeUnit) { (code, validFrom) = (unit.code, unit.validFrom) }
    }

    /// The units with their last day: the given one, or the day before the next line of the code.
    private static func periods(
        of units: [CatalogueUnit], _ problems: inout CatalogueProblems
    ) -> [CatalogueUnit] {
        var next: [UnitCode: AdministrativeUnit] = [:]
        var periods: [CatalogueUnit] = []
        for each in units.sorted(by: { $0.unit.validFrom > $1.unit.validFrom }) {
            var unit = each.unit
            if let later = next.updateValue(unit, forKey: unit.code) {
                let before = LocalDate(daysSinceEpoch: later.validFrom.daysSinceEpoch - 1)
                if unit.validFrom == later.validFrom || (unit.validTo ?? before) > before {
                    problems.add(
                        each.place,
                        "Thời gian hiệu lực của “\(unit.code)” chồng lên dòng khác cùng mã.")
                }
                unit.validTo = unit.validTo ?? before
            }
            periods.append(CatalogueUnit(place: each.place, unit: unit))
        }
        return periods
    }

    private static func check(
        _ given: [CatalogueUnit], among others: [AdministrativeUnit],
        _ problems: inout CatalogueProblems
    ) {
        let all = others + given.map(\.unit)
        let byCode = Dictionary(grouping: all, by: \.code)
        let byAgency = Dictionary(grouping: all, by: \.agencyId)
        for each in given {
            let unit = each.unit
            if let parent = unit.parent {
                if byCode[parent]?.contains(where: { $0.exists(on: unit.validFrom) }) != true {
                    problems.add(
                        each.place,
                        "Không có đơn vị cấp trên “\(parent)” vào ngày \(unit.validFrom.vietnamese)."
                    )
                } else if isBelowItself(unit, byCode) {
                    problems.add(
                        each.place, "Đơn vị cấp trên “\(parent)” lại ở dưới chính đơn vị này.")
                }
            }
            if let successor = unit.successor, byCode[successor] == nil {
                problems.add(each.place, "Không có đơn vị kế thừa “\(successor)”.")
            }
            let twin = byAgency[unit.agencyId]?.first { $0.code != unit.code && $0.overlaps(unit) }
            if let twin {
                problems.add(
                    each.place,
                    "Mã định danh “\(unit.agencyId)” đã là của đơn vị “\(twin.code)”.")
            }
        }
    }

    private static func isBelowItself(
        _ unit: AdministrativeUnit, _ byCode: [UnitCode: [AdministrativeUnit]]
    ) -> Bool {
        var above = unit.parent
        for _ in 0..<10 {
            guard let code = above else { return false }
            if code == unit.code { return true }
            above = byCode[code]?.first { $0.exists(on: unit.validFrom) }?.parent
        }
        return true
    }
}

extension AdministrativeUnit {
    /// Whether the unit exists on that day.
    func exists(on day: LocalDate) -> Bool {
        validFrom <= day && (validTo.map { day <= $0 } ?? true)
    }

    /// Whether both exist on some day.
    func overlaps(_ other: AdministrativeUnit) -> Bool {
        exists(on: other.validFrom) || other.exists(on: validFrom)
    }
}
