package import Lifecycle

// What dossier intake owns of dossiers: drafts, submissions, their codes and states.

/// The national list of statuses.
package enum DossierStatus: Int, Codable, CaseIterable, Sendable {
    /// Mới đăng ký.
    case registered = 1
    /// Được tiếp nhận.
    case received = 2
    /// Không được tiếp nhận.
    case refused = 3
    /// Đang xử lý.
    case inProgress = 4
    /// Yêu cầu bổ sung giấy tờ.
    case supplementRequired = 5
    /// Yêu cầu thực hiện nghĩa vụ tài chính.
    case paymentRequired = 6
    /// Công dân yêu cầu rút hồ sơ.
    case withdrawalRequested = 7
    /// Dừng xử lý.
    case stopped = 8
    /// Đã xử lý xong.
    case finished = 9
    /// Đã trả kết quả.
    case resultReturned = 10

    /// What screens, mails and papers call it.
    package var title: String {
        switch self {
        case .registered: "Mới đăng ký"
        case .received: "Được tiếp nhận"
        case .refused: "Không được tiếp nhận"
        case .inProgress: "Đang xử lý"
        case .supplementRequired: "Yêu cầu bổ sung giấy tờ"
        case .paymentRequired: "Yêu cầu thực hiện nghĩa vụ tài chính"
        case .withdrawalRequested: "Công dân yêu cầu rút hồ sơ"
        case .stopped: "Dừng xử lý"
        case .finished: "Đã xử lý xong"
        case .resultReturned: "Đã trả kết quả"
        }
    }
}

extension DossierStatus: ShapeDescribed {
    /// A number of the list.
    package static var shape: Shape { .integer }
    /// The first.
    package static var sample: DossierStatus { .registered }
}

/// Submits a dossier: checked against the form and components of the procedure's version of today.
package struct SubmitDossier: Command {
    package static let name = "dossier-intake.submit-dossier"
    /// The procedure.
    package var procedure: ProcedureCode
    /// The case, one of the procedure's.
    package var caseKey: String
    /// The unit that shall handle it.
    package var unit: UnitCode
    /// The answers, by the key of the form field.
    package var answers: [String: JSONValue]
    /// The files.
    package var components: [GivenComponent]

    /// A submission.
    package init(
        procedure: ProcedureCode, caseKey: String, unit: UnitCode,
        answers: [String: JSONValue], components: [GivenComponent]
    ) {
        self.procedure = procedure
        self.caseKey = caseKey
        self.unit = unit
        self.answers = answers
        self.components = components
    }
    package typealias Reply = Receipt
}

/// What the citizen holds in hand after submitting.
package struct Receipt: Codable, Sendable, Equatable, VersionedReply {
    /// Mã số biên nhận.
    package var code: DossierCode
    /// The secret digits that open the detail when tracking without signing in; derived, never stored.
    package var secretDigits: String?
    /// The procedure's name.
    package var procedureName: String
    /// The unit's name.
    package var unitName: String
    /// The status, as its number.
    package var status: DossierStatus
    /// The status in words.
    package var statusTitle: String
    /// When it was submitted.
    package var submittedAt: Timestamp
    /// Version of the dossier, from 1.
    package var version: Int64

    /// A receipt.
    package init(
        code: DossierCode, secretDigits: String?, procedureName: String, unitName: String,
        status: DossierStatus, submittedAt: Timestamp, version: Int64
    ) {
        self.code = code
        self.secretDigits = secretDigits
        self.procedureName = procedureName
        self.unitName = unitName
        self.status = status
        self.statusTitle = status.title
        self.submittedAt = submittedAt
        self.version = version
    }
}

/// Changes a submitted dossier as a whole, until it is received, or answers the request for a
/// supplement: a new version, the same code.
///
/// A supplement changes the components that were asked for, and the form only when something was
/// asked that is no component.
package struct AmendDossier: Command {
    package static let name = "dossier-intake.amend-dossier"
    /// Mã số biên nhận.
    package var code: DossierCode
    /// The version the caller read (`If-Match`).
    package var version: Int64
    /// The case.
    package var caseKey: String
    /// All answers as they shall be.
    package var answers: [String: JSONValue]
    /// All files as they shall be.
    package var components: [GivenComponent]

    /// An amendment.
    package init(
        code: DossierCode, version: Int64, caseKey: String, answers: [String: JSONValue],
        components: [GivenComponent]
    ) {
        self.code = code
        self.version = version
        self.caseKey = caseKey
        self.answers = answers
        self.components = components
    }
    package typealias Reply = Dossier
}

