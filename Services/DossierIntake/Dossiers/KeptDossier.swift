import Contracts
import Cryptography
import Lifecycle
import Store

/// A dossier as its row and its present content keep it.
struct KeptDossier {
    let id: DossierID
    let code: DossierCode
    let citizen: CitizenID
    let procedure: ProcedureCode
    let procedureVersion: String
    let procedureName: String
    let caseKey: String
    let unit: UnitCode
    let unitName: String
    let status: DossierStatus
    let version: Int64
    let contentVersion: Int64
    let submittedAt: Timestamp
    let changedAt: Timestamp
    let sealedAnswers: [UInt8]
    let components: [AttachedComponent]

    /// The caller's dossier that a typed code means; not there and not the caller's look the same.
    static func find(
        _ code: DossierCode, of citizen: CitizenID, in reader: borrowing some SQLReader & ~Copyable
    ) throws -> KeptDossier {
        let rows = try reader.rows(DossierStatement.dossiers(key: DossierKey(code.rawValue)))
            .filter { try $0["citizen"] == citizen.rawValue }
        let row = try DossierKey.choose(rows, typed: code.rawValue) { try $0["code"] }
        guard let row else { throw Refusal.dossierNotFound }
        return try KeptDossier(row)
    }

    /// The name of the row that its present answers are sealed for.
    var sealedRow: String { Self.sealedRow(id, contentVersion) }

    /// The name of the row that the answers of a version are sealed for.
    static func sealedRow(_ id: DossierID, _ version: Int64) -> String {
        "dossier \(id) \(version)"
    }

    private init(_ row: Row) throws {
        id = try row["id"]
        code = try row["code"]
        citizen = try row["citizen"]
        procedure = try row["procedure"]
        procedureVersion = try row["procedure_version"]
        procedureName = try row["procedure_name"]
        caseKey = try row["case_key"]
        unit = try row["unit"]
        unitName = try row["unit_name"]
        status = try row["status"]
        version = try row["version"]
        contentVersion = try row["content_version"]
        submittedAt = try row["submitted_at"]
        changedAt = try row["changed_at"]
        sealedAnswers = try row["answers"]
        components = try StrictJSON.decode([AttachedComponent].self, trusted: row["components"])
    }

    /// The dossier as its citizen sees it.
    func shown(answers: [String: JSONValue], history: [DossierStep]) -> Dossier {
        Dossier(
            code: code, procedure: procedure, procedureName: procedureName, caseKey: caseKey,
            unit: unit, unitName: unitName, status: status, answers: answers,
            components: components, history: history, submittedAt: submittedAt,
            changedAt: changedAt, canAmend: status == .registered, version: version)
    }
}

/// What can happen to a dossier, as its history keeps it.
enum DossierAction: String {
    case submitted, amended

    /// What the citizen reads.
    var title: String {
        switch self {
        case .submitted: "Nộp hồ sơ trực tuyến"
        case .amended: "Công dân sửa đổi, bổ sung hồ sơ trước khi được tiếp nhận"
        }
    }
}

/// The append-only history of a dossier.
enum DossierHistory {
    /// Adds what has just happened.
    static func add(
        _ action: DossierAction, to dossier: DossierID, by actor: CitizenID,
        status: DossierStatus, version: Int64, in transaction: borrowing Transaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO dossier_steps (dossier, number, at, action, actor, status, version)
            VALUES (\(dossier), \(transaction.nextNumber()), \(transaction.time), \(action),
                \(actor), \(status), \(version))
            """)
    }

    /// What happened, oldest first.
    static func read(
        _ dossier: DossierID, in reader: borrowing some SQLReader & ~Copyable
    ) throws -> [DossierStep] {
        try reader.rows(DossierStatement.history(of: dossier)).map { row in
            let action: DossierAction = try row["action"]
            return DossierStep(
                at: try row["at"], title: action.title, status: try row["status"],
                version: try row["version"])
        }
    }
}

/// One version of a dossier's form and papers.
enum DossierVersion {
    /// Keeps a version; answers the commitment to it for the audit chain, which tells nothing by
    /// itself since the answers are sealed with a random nonce.
    static func add(
        _ version: Int64, of dossier: DossierID, caseKey: String, sealedAnswers: [UInt8],
        components: [AttachedComponent], in transaction: borrowing Transaction
    ) throws -> String {
        let papers = try StrictJSON.encode(components)
        try transaction.execute(
            """
            INSERT INTO dossier_versions (dossier, version, case_key, answers, components, made_at)
            VALUES (\(dossier), \(version), \(caseKey), \(sealedAnswers), \(papers),
                \(transaction.time))
            """)
        return keyedHash(key: nil, sealedAnswers, papers).hex
    }
}

extension Refusal {
    /// No such dossier, no such code, or not the caller's: all the same.
    static let dossierNotFound = Refusal(
        .notFound, "dossier-not-found",
        "Không tìm thấy hồ sơ với mã này. Vui lòng kiểm tra lại mã số trên giấy biên nhận.")
}
