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
    let version: Int64
    let contentVersion: Int64
    let submittedAt: Timestamp
    let changedAt: Timestamp
    let channel: Channel
    let law: RuleOfLaw
    let sealedApplicant: [UInt8]?
    let sealedAppointment: [UInt8]?
    let sealedTransfer: [UInt8]?
    let sync: DossierSync?
    let sealedAnswers: [UInt8]
    let components: [AttachedComponent]
    /// How far it has come.
    let course: DossierCourse

    /// Where it stands.
    var status: DossierStatus { course.status }

    /// The caller's dossier, or the caller's unit's, that a typed code means; not there and not
    /// theirs look the same.
    static func find(
        _ code: DossierCode, for caller: DossierCaller,
        in reader: borrowing some SQLReader & ~Copyable
    ) throws -> KeptDossier {
        let rows = try reader.rows(DossierStatement.dossiers(key: DossierKey(code.rawValue)))
            .filter { try caller.mayRead(citizen: $0["citizen"], unit: $0["unit"]) }
        let row = try DossierKey.choose(rows, typed: code.rawValue) { try $0["code"] }
        guard let row else { throw Refusal.dossierNotFound }
        return try KeptDossier(row)
    }

    /// The open dossiers that an officer has taken on.
    static func open(
        assignedTo officer: OfficerID, in reader: borrowing some SQLReader & ~Copyable
    ) throws -> [KeptDossier] {
        try reader.rows(DossierStatement.open(assignedTo: officer)).map(KeptDossier.init)
    }

    /// The name of the row that its present answers are sealed for.
    var sealedRow: String { Self.sealedRow(id, contentVersion) }

    /// The name of the row that the answers of a version are sealed for.
    static func sealedRow(_ id: DossierID, _ version: Int64) -> String {
        "dossier \(id) \(version)"
    }

    /// The name of the row that the applicant is sealed for.
    static func applicantRow(_ id: DossierID) -> String { "applicant \(id)" }

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
        version = try row["version"]
        contentVersion = try row["content_version"]
        submittedAt = try row["submitted_at"]
        changedAt = try row["changed_at"]
        channel = try row["channel"]
        law = RuleOfLaw.named(try row["rule_set"])
        sealedApplicant = try row["applicant"]
        sealedAppointment = try row["appointment"]
        sealedTransfer = try row["transfer"]
        sync = try SyncAxis.of(row)
        sealedAnswers = try row["answers"]
        components = try StrictJSON.decode([AttachedComponent].self, trusted: row["components"])
        course = try DossierCourse(row)
    }

    /// Whether the citizen may change form and papers: before it is received, and when a supplement
    /// is asked for.
    var canAmend: Bool {
        course.closedAt == nil && (status == .registered || status == .supplementRequired)
    }
}

/// Who asks about a dossier: its citizen, or an officer of its unit.
enum DossierCaller: Sendable {
    case citizen(CitizenID, name: String?)
    case officer(OfficerCaller)

    /// The caller; refuses who is not signed in, and finds nothing for any other role.
    init(_ caller: Caller) throws(Refusal) {
        self =
            caller.role == .citizen
            ? .citizen(try caller.requireCitizen(), name: caller.name)
            : .officer(try caller.requireOfficer())
    }

    /// The account.
    var id: String {
        switch self {
        case .citizen(let id, _): id.rawValue
        case .officer(let officer): officer.id.rawValue
        }
    }

    /// Who it is for the rules.
    var mover: Mover {
        switch self {
        case .citizen: .citizen
        case .officer(let officer): .officer(officer.duties)
        }
    }

    /// Whether a dossier of that citizen at that unit is the caller's to see.
    func mayRead(citizen: String, unit: String) -> Bool {
        switch self {
        case .citizen(let id, _): citizen == id.rawValue
        case .officer(let officer): unit == officer.unit.rawValue
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
