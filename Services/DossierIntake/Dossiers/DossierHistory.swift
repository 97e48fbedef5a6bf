import Contracts
import Cryptography
import Lifecycle
import Store

/// What can happen to a dossier, as its history keeps it.
enum DossierAction: Hashable, Sendable {
    case submitted
    case takenIn
    case amended
    case supplemented
    case assigned
    case appointed
    case transferReported
    case moved(DossierMove)

    /// The word the store keeps.
    var word: String {
        switch self {
        case .submitted: "submitted"
        case .takenIn: "takenIn"
        case .amended: "amended"
        case .supplemented: "supplemented"
        case .assigned: "assigned"
        case .appointed: "appointed"
        case .transferReported: "transferReported"
        case .moved(let move): move.rawValue
        }
    }

    /// The action of a word.
    init?(word: String) {
        switch word {
        case "submitted": self = .submitted
        case "takenIn": self = .takenIn
        case "amended": self = .amended
        case "supplemented": self = .supplemented
        case "assigned": self = .assigned
        case "appointed": self = .appointed
        case "transferReported": self = .transferReported
        default:
            guard let move = DossierMove(rawValue: word) else { return nil }
            self = .moved(move)
        }
    }

    /// What people read.
    var title: String {
        switch self {
        case .submitted: "Nộp hồ sơ trực tuyến"
        case .takenIn: "Nộp hồ sơ trực tiếp tại nơi tiếp nhận"
        case .amended: "Công dân sửa đổi, bổ sung hồ sơ trước khi được tiếp nhận"
        case .supplemented: "Công dân gửi nội dung bổ sung"
        case .assigned: "Phân công xử lý"
        case .appointed: "Hẹn mang bản chính đến đối chiếu"
        case .transferReported: "Công dân báo đã chuyển khoản phí, lệ phí"
        case .moved(let move): move.title
        }
    }

    /// Whether it concerns the unit's own work only.
    var isInternal: Bool {
        switch self {
        case .assigned, .moved(.propose): true
        default: false
        }
    }
}

/// The particulars of a step, kept sealed.
struct StepDetail: Codable, Hashable, Sendable {
    var reason: String?
    var legalGround: String?
    var items: [SupplementItem]?
    var day: LocalDate?
    var amountDong: Int?
    var receiptNumber: String?
    var outcome: DossierOutcome?
    var handOver: ResultHandOver?
    /// To whom it was assigned.
    var officerName: String?
}

/// A step to be added to a dossier's history.
struct NewStep: Sendable {
    let action: DossierAction
    let status: DossierStatus
    let version: Int64
    var detail: StepDetail?
}

/// Who took a step.
struct StepActor: Hashable, Sendable {
    let id: String
    let role: Caller.Role
    private(set) var name: String?

    /// The caller.
    init(_ caller: DossierCaller) {
        switch caller {
        case .citizen(let id, _): (self.id, role, name) = (id.rawValue, .citizen, nil)
        case .officer(let officer):
            (id, role, name) = (officer.id.rawValue, .officer, officer.name)
        }
    }

    /// An officer who does this in another's place.
    init(_ officer: OfficerCaller, insteadOf absent: NamedOfficer) {
        self.init(.officer(officer))
        name = "\(officer.name) (thay \(absent.name))"
    }

    /// Somebody.
    init(id: String, role: Caller.Role, name: String?) {
        (self.id, self.role, self.name) = (id, role, name)
    }

    /// A citizen, whose name the history does not repeat.
    init(_ citizen: CitizenID) { (id, role, name) = (citizen.rawValue, .citizen, nil) }
}

/// The append-only history of a dossier, each step's hash over the one before.
struct DossierHistory: Sendable {
    let seal: AnswerSeal

