import Contracts
import Lifecycle
import Messaging
import Store

/// Notes what document storage announces of comparing papers, for the dossiers that hold them.
struct NoteComparisonHandler: EventHandler {
    /// Keeps the newest one.
    func handle(_ event: DocumentCompared, _ delivery: Delivery) async throws {
        try await delivery.transaction { transaction in
            let comparison = try event.comparison.map { try StrictJSON.encode($0) }
            try transaction.execute(
                """
                INSERT INTO comparisons (document, comparison, valid_to, sequence)
                VALUES (\(event.document), \(comparison), \(event.validTo), \(event.sequence))
                ON CONFLICT (document) DO UPDATE SET comparison = excluded.comparison,
                    valid_to = excluded.valid_to, sequence = excluded.sequence
                    WHERE comparisons.sequence < excluded.sequence
                """)
        }
    }
}

/// What is known of papers that were compared with their originals.
enum Comparisons {
    /// The steps, in order; a released one never changes.
    static let migrations = [
        Migration(
            "comparisons-001-comparisons",
            """
            CREATE TABLE comparisons (
                document TEXT PRIMARY KEY,
                comparison BYTEA,
                valid_to TEXT,
                sequence BIGINT NOT NULL);
            """)
    ]

    /// The components with the newest mark of each paper: what was heard wins over what the paper
    /// brought along when it was attached.
    static func marked(
        _ components: [AttachedComponent], in reader: borrowing some SQLReader & ~Copyable
    ) throws -> [AttachedComponent] {
        let ids = components.flatMap(\.documents).map(\.id.rawValue)
        guard !ids.isEmpty else { return components }
        var marks: [DocumentID: Row] = [:]
        for row in try reader.rows(statement(ids)) { marks[try row["document"]] = row }
        guard !marks.isEmpty else { return components }
        return try components.map { component in
            var component = component
            component.documents = try component.documents.map { document in
                guard let row = marks[document.id] else { return document }
                var document = document
                let comparison: [UInt8]? = try row["comparison"]
                document.comparison = try comparison.map {
                    try StrictJSON.decode(PaperComparison.self, trusted: $0)
                }
                document.validTo = try row["valid_to"]
                return document
            }
            return component
        }
    }

    /// The marks of some papers.
    static func statement(_ ids: [String]) -> SQL {
        "SELECT document, comparison, valid_to FROM comparisons WHERE document IN \(list: ids)"
    }
}
