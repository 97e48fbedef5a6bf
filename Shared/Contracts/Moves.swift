package import Lifecycle

// What dossier intake owns of a dossier's way from received to returned: its moves, who works on it,
// and what comes of it.

/// What can be done to a dossier; which of them, when and by whom is decided by dossier intake.
package enum DossierMove: String, Codable, CaseIterable, Sendable {
    /// Tiếp nhận hồ sơ: reception takes it in, and the time for handling begins.
    case accept
    /// Từ chối tiếp nhận: reception does not take it in, with a reason in law.
    case refuse
    /// Yêu cầu bổ sung: the papers that are missing, all of them, once.
    case requestSupplement
    /// Ghi nhận đã bổ sung đủ: the supplement is complete, and the time begins anew.
    case completeSupplement
    /// Đóng hồ sơ quá hạn bổ sung: the supplement did not come in its time.
    case lapse
    /// Bắt đầu xử lý.
    case beginHandling
    /// Yêu cầu thực hiện nghĩa vụ tài chính: the clock stops until it is paid.
    case requestPayment
    /// Ghi nhận đã nộp tiền.
    case recordPayment
    /// Trình lãnh đạo ký kết quả.
    case propose
    /// Ký và hoàn thành, or only hoàn thành where nobody needs to sign.
    case finish
    /// Dừng giải quyết, by the unit's leader.
    case stop
    /// Xin lỗi và hẹn lại ngày trả kết quả: once, a day before the time is over.
    case apologise
    /// Trả kết quả: to whom, by which authority, how.
    case returnResult
    /// Công dân yêu cầu rút hồ sơ.
    case requestWithdrawal
    /// Đồng ý cho rút hồ sơ.
    case confirmWithdrawal
    /// Không đồng ý cho rút hồ sơ: it goes on where it was.
    case declineWithdrawal

    /// What a button says.
    package var title: String {
        switch self {
        case .accept: "Tiếp nhận hồ sơ"
        case .refuse: "Từ chối tiếp nhận"
        case .requestSupplement: "Yêu cầu bổ sung"
        case .completeSupplement: "Ghi nhận đã bổ sung đủ"
        case .lapse: "Đóng hồ sơ quá hạn bổ sung"
        case .beginHandling: "Bắt đầu xử lý"
        case .requestPayment: "Yêu cầu nộp phí, lệ phí"
        case .recordPayment: "Ghi nhận đã nộp tiền"
        case .propose: "Trình lãnh đạo ký"
        case .finish: "Hoàn thành xử lý"
        case .stop: "Dừng xử lý"
        case .apologise: "Xin lỗi và hẹn lại ngày trả"
        case .returnResult: "Trả kết quả"
        case .requestWithdrawal: "Yêu cầu rút hồ sơ"
        case .confirmWithdrawal: "Đồng ý cho rút hồ sơ"
        case .declineWithdrawal: "Không đồng ý cho rút hồ sơ"
        }
    }
}

/// What came of a dossier.
package enum DossierOutcome: String, Codable, CaseIterable, Sendable {
    /// Giải quyết theo đề nghị.
    case granted
    /// Không đủ điều kiện giải quyết, or not taken in.
    case refused
    /// Công dân đã rút.
    case withdrawn
    /// Đã dừng.
    case stopped
    /// Quá hạn bổ sung.
    case lapsed

    /// What screens, mails and papers call it.
    package var title: String {
        switch self {
        case .granted: "Đồng ý giải quyết"
        case .refused: "Không đủ điều kiện giải quyết"
        case .withdrawn: "Công dân đã rút hồ sơ"
        case .stopped: "Dừng giải quyết"
        case .lapsed: "Quá hạn bổ sung"
        }
    }
}