    /// Adds what has just happened.
    func add(
        _ step: NewStep, to dossier: DossierID, by actor: StepActor,
        in transaction: borrowing Transaction
    ) throws {
        let number = transaction.nextNumber()
        let detail = try step.detail.map {
            try seal.seal($0, for: Self.sealedRow(dossier, number))
        }
        // The first step of a dossier has nothing before it.
        let before: [UInt8]? =
            step.version == 1
            ? nil : try transaction.first(DossierStatement.lastHash(of: dossier))?["hash"]
        let chained = HistoryChain.Step(
            number: number, at: transaction.time, action: step.action.word, actor: actor.id,
            status: step.status, version: step.version,
            more: Self.more(role: actor.role, name: actor.name, detail: detail))
        let hash = HistoryChain.hash(after: before ?? HistoryChain.start(of: dossier), chained)
        try transaction.execute(
            """
            INSERT INTO dossier_steps
                (dossier, number, at, action, actor, status, version, role, actor_name, detail,
                hash)
            VALUES (\(dossier), \(number), \(transaction.time), \(step.action.word), \(actor.id),
                \(step.status), \(step.version), \(actor.role), \(actor.name), \(detail),
                \(hash))
            """)
    }

    /// The steps of a dossier as their hashes cover them. Those from before the chain was kept have
    /// no hash and are left out; one without a hash behind one that has it fits nothing.
    static func links(
        _ dossier: DossierID, in reader: borrowing some SQLReader & ~Copyable
    ) throws -> [HistoryChain.Link] {
        let rows = try reader.rows(DossierStatement.chain(of: dossier))
        let chained = try rows.drop { try ($0["hash"] as [UInt8]?) == nil }
        return try chained.map { row in
            let hash: [UInt8]? = try row["hash"]
            return HistoryChain.Link(
                step: HistoryChain.Step(
                    number: try row["number"], at: try row["at"], action: try row["action"],
                    actor: try row["actor"], status: try row["status"],
                    version: try row["version"],
                    more: more(
                        role: try row["role"], name: try row["actor_name"],
                        detail: try row["detail"])),
                hash: hash ?? [])
        }
    }

    private static func more(
        role: Caller.Role, name: String?, detail: [UInt8]?
    ) -> [String: String] {
        var more = ["role": role.rawValue]
        more["actorName"] = name
        more["detail"] = detail?.hex
        return more
    }

    /// What happened, oldest first, with all particulars; without the unit's own work for a citizen.
    func read(
        _ dossier: DossierID, isOfficer: Bool, in reader: borrowing some SQLReader & ~Copyable
    ) throws -> [DossierStep] {
        try reader.rows(DossierStatement.history(of: dossier)).compactMap { row in
            let action = try Self.action(row)
            guard isOfficer || !action.isInternal else { return nil }
            let detail = try detail(row, of: dossier)
            var step = try Self.plain(row, action)
            step.actor = try row["actor_name"]
            step.reason = detail?.reason ?? detail?.officerName.map { "Giao cho \($0)" }
            step.legalGround = detail?.legalGround
            return step
        }
    }

    /// What happened, oldest first, for anybody who holds the receipt: nothing personal.
    static func readPublic(
        _ dossier: DossierID, in reader: borrowing some SQLReader & ~Copyable
    ) throws -> [DossierStep] {
        try reader.rows(DossierStatement.history(of: dossier)).compactMap { row in
            let action = try action(row)
            return action.isInternal ? nil : try plain(row, action)
        }
    }

    /// The newest step of that kind, with its particulars.
    func newest(
        _ action: DossierAction, of dossier: DossierID,
        in reader: borrowing some SQLReader & ~Copyable
    ) throws -> (at: Timestamp, detail: StepDetail)? {
        guard let row = try reader.first(DossierStatement.newestStep(action.word, of: dossier)),
            let detail = try detail(row, of: dossier)
        else { return nil }
        return (try row["at"], detail)
    }

    private func detail(_ row: Row, of dossier: DossierID) throws -> StepDetail? {
        let sealed: [UInt8]? = try row["detail"]
        return try sealed.map {
            try seal.open($0, for: Self.sealedRow(dossier, try row["number"]))
        }
    }

    private static func plain(_ row: Row, _ action: DossierAction) throws -> DossierStep {
        DossierStep(
            at: try row["at"], title: action.title, status: try row["status"],
            version: try row["version"])
    }

    private static func action(_ row: Row) throws -> DossierAction {
        let word: String = try row["action"]
        guard let action = DossierAction(word: word) else {
            throw StoreError.unexpected("no action \(word)")
        }
        return action
    }

    private static func sealedRow(_ dossier: DossierID, _ number: Int64) -> String {
        "step \(dossier) \(number)"
    }
}
