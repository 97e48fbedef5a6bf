import Contracts
import Foundation
import Lifecycle

/// A move with everything it needs: one that lacks something cannot be made.
enum Move: Hashable, Sendable {
    case accept
    case refuse(Grounds)
    case requestSupplement(Supplement)
    case completeSupplement
    case lapse
    case beginHandling
    case requestPayment(amountDong: Int, reason: String)
    case recordPayment(receiptNumber: String)
    case propose(Result)
    case finish(Result?)
    case stop(Grounds)
    case apologise(reason: String, newDay: LocalDate)
    case returnResult(ResultHandOver)
    case requestWithdrawal(reason: String)
    case confirmWithdrawal
    case declineWithdrawal(reason: String)

    /// A reason and the article it rests on.
    struct Grounds: Hashable, Sendable {
        let reason: String
        let legalGround: String
    }

    /// What is missing, all of it, and until when it is waited for.
    struct Supplement: Hashable, Sendable {
        let grounds: Grounds
        let items: [SupplementItem]
        let lastDay: LocalDate
    }

    /// What comes of the dossier.
    enum Result: Hashable, Sendable {
        case granted
        case refused(Grounds)
    }

    /// What is done, without its particulars.
    var kind: DossierMove {
        switch self {
        case .accept: .accept
        case .refuse: .refuse
        case .requestSupplement: .requestSupplement
        case .completeSupplement: .completeSupplement
        case .lapse: .lapse
        case .beginHandling: .beginHandling
        case .requestPayment: .requestPayment
        case .recordPayment: .recordPayment
        case .propose: .propose
        case .finish: .finish
        case .stop: .stop
        case .apologise: .apologise
        case .returnResult: .returnResult
        case .requestWithdrawal: .requestWithdrawal
        case .confirmWithdrawal: .confirmWithdrawal
        case .declineWithdrawal: .declineWithdrawal
        }
    }
}

extension Move {
    /// The move a command asks for; throws all that is missing, or does not belong to it, at once.
    init(_ command: MoveDossier) throws(Refusal) {
        var form = MoveForm(command)
        let move = form.move()
        let problems = form.allProblems()
        guard problems.isEmpty, let move else { throw .fields(problems) }
        self = move
    }
}

/// Reads the members of a command that its move needs, noting what is wrong with them.
private struct MoveForm {
    private let command: MoveDossier
    private var problems: [Refusal.Field] = []
    private var used: Set<String> = []

    /// Characters of a reason.
    static let textLimit = 2_000
    /// Missing things on one slip.
    static let itemLimit = 30
    /// More than any fee of the city, in đồng.
    static let amountLimit = 1_000_000_000

    init(_ command: MoveDossier) { self.command = command }

    mutating func move() -> Move? {
        switch command.move {
        case .accept: .accept
        case .refuse: grounds().map(Move.refuse)
        case .requestSupplement: supplement().map(Move.requestSupplement)
        case .completeSupplement: .completeSupplement
        case .lapse: .lapse
        case .beginHandling: .beginHandling
        case .requestPayment: payment()
        case .recordPayment:
            text(command.receiptNumber, "receiptNumber", "Vui lòng ghi số biên lai thu tiền.", 100)
                .map { .recordPayment(receiptNumber: $0) }
        case .propose: result().map(Move.propose)
        case .finish: command.outcome == nil ? .finish(nil) : result().map { .finish($0) }
        case .stop: grounds().map(Move.stop)
        case .apologise: apology()
        case .returnResult: handOver().map(Move.returnResult)
        case .requestWithdrawal: reason().map { .requestWithdrawal(reason: $0) }
        case .confirmWithdrawal: .confirmWithdrawal
        case .declineWithdrawal: reason().map { .declineWithdrawal(reason: $0) }
        }
    }

    /// What is wrong, with the members that do not belong to the move.
    func allProblems() -> [Refusal.Field] {
        let given: [(String, Bool)] = [
            ("reason", command.reason != nil), ("legalGround", command.legalGround != nil),
            ("items", command.items != nil), ("day", command.day != nil),
            ("amountDong", command.amountDong != nil),
            ("receiptNumber", command.receiptNumber != nil),
            ("outcome", command.outcome != nil), ("handOver", command.handOver != nil),
        ]
        let foreign = given.filter { $0.1 && !used.contains($0.0) }
        return problems
            + foreign.map { .init($0.0, "“\(command.move.title)” không dùng mục này.") }
    }

