import Contracts
import Lifecycle
import Store

/// What an import changes of the procedures: new versions, and the days the others hold.
///
/// A version's content is never changed, since dossiers are bound to it: other content for the same
/// first day is a version of its own, which supersedes the stored one for new dossiers. A stored
/// version that is not in force yet and not in the files any more is withdrawn.
struct CatalogueProcedureChanges {
    private var written: [CatalogueProcedure] = []
    private var superseded: [String] = []
    private var withdrawn = 0
    private let codes: Set<ProcedureCode>
    /// Versions that are stored already, the same.
    private(set) var unchanged = 0

    /// Compares the procedures of the files with the stored versions, noting what does not fit.
    init(
        _ procedures: [CatalogueProcedure], in transaction: borrowing Transaction,
        _ problems: inout CatalogueProblems
    ) throws {
        let today = transaction.time.localDate
        let given = Dictionary(grouping: procedures, by: \.procedure.code)
        codes = Set(given.keys)
        for (code, versions) in given {
            let stored = try Version.current(of: code, in: transaction)
            let byDay = Dictionary(uniqueKeysWithValues: stored.map { ($0.validFrom, $0) })
            for version in versions {
                let before = byDay[version.procedure.validFrom]
                if before?.id == version.versionID {
                    unchanged += 1
                    continue
                }
                if let before { superseded.append(before.id) }
                written.append(version)
            }
            let days = Set(versions.map(\.procedure.validFrom))
            let others = stored.filter { !days.contains($0.validFrom) }
            let dropped = others.filter { $0.validFrom > today }
            superseded += dropped.map(\.id)
            withdrawn += dropped.count
            let kept = others.filter { $0.validFrom <= today }.map(\.validFrom)
            Self.check(versions, beside: kept, &problems)
        }
    }

    /// How many versions are new, changed or withdrawn.
    var count: Int { written.count + withdrawn }

    /// Writes the changes and closes each version the day before the next one begins.
    func apply(in transaction: borrowing Transaction) throws {
        for id in superseded {
            try transaction.execute(
                """
                UPDATE procedure_versions SET superseded_at = \(transaction.time)
                WHERE id = \(id)
                """)
        }
        for version in written { try insert(version, in: transaction) }
        for code in codes { try closeVersions(of: code, in: transaction) }
    }

    private func insert(
        _ version: CatalogueProcedure, in transaction: borrowing Transaction
    ) throws {
        let procedure = version.procedure
        try transaction.execute(
            """
            INSERT INTO procedure_versions (id, code, valid_from, valid_to, declared_to, hash, name,
                field, authority, summary, unit_kinds, json, imported_at)
            VALUES (\(version.versionID), \(procedure.code), \(procedure.validFrom),
                \(procedure.validTo), \(procedure.validTo), \(version.hash), \(procedure.name),
                \(procedure.field), \(procedure.authority), \(procedure.summary),
                \(procedure.unitKinds.joined(separator: " ")), \(version.json),
                \(transaction.time))
            ON CONFLICT (id) DO UPDATE SET superseded_at = NULL, imported_at = excluded.imported_at
            """)
    }

    private func closeVersions(
        of code: ProcedureCode, in transaction: borrowing Transaction
    ) throws {
        var next: LocalDate?
        for version in try Version.current(of: code, in: transaction).reversed() {
            let before = next.map { LocalDate(daysSinceEpoch: $0.daysSinceEpoch - 1) }
            let last = [version.declaredTo, before].compactMap(\.self).min()
            if last != version.validTo {
                try transaction.execute(
                    "UPDATE procedure_versions SET valid_to = \(last) WHERE id = \(version.id)")
            }
            next = version.validFrom
        }
    }

    private static func check(
        _ versions: [CatalogueProcedure], beside kept: [LocalDate],
        _ problems: inout CatalogueProblems
    ) {
        let starts = versions.map(\.procedure.validFrom) + kept
        for (index, version) in versions.enumerated() {
            let procedure = version.procedure
            if versions[..<index].contains(where: { $0.procedure.validFrom == procedure.validFrom })
            {
                problems.add(
                    "\(version.file):validFrom",
                    "Đã có tệp khác của thủ tục “\(procedure.code)” có hiệu lực từ cùng ngày.")
            }
            let next = starts.filter { $0 > procedure.validFrom }.min()
            if let next, let last = procedure.validTo, last >= next {
                problems.add(
                    "\(version.file):validTo",
                    "Chồng lên phiên bản có hiệu lực từ ngày \(next.vietnamese).")
            }
        }
    }

    /// A stored version that is not superseded.
    private struct Version {
        let id: String
        let validFrom: LocalDate
        let validTo: LocalDate?
        let declaredTo: LocalDate?

        /// Those of a procedure, the earliest first.
        static func current(
            of code: ProcedureCode, in transaction: borrowing Transaction
        ) throws -> [Version] {
            try transaction.rows(
                """
                SELECT id, valid_from, valid_to, declared_to FROM procedure_versions
                WHERE code = \(code) AND superseded_at IS NULL ORDER BY valid_from
                """
            ).map {
                Version(
                    id: try $0["id"], validFrom: try $0["valid_from"], validTo: try $0["valid_to"],
                    declaredTo: try $0["declared_to"])
            }
        }
    }
}
