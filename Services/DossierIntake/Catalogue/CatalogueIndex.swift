import Contracts
import Lifecycle
import Store
import Synchronization

/// The current procedures in memory, as a search looks at them.
///
/// A city has some 2,000 procedures that change a few times a month, and a search matches beginnings
/// of words, which no SQL index helps with: walking them in memory takes less than reading one page
/// from the store. The store's revision says when to read them again, so replicas agree too.
final class CatalogueIndex: Sendable {
    /// A version of a procedure that is not superseded.
    struct Entry: Sendable {
        /// What a list shows.
        let summary: ProcedureSummary
        /// The kinds of unit that handle it.
        let unitKinds: [String]
        /// The first day it holds.
        let validFrom: LocalDate
        /// The last day it holds.
        let validTo: LocalDate?
        /// The folded name, by which lists are sorted.
        let nameFolded: String
        /// The folded field.
        let fieldFolded: String
        private let words: [[UInt8]]

        /// The entry of a row of `procedure_versions`.
        init(_ row: Row) throws {
            summary = ProcedureSummary(
                code: try row["code"], name: try row["name"], field: try row["field"],
                authority: try row["authority"], summary: try row["summary"])
            unitKinds = (try row["unit_kinds"] as String).split(separator: " ").map(String.init)
            validFrom = try row["valid_from"]
            validTo = try row["valid_to"]
            nameFolded = VietnameseFolding.fold(summary.name)
            fieldFolded = VietnameseFolding.fold(summary.field)
            words = VietnameseFolding.words(
                "\(summary.name) \(summary.field) \(summary.code)"
            ).map { Array($0.utf8) }
        }

        /// Whether it holds on that day.
        func holds(on day: LocalDate) -> Bool {
            validFrom <= day && (validTo.map { day <= $0 } ?? true)
        }

        /// Whether each of these words begins a word of the name, field or code.
        func matches(_ wanted: [[UInt8]]) -> Bool {
            wanted.allSatisfy { word in words.contains { $0.starts(with: word) } }
        }
    }

    private let kept = Mutex<(revision: Int64, entries: [Entry])>((-1, []))

    /// The entries as of this snapshot, by folded name and code.
    func entries(in snapshot: borrowing Snapshot) throws -> [Entry] {
        let revision: Int64 =
            try snapshot.first("SELECT revision FROM catalogue_revision WHERE id = 1")
            .map { try $0["revision"] } ?? 0
        let known = kept.withLock { $0.revision == revision ? $0.entries : nil }
        if let known { return known }
        let entries = try snapshot.rows(
            """
            SELECT code, name, field, authority, summary, unit_kinds, valid_from, valid_to
            FROM procedure_versions WHERE superseded_at IS NULL
            """
        ).map(Entry.init).sorted {
            ($0.nameFolded, $0.summary.code.rawValue) < ($1.nameFolded, $1.summary.code.rawValue)
        }
        kept.withLock { if $0.revision < revision { $0 = (revision, entries) } }
        return entries
    }
}
