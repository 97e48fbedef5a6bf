import Contracts
import Lifecycle

/// When and how often the law allows a move that its status and its mover allow.
enum LawfulTime {
    /// Throws the article that forbids the move now.
    static func check(
        _ move: Move, _ state: LifecycleState, at now: Timestamp
    ) throws(Refusal) {
        if let no = obstacle(move.kind, state, at: now) { throw no }
        switch move {
        case .requestSupplement(let supplement):
            guard supplement.lastDay > now.localDate else {
                throw .fields([.init("day", "Ngày cuối nhận bổ sung phải sau hôm nay.")])
            }
        case .apologise(_, let day):
            guard let dueAt = state.dueAt, day > dueAt.localDate else {
                throw .fields([.init("day", "Ngày hẹn mới phải sau ngày hẹn trả cũ.")])
            }
        case .finish(let result): try checkFinish(result, state, at: now)
        case .propose(.refused): try checkRefusal(state, at: now)
        default: break
        }
    }

    /// Whether nothing but the particulars is left to judge.
    static func isOpen(_ move: DossierMove, _ state: LifecycleState, at now: Timestamp) -> Bool {
        obstacle(move, state, at: now) == nil
    }

    private static func obstacle(
        _ move: DossierMove, _ state: LifecycleState, at now: Timestamp
    ) -> Refusal? {
        switch move {
        case .requestSupplement: supplementObstacle(state, at: now)
        case .refuse: isLate(state, at: now) ? .tooLateToRefuse(state.law) : nil
        case .lapse: lapseObstacle(state, at: now)
        case .apologise: apologyObstacle(state, at: now)
        case .propose where !state.needsSignature: .noSignatureNeeded
        case .propose where state.proposal != nil: .alreadyProposed
        case .finish where state.needsSignature && state.proposal == nil: .notProposed
        default: nil
        }
    }

    private static func supplementObstacle(
        _ state: LifecycleState, at now: Timestamp
    ) -> Refusal? {
        if state.supplementsAsked > 0 {
            return .unlawful(
                "supplement-asked-before",
                "Hồ sơ đã được yêu cầu bổ sung một lần; chỉ được yêu cầu bổ sung một lần, đầy đủ",
                state.law.supplement)
        }
        guard now <= state.supplementUntil else {
            return .unlawful(
                "supplement-too-late",
                "Chỉ được yêu cầu bổ sung trong \(state.law.supplementWorkingDays) ngày làm việc kể "
                    + "từ khi nhận hồ sơ, tức là đến \(state.supplementUntil.inSentence)",
                state.law.supplement)
        }
        return nil
    }

    private static func lapseObstacle(_ state: LifecycleState, at now: Timestamp) -> Refusal? {
        guard let day = state.supplementDay, now.localDate > day else {
            let day = state.supplementDay?.vietnamese ?? "hẹn"
            return .unlawful(
                "supplement-still-open", "Công dân còn được bổ sung đến hết ngày \(day)",
                state.law.supplement)
        }
        return nil
    }

    private static func apologyObstacle(_ state: LifecycleState, at now: Timestamp) -> Refusal? {
        if state.apologies > 0 {
            return .unlawful(
                "apologised-before", "Đơn vị đã xin lỗi và hẹn lại một lần; không được hẹn lại nữa",
                state.law.apology)
        }
        guard let dueAt = state.dueAt,
            now.localDate.daysSinceEpoch + state.law.apologyDays <= dueAt.localDate.daysSinceEpoch
        else {
            return .unlawful(
                "apology-too-late",
                "Phiếu xin lỗi phải gửi trước ngày hết hạn ít nhất \(state.law.apologyDays) ngày",
                state.law.apology)
        }
        return nil
    }

    private static func checkFinish(
        _ result: Move.Result?, _ state: LifecycleState, at now: Timestamp
    ) throws(Refusal) {
        switch result {
        case nil where state.proposal == nil:
            throw .fields([.init("outcome", "Vui lòng chọn kết quả giải quyết.")])
        case .some where state.needsSignature:
            throw .fields([.init("outcome", "Kết quả đã có trong tờ trình; lãnh đạo chỉ ký.")])
        case .refused: try checkRefusal(state, at: now)
        default: break
        }
    }

    private static func checkRefusal(_ state: LifecycleState, at now: Timestamp) throws(Refusal) {
        if isLate(state, at: now) { throw .tooLateToRefuse(state.law) }
    }

    private static func isLate(_ state: LifecycleState, at now: Timestamp) -> Bool {
        state.dueAt.map { now > $0 } ?? false
    }
}

extension Timestamp {
    /// As a Vietnamese sentence says it: `08:15 ngày 23/11/2026`.
    var inSentence: String { "\(localTime) ngày \(localDate.vietnamese)" }
}

extension Refusal {
    /// The law does not allow it; says the article.
    static func unlawful(_ code: String, _ sentence: String, _ article: String) -> Refusal {
        Refusal(.conflict, code, "\(sentence) (\(article)).")
    }

    /// Nothing moves any more.
    static func dossierClosed(_ status: DossierStatus) -> Refusal {
        Refusal(
            .conflict, "dossier-closed",
            "Hồ sơ đã kết thúc ở trạng thái “\(status.title)” nên không thực hiện được việc này.")
    }

    /// The move does not start from this status.
    static func moveNotFromHere(_ move: DossierMove, _ status: DossierStatus) -> Refusal {
        Refusal(
            .conflict, "move-not-from-here",
            "Không thể “\(move.title)” khi hồ sơ đang ở trạng thái “\(status.title)”.")
    }

    /// Others make this move.
    static func moveOfOthers(_ move: DossierMove, _ parts: Set<Mover.Part>) -> Refusal {
        let who = Mover.Part.allCases.filter(parts.contains).map(\.title).joined(separator: ", ")
        return Refusal(
            .forbidden, "move-of-others", "Việc “\(move.title)” thuộc thẩm quyền của \(who).")
    }

    /// Refusing is over with the time.
    static func tooLateToRefuse(_ law: RuleOfLaw) -> Refusal {
        .unlawful(
            "too-late-to-refuse",
            "Đã quá thời hạn nên không được từ chối hồ sơ nữa; việc từ chối phải trong thời hạn",
            law.refusal)
    }

    fileprivate static let noSignatureNeeded = Refusal(
        .conflict, "no-signature-needed",
        "Thủ tục này không cần trình ký; cán bộ xử lý hoàn thành trực tiếp.")
    fileprivate static let alreadyProposed = Refusal(
        .conflict, "already-proposed", "Kết quả đã được trình, đang chờ lãnh đạo ký.")
    fileprivate static let notProposed = Refusal(
        .conflict, "not-proposed", "Cán bộ xử lý chưa trình kết quả để ký.")
}