/// Reads one of the caller's dossiers, or for an officer one of the unit's.
package struct ReadDossier: Query {
    package static let name = "dossier-intake.read-dossier"
    /// Mã số biên nhận; case, spaces, lost dots and O/0 are tolerated.
    package var code: DossierCode

    /// A look-up.
    package init(code: DossierCode) { self.code = code }
    package typealias Reply = Dossier
}

/// Lists the caller's dossiers, newest first.
package struct ListDossiers: Query {
    package static let name = "dossier-intake.list-dossiers"
    /// The `next` of the page before.
    package var after: String?
    /// How many, 1 to 100; 20 when nil.
    package var limit: Int?

    /// A page of dossiers.
    package init(after: String? = nil, limit: Int? = nil) {
        self.after = after
        self.limit = limit
    }
    package typealias Reply = Page<DossierSummary>
}

/// A dossier in a list.
package struct DossierSummary: Codable, Sendable {
    /// Mã số biên nhận.
    package var code: DossierCode
    /// The procedure's name.
    package var procedureName: String
    /// The unit's name.
    package var unitName: String
    /// The status, as its number.
    package var status: DossierStatus
    /// The status in words.
    package var statusTitle: String
    /// When it was submitted.
    package var submittedAt: Timestamp
    /// When it last changed.
    package var changedAt: Timestamp
    /// When the unit must be done with what it is to do now; nil while the clock stands still.
    package var dueAt: Timestamp?
    /// When all was over.
    package var closedAt: Timestamp?

    /// A summary.
    package init(
        code: DossierCode, procedureName: String, unitName: String, status: DossierStatus,
        submittedAt: Timestamp, changedAt: Timestamp, dueAt: Timestamp? = nil,
        closedAt: Timestamp? = nil
    ) {
        self.code = code
        self.procedureName = procedureName
        self.unitName = unitName
        self.status = status
        self.statusTitle = status.title
        self.submittedAt = submittedAt
        self.changedAt = changedAt
        self.dueAt = dueAt
        self.closedAt = closedAt
    }
}

/// Follows a dossier by its code without signing in; unknown and malformed codes look the same.
package struct TrackDossier: Query {
    package static let name = "dossier-intake.track-dossier"
    /// Mã số biên nhận as it was typed.
    package var code: String
    /// The secret digits printed on the receipt; they open the detail.
    package var digits: String?

    /// A look-up.
    package init(code: String, digits: String? = nil) {
        self.code = code
        self.digits = digits
    }
    /// The state at the unit handling it; nothing personal (Circular 01/2018 art. 16.2d).
    package struct Reply: Codable, Sendable {
        /// Mã số biên nhận as it is printed.
        package var code: DossierCode
        /// The status, as its number.
        package var status: DossierStatus
        /// The status in words.
        package var statusTitle: String
        /// The unit handling it.
        package var unitName: String
        /// The day of the last change.
        package var changedOn: LocalDate
        /// With the right secret digits: the procedure's name and the history.
        package var detail: Detail?
        /// A state.
        package init(
            code: DossierCode, status: DossierStatus, unitName: String, changedOn: LocalDate,
            detail: Detail?
        ) {
            self.code = code
            self.status = status
            self.statusTitle = status.title
            self.unitName = unitName
            self.changedOn = changedOn
            self.detail = detail
        }
    }
    /// What the secret digits open.
    package struct Detail: Codable, Sendable {
        /// The procedure's name.
        package var procedureName: String
        /// What happened, oldest first.
        package var history: [DossierStep]
        /// A detail.
        package init(procedureName: String, history: [DossierStep]) {
            self.procedureName = procedureName
            self.history = history
        }
    }
}