/// Something that is missing, on a slip that asks for a supplement.
package struct SupplementItem: Codable, Hashable, Sendable {
    /// The component it concerns; nil for the form or something else.
    package var component: String?
    /// What is missing or wrong: `Giấy chứng sinh bị mờ, không đọc được ngày sinh`.
    package var content: String

    /// A missing item.
    package init(component: String?, content: String) {
        self.component = component
        self.content = content
    }
}

/// How a result comes into somebody's hands.
package enum HandOverMeans: String, Codable, CaseIterable, Sendable {
    /// Nhận trực tiếp.
    case inPerson
    /// Qua bưu chính công ích.
    case post
    /// Trực tuyến.
    case online

    /// What papers call it.
    package var title: String {
        switch self {
        case .inPerson: "Nhận trực tiếp"
        case .post: "Qua dịch vụ bưu chính công ích"
        case .online: "Nhận trực tuyến"
        }
    }
}

/// To whom a result was handed, by which authority, and how.
package struct ResultHandOver: Codable, Hashable, Sendable {
    /// The person's full name.
    package var recipient: String
    /// Why another person than the applicant may have it: `Giấy ủy quyền số 12/2026`; nil for the
    /// applicant.
    package var authority: String?
    /// How.
    package var means: HandOverMeans

    /// A hand-over.
    package init(recipient: String, authority: String?, means: HandOverMeans) {
        self.recipient = recipient
        self.authority = authority
        self.means = means
    }
}

/// Does something to a dossier of the caller's (a citizen) or of the caller's unit (an officer).
///
/// Which of the optional members a move needs is said with each.
package struct MoveDossier: Command {
    package static let name = "dossier-intake.move-dossier"
    /// Mã số biên nhận.
    package var code: DossierCode
    /// The version of the dossier the caller has read: when another was quicker, nothing is done.
    package var version: Int64
    /// What to do.
    package var move: DossierMove
    /// Why, as the citizen will read it: refuse, requestSupplement, stop, apologise,
    /// requestWithdrawal, declineWithdrawal, requestPayment, and finish when the outcome is refused.
    package var reason: String?
    /// The article of law: refuse, requestSupplement, stop, and finish when the outcome is refused.
    package var legalGround: String?
    /// What is missing: requestSupplement.
    package var items: [SupplementItem]?
    /// The last day for the citizen's answer (requestSupplement), or the new day on which the result
    /// will be there (apologise).
    package var day: LocalDate?
    /// What is to be paid, in đồng: requestPayment.
    package var amountDong: Int?
    /// The number of the receipt of what was paid: recordPayment.
    package var receiptNumber: String?
    /// What comes of it: propose, and finish where nobody needs to sign.
    package var outcome: DossierOutcome?
    /// To whom the result went: returnResult.
    package var handOver: ResultHandOver?

    /// A move.
    package init(
        code: DossierCode, version: Int64, move: DossierMove, reason: String? = nil,
        legalGround: String? = nil, items: [SupplementItem]? = nil, day: LocalDate? = nil,
        amountDong: Int? = nil, receiptNumber: String? = nil, outcome: DossierOutcome? = nil,
        handOver: ResultHandOver? = nil
    ) {
        self.code = code
        self.version = version
        self.move = move
        self.reason = reason
        self.legalGround = legalGround
        self.items = items
        self.day = day
        self.amountDong = amountDong
        self.receiptNumber = receiptNumber
        self.outcome = outcome
        self.handOver = handOver
    }
    package typealias Reply = MovedDossier
}

/// Where a dossier stands after a move.
package struct MovedDossier: Codable, Sendable, VersionedReply {
    /// Mã số biên nhận.
    package var code: DossierCode
    /// The status, as its number.
    package var status: DossierStatus
    /// The status in words.
    package var statusTitle: String
    /// When the unit must be done with what it is to do now; nil while the clock stands still.
    package var dueAt: Timestamp?
    /// The number of the paper that belongs to the move, for `dossiers/{code}/papers/{number}`; nil
    /// when the law prescribes none.
    package var paper: Int?
    /// Version of the dossier.
    package var version: Int64

    /// A dossier after a move.
    package init(
        code: DossierCode, status: DossierStatus, dueAt: Timestamp?, paper: Int?, version: Int64
    ) {
        self.code = code
        self.status = status
        self.statusTitle = status.title
        self.dueAt = dueAt
        self.paper = paper
        self.version = version
    }
}

