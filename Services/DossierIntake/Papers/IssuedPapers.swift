import Contracts
import Lifecycle
import Store

/// The papers of dossiers as they were issued: kept sealed with all they say, so that each can be
/// printed again as it was.
struct IssuedPapers: Sendable {
    let seal: AnswerSeal

    /// The steps, in order; a released one never changes.
    static let migrations = [
        Migration(
            "papers-001-numbers",
            """
            CREATE TABLE paper_counters (
                unit TEXT NOT NULL,
                year BIGINT NOT NULL,
                kind TEXT NOT NULL,
                last BIGINT NOT NULL,
                PRIMARY KEY (unit, year, kind));
            CREATE INDEX dossiers_of_register ON dossiers (unit, accepted_at)
                WHERE register_number IS NOT NULL;
            """)
    ]

    /// Keeps a paper; answers which of the dossier's papers it is, from 1.
    func keep(
        _ paper: Paper, of dossier: DossierID, by issuer: String,
        in transaction: borrowing Transaction
    ) throws -> Int {
        let last: Int? = try transaction.first(Self.last(of: dossier))?["number"]
        let number = (last ?? 0) + 1
        let content = try seal.seal(paper, for: Self.row(dossier, number))
        try transaction.execute(
            """
            INSERT INTO dossier_papers (dossier, number, kind, content, issued_at, issued_by)
            VALUES (\(dossier), \(number), \(paper.kind), \(content), \(transaction.time),
                \(issuer))
            """)
        return number
    }

    /// The paper with that number; nil when there is none.
    func paper(
        _ number: Int, of dossier: DossierID, in reader: borrowing some SQLReader & ~Copyable
    ) throws -> Paper? {
        try reader.first(Self.paper(number, of: dossier)).map { row in
            try seal.open(try row["content"], as: Paper.self, for: Self.row(dossier, number))
        }
    }

    /// The newest receipt; nil while the dossier is not received.
    func receipt(
        of dossier: DossierID, in reader: borrowing some SQLReader & ~Copyable
    ) throws -> Paper? {
        let papers = try list(of: dossier, in: reader)
        return try papers.last { $0.kind == PaperKind.receipt.rawValue }
            .flatMap { try paper($0.number, of: dossier, in: reader) }
    }

    /// All papers of a dossier, oldest first.
    func list(
        of dossier: DossierID, in reader: borrowing some SQLReader & ~Copyable
    ) throws -> [IssuedPaper] {
        try reader.rows(Self.all(of: dossier)).map { row in
            let kind: PaperKind = try row["kind"]
            return IssuedPaper(
                number: try row["number"], kind: kind.rawValue, title: kind.name,
                issuedAt: try row["issued_at"])
        }
    }

    /// The next number of a unit's papers of a kind, from 1 each year.
    static func nextNumber(
        of kind: PaperKind, in unit: UnitCode, on day: LocalDate,
        _ transaction: borrowing Transaction
    ) throws -> Int {
        let row = try transaction.first(
            """
            INSERT INTO paper_counters (unit, year, kind, last)
            VALUES (\(unit), \(day.yearMonthDay.year), \(kind), 1)
            ON CONFLICT (unit, year, kind) DO UPDATE SET last = paper_counters.last + 1
            RETURNING last
            """)
        guard let row else { throw StoreError.unexpected("no paper number") }
        return try row["last"]
    }

    /// The number of a dossier's newest paper.
    static func last(of dossier: DossierID) -> SQL {
        """
        SELECT number FROM dossier_papers WHERE dossier = \(dossier)
        ORDER BY number DESC LIMIT 1
        """
    }

    /// One paper.
    static func paper(_ number: Int, of dossier: DossierID) -> SQL {
        "SELECT content FROM dossier_papers WHERE dossier = \(dossier) AND number = \(number)"
    }

    /// All papers of a dossier.
    static func all(of dossier: DossierID) -> SQL {
        """
        SELECT number, kind, issued_at FROM dossier_papers WHERE dossier = \(dossier)
        ORDER BY number
        """
    }

    private static func row(_ dossier: DossierID, _ number: Int) -> String {
        "paper \(dossier) \(number)"
    }
}