    private mutating func reason() -> String? {
        text(command.reason, "reason", "Vui lòng ghi lý do để công dân và đơn vị cùng biết.")
    }

    private mutating func grounds() -> Move.Grounds? {
        let reason = reason()
        let article = text(
            command.legalGround, "legalGround", "Vui lòng ghi căn cứ pháp luật (điều, khoản).", 500)
        guard let reason, let article else { return nil }
        return Move.Grounds(reason: reason, legalGround: article)
    }

    private mutating func supplement() -> Move.Supplement? {
        let grounds = grounds()
        let items = items()
        let day = day("Vui lòng chọn ngày cuối cùng nhận bổ sung.")
        guard let grounds, let items, let day else { return nil }
        return Move.Supplement(grounds: grounds, items: items, lastDay: day)
    }

    private mutating func items() -> [SupplementItem]? {
        used.insert("items")
        let given = command.items ?? []
        guard (1...Self.itemLimit).contains(given.count) else {
            return wrong("items", "Vui lòng ghi đủ một lần các nội dung cần bổ sung (1–30 mục).")
        }
        var items: [SupplementItem] = []
        for (index, item) in given.enumerated() {
            let content = text(
                item.content, "items[\(index)].content", "Vui lòng ghi rõ nội dung cần bổ sung.")
            if let content { items.append(.init(component: item.component, content: content)) }
        }
        return items.count == given.count ? items : nil
    }

    private mutating func payment() -> Move? {
        used.insert("amountDong")
        let reason = reason()
        guard let amount = command.amountDong, (1...Self.amountLimit).contains(amount) else {
            return wrong("amountDong", "Vui lòng ghi số tiền phải nộp, bằng đồng.")
        }
        return reason.map { .requestPayment(amountDong: amount, reason: $0) }
    }

    private mutating func result() -> Move.Result? {
        used.insert("outcome")
        switch command.outcome {
        case .granted: return .granted
        case .refused: return grounds().map(Move.Result.refused)
        default:
            return wrong(
                "outcome", "Vui lòng chọn kết quả: đồng ý (granted) hoặc từ chối (refused).")
        }
    }

    private mutating func apology() -> Move? {
        let reason = reason()
        let day = day("Vui lòng chọn ngày hẹn trả kết quả mới.")
        guard let reason, let day else { return nil }
        return .apologise(reason: reason, newDay: day)
    }

    private mutating func handOver() -> ResultHandOver? {
        used.insert("handOver")
        guard var handOver = command.handOver else {
            return wrong("handOver", "Vui lòng ghi kết quả được trả cho ai và bằng cách nào.")
        }
        guard
            let recipient = text(
                handOver.recipient, "handOver.recipient", "Vui lòng ghi họ tên người nhận.", 200)
        else { return nil }
        handOver.recipient = recipient
        if let authority = handOver.authority {
            guard
                let authority = text(
                    authority, "handOver.authority", "Vui lòng ghi giấy tờ uỷ quyền.", 500)
            else { return nil }
            handOver.authority = authority
        }
        return handOver
    }

    private mutating func day(_ missing: String) -> LocalDate? {
        used.insert("day")
        guard let day = command.day else { return wrong("day", missing) }
        return day
    }

    private mutating func text(
        _ given: String?, _ path: String, _ missing: String, _ limit: Int = textLimit
    ) -> String? {
        used.insert(path)
        let text = (given ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
        guard !text.isEmpty else { return wrong(path, missing) }
        guard text.utf8.count <= 4 * limit, text.count <= limit else {
            return wrong(path, "Nội dung dài quá \(limit) ký tự.")
        }
        let isPlain = text.unicodeScalars.allSatisfy {
            $0 == "\n" || $0 == "\t" || $0.properties.generalCategory != .control
        }
        guard isPlain else { return wrong(path, "Nội dung có ký tự không dùng được.") }
        return text
    }

    private mutating func wrong<Value>(_ path: String, _ message: String) -> Value? {
        problems.append(.init(path, message))
        return nil
    }
}