/// A move that is lawful now for the one who asks, as a button shows it.
package struct OfferedMove: Codable, Hashable, Sendable {
    /// The move.
    package var move: DossierMove
    /// What the button says.
    package var title: String

    /// An offered move.
    package init(_ move: DossierMove) {
        self.move = move
        self.title = move.title
    }
}

/// Gives a dossier to an officer of the unit, takes it for oneself, or hands it back.
package struct AssignDossier: Command {
    package static let name = "dossier-intake.assign-dossier"
    /// Mã số biên nhận.
    package var code: DossierCode
    /// The version the caller read (`If-Match`).
    package var version: Int64
    /// The officer who shall work on it: oneself, or by the leader another of the unit; nobody to
    /// hand it back.
    package var officer: OfficerID?

    /// An assignment.
    package init(code: DossierCode, version: Int64, officer: OfficerID?) {
        self.code = code
        self.version = version
        self.officer = officer
    }
    package typealias Reply = MovedDossier
}

/// An officer as a dossier names one.
package struct NamedOfficer: Codable, Hashable, Sendable {
    /// The account.
    package var id: OfficerID
    /// The full name.
    package var name: String

    /// A named officer.
    package init(id: OfficerID, name: String) {
        self.id = id
        self.name = name
    }
}

/// Announces that a dossier took a step: who must hear of it is told, who may read its papers is
/// known.
package struct DossierMoved: Event {
    package static let name = "dossier-intake.dossier-moved"
    /// The dossier.
    package var dossier: DossierID
    /// Mã số biên nhận.
    package var code: DossierCode
    /// Whose it is; a walk-in without an account has an id too, that nobody can sign in with.
    package var citizen: CitizenID
    /// The unit that handles it.
    package var unit: UnitCode
    /// The unit's name.
    package var unitName: String
    /// The procedure's name.
    package var procedureName: String
    /// What was done.
    package var move: DossierMove
    /// The status after it.
    package var status: DossierStatus
    /// Why, as the citizen reads it.
    package var reason: String?
    /// The article of law.
    package var legalGround: String?
    /// What is missing, when a supplement is asked for.
    package var items: [SupplementItem]?
    /// The last day for the supplement, or the new day of the result.
    package var day: LocalDate?
    /// What is to be paid, in đồng.
    package var amountDong: Int?
    /// What came of it.
    package var outcome: DossierOutcome?
    /// When the unit must be done.
    package var dueAt: Timestamp?
    /// When.
    package var movedAt: Timestamp
    /// Version of the dossier.
    package var sequence: Int64
    /// The dossier's id.
    package var subject: String { dossier.rawValue }

    /// An announcement.
    package init(
        dossier: DossierID, code: DossierCode, citizen: CitizenID, unit: UnitCode,
        unitName: String, procedureName: String, move: DossierMove, status: DossierStatus,
        reason: String?, legalGround: String?, items: [SupplementItem]?, day: LocalDate?,
        amountDong: Int?, outcome: DossierOutcome?, dueAt: Timestamp?, movedAt: Timestamp,
        sequence: Int64
    ) {
        self.dossier = dossier
        self.code = code
        self.citizen = citizen
        self.unit = unit
        self.unitName = unitName
        self.procedureName = procedureName
        self.move = move
        self.status = status
        self.reason = reason
        self.legalGround = legalGround
        self.items = items
        self.day = day
        self.amountDong = amountDong
        self.outcome = outcome
        self.dueAt = dueAt
        self.movedAt = movedAt
        self.sequence = sequence
    }
}
