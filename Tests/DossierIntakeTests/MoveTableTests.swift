import Contracts
import Lifecycle
import TestSupport
import Testing

@testable import DossierIntake

/// The national moves, held against a table that was written down by hand from the law: each
/// combination of status, move and mover works as it says, or is refused with a reason.
@Suite struct MoveTableTests {
    static let now = Timestamp(rfc3339: "2026-11-23T09:00:00+07:00")!

    /// Which moves start where, by whom, and to where; `back` is where it came from.
    static let table: [(from: DossierStatus, move: DossierMove, by: OfficerDuty?, to: Goal)] = [
        (.registered, .accept, .reception, .status(.received)),
        (.registered, .refuse, .reception, .status(.refused)),
        (.registered, .requestSupplement, .reception, .status(.supplementRequired)),
        (.registered, .requestWithdrawal, nil, .status(.withdrawalRequested)),
        (.received, .requestSupplement, .handling, .status(.supplementRequired)),
        (.received, .beginHandling, .handling, .status(.inProgress)),
        (.received, .apologise, .handling, .status(.received)),
        (.received, .stop, .leadership, .status(.stopped)),
        (.received, .finish, .handling, .status(.finished)),
        (.received, .requestWithdrawal, nil, .status(.withdrawalRequested)),
        (.inProgress, .requestSupplement, .handling, .status(.supplementRequired)),
        (.inProgress, .requestPayment, .handling, .status(.paymentRequired)),
        (.inProgress, .apologise, .handling, .status(.inProgress)),
        (.inProgress, .stop, .leadership, .status(.stopped)),
        (.inProgress, .finish, .handling, .status(.finished)),
        (.inProgress, .requestWithdrawal, nil, .status(.withdrawalRequested)),
        (.supplementRequired, .completeSupplement, .handling, .back),
        (.supplementRequired, .requestWithdrawal, nil, .status(.withdrawalRequested)),
        (.paymentRequired, .recordPayment, .reception, .back),
        (.withdrawalRequested, .confirmWithdrawal, .reception, .status(.withdrawalRequested)),
        (.withdrawalRequested, .declineWithdrawal, .reception, .back),
        (.finished, .returnResult, .reception, .status(.resultReturned)),
    ]

    enum Goal: Hashable {
        case status(DossierStatus)
        case back
    }

    static let grounds = Move.Grounds(reason: "Thiếu chữ ký", legalGround: "khoản 8 Điều 19")

    static func move(_ kind: DossierMove) -> Move {
        let day = LocalDate("2026-12-10")!
        return switch kind {
        case .accept: .accept
        case .refuse: .refuse(grounds)
        case .requestSupplement:
            .requestSupplement(
                .init(
                    grounds: grounds, items: [.init(component: nil, content: "Ký tên")],
                    lastDay: day))
        case .completeSupplement: .completeSupplement
        case .lapse: .lapse
        case .beginHandling: .beginHandling
        case .requestPayment: .requestPayment(amountDong: 15_000, reason: "Lệ phí")
        case .recordPayment: .recordPayment(receiptNumber: "0012")
        case .propose: .propose(.granted)
        case .finish: .finish(.granted)
        case .stop: .stop(grounds)
        case .apologise: .apologise(reason: "Chờ xác minh", newDay: day)
        case .returnResult:
            .returnResult(.init(recipient: "Lan", authority: nil, means: .inPerson))
        case .requestWithdrawal: .requestWithdrawal(reason: "Không còn nhu cầu")
        case .confirmWithdrawal: .confirmWithdrawal
        case .declineWithdrawal: .declineWithdrawal(reason: "Đã có kết quả")
        }
    }

    /// A dossier in good time in that status.
    static func state(_ status: DossierStatus) -> LifecycleState {
        var state = LifecycleState(status: status, supplementUntil: now + .seconds(3_600))
        state.dueAt = now + .seconds(5 * 86_400)
        switch status {
        case .supplementRequired:
            state.returnStatus = .received
            state.supplementsAsked = 1
            state.supplementDay = now.localDate
        case .paymentRequired: state.returnStatus = .inProgress
        case .withdrawalRequested: state.returnStatus = .received
        default: break
        }
        return state
    }

    static let movers: [(duty: OfficerDuty?, mover: Mover)] =
        [(nil, .citizen)] + OfficerDuty.allCases.map { ($0, .officer([$0])) }

    @Test(arguments: DossierStatus.allCases, DossierMove.allCases)
    func `a move works exactly where the law's table has it`(
        status: DossierStatus, kind: DossierMove
    ) throws {
        let state = Self.state(status)
        let lines = Self.table.filter { $0.from == status && $0.move == kind }
        for (duty, mover) in Self.movers {
            let line = lines.first { $0.by == duty }
            do {
                let transition = try LawfulMoves.judge(
                    Self.move(kind), by: mover, state, at: Self.now)
                guard let line else {
                    Issue.record("\(kind) from \(status) by \(mover) must not be lawful")
                    continue
                }
                let goal =
                    switch line.to {
                    case .status(let goal): goal
                    case .back: state.returnStatus
                    }
                #expect(transition.to == goal)
            } catch {
                #expect(line == nil, "\(kind) from \(status) by \(mover): \(error.detail)")
                #expect([.conflict, .forbidden].contains(error.kind))
                #expect(error.detail.count > 20)
            }
        }
    }

    @Test(arguments: DossierStatus.allCases)
    func `what is offered is what can be done`(status: DossierStatus) {
        let state = Self.state(status)
        for (_, mover) in Self.movers {
            let offered = Set(LawfulMoves.offered(to: mover, state, at: Self.now))
            let lawful = DossierMove.allCases.filter { kind in
                (try? LawfulMoves.judge(Self.move(kind), by: mover, state, at: Self.now)) != nil
            }
            #expect(offered == Set(lawful))
        }
    }

    @Test(arguments: DossierStatus.allCases, DossierMove.allCases)
    func `nothing moves when all is over`(status: DossierStatus, kind: DossierMove) {
        var state = Self.state(status)
        state.closedAt = Self.now
        for (_, mover) in Self.movers {
            let no = #expect(throws: Refusal.self) {
                try LawfulMoves.judge(Self.move(kind), by: mover, state, at: Self.now)
            }
            #expect(no?.code == "dossier-closed")
            #expect(LawfulMoves.offered(to: mover, state, at: Self.now).isEmpty)
        }
    }

    private func no(
        _ kind: DossierMove, _ duty: OfficerDuty, _ state: LifecycleState,
        at time: Timestamp = now, move: Move? = nil
    ) -> Refusal? {
        do {
            _ = try LawfulMoves.judge(
                move ?? Self.move(kind), by: .officer([duty]), state, at: time)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [DossierStatus.received, .inProgress])
    func `a supplement is asked for once, within three working days`(status: DossierStatus) {
        var state = Self.state(status)
        state.supplementsAsked = 1
        let again = no(.requestSupplement, .handling, state)
        #expect(again?.code == "supplement-asked-before")
        #expect(again?.detail.contains("khoản 4 Điều 19") == true)
        state.supplementsAsked = 0
        state.supplementUntil = Self.now
        #expect(no(.requestSupplement, .handling, state) == nil)
        state.supplementUntil = Self.now - .milliseconds(1)
        let late = no(.requestSupplement, .handling, state)
        #expect(late?.code == "supplement-too-late")
        #expect(late?.detail.contains("3 ngày làm việc") == true)
    }

    @Test func `a supplement goes back to where it came from, marked by who asked`() throws {
        for (back, duty) in [
            (DossierStatus.registered, OfficerDuty.reception), (.received, .handling),
            (.inProgress, .handling),
        ] {
            var state = Self.state(.supplementRequired)
            state.returnStatus = back
            let transition = try LawfulMoves.judge(
                .completeSupplement, by: .officer([duty]), state, at: Self.now)
            #expect(transition.to == back)
            #expect(transition.clock == .start)
        }
    }

    @Test func `a dossier lapses only after the last day of its supplement`() {
        let state = Self.state(.supplementRequired)
        let early = no(.lapse, .reception, state)
        #expect(early?.code == "supplement-still-open")
        #expect(early?.detail.contains("23/11/2026") == true)
        let midnight = Timestamp(rfc3339: "2026-11-24T00:00:00+07:00")!
        #expect(no(.lapse, .reception, state, at: midnight) == nil)
        #expect(no(.lapse, .handling, state, at: midnight)?.code == "move-of-others")
    }

    @Test func `refusing is over with the time`() {
        for (status, kind, duty, move) in [
            (DossierStatus.registered, DossierMove.refuse, OfficerDuty.reception, nil as Move?),
            (.inProgress, .finish, .handling, .finish(.refused(Self.grounds))),
        ] {
            var state = Self.state(status)
            state.dueAt = Self.now
            #expect(no(kind, duty, state, move: move) == nil)
            state.dueAt = Self.now - .milliseconds(1)
            let late = no(kind, duty, state, move: move)
            #expect(late?.code == "too-late-to-refuse")
            #expect(late?.detail.contains("khoản 8 Điều 19") == true)
        }
        var late = Self.state(.inProgress)
        late.dueAt = Self.now - .seconds(86_400)
        #expect(no(.finish, .handling, late) == nil)
    }

    @Test func `sorry is said once, a day before the time is over, for a later day`() {
        var state = Self.state(.inProgress)
        state.dueAt = Timestamp(rfc3339: "2026-11-24T17:00:00+07:00")
        #expect(no(.apologise, .handling, state) == nil)
        let lastDay = Timestamp(rfc3339: "2026-11-24T00:00:00+07:00")!
        #expect(no(.apologise, .handling, state, at: lastDay)?.code == "apology-too-late")
        let sameDay = Move.apologise(reason: "Chờ", newDay: LocalDate("2026-11-24")!)
        #expect(no(.apologise, .handling, state, move: sameDay)?.fields.map(\.path) == ["day"])
        state.apologies = 1
        let again = no(.apologise, .handling, state)
        #expect(again?.code == "apologised-before")
        #expect(again?.detail.contains("khoản 9 Điều 19") == true)
    }

    @Test func `where the leader signs, the handler proposes and the leader finishes`() throws {
        var state = Self.state(.inProgress)
        #expect(no(.propose, .handling, state)?.code == "no-signature-needed")
        state.needsSignature = true
        #expect(no(.finish, .leadership, state, move: .finish(nil))?.code == "not-proposed")
        #expect(no(.propose, .handling, state) == nil)
        state.proposal = .refused
        #expect(no(.propose, .handling, state)?.code == "already-proposed")
        #expect(no(.finish, .handling, state, move: .finish(nil))?.code == "move-of-others")
        #expect(no(.finish, .leadership, state)?.fields.map(\.path) == ["outcome"])
        let signed = try LawfulMoves.judge(
            .finish(nil), by: .officer([.leadership]), state, at: Self.now)
        #expect(signed.outcome == .refused)
        #expect(signed.clock == .end)
    }

    @Test(arguments: DossierMove.allCases)
    func `a move without what it needs, or with what it has no use for, is not made`(
        kind: DossierMove
    ) throws {
        let full = MoveDossier(
            code: DossierCode(rawValue: "x"), version: 1, move: kind, reason: "Lý do",
            legalGround: "Điều 1", items: [.init(component: nil, content: "Ký")],
            day: LocalDate("2026-12-10"), amountDong: 1_000, receiptNumber: "1",
            outcome: .granted,
            handOver: .init(recipient: "Lan", authority: nil, means: .post))
        let foreign = #expect(throws: Refusal.self) { try Move(full) }
        #expect(foreign?.kind == .invalid)
        #expect(foreign?.fields.isEmpty == false)
        let bare = MoveDossier(code: DossierCode(rawValue: "x"), version: 1, move: kind)
        let needsNothing: Set<DossierMove> = [
            .accept, .completeSupplement, .lapse, .beginHandling, .finish, .confirmWithdrawal,
        ]
        if needsNothing.contains(kind) {
            #expect(try Move(bare).kind == kind)
        } else {
            let no = #expect(throws: Refusal.self) { try Move(bare) }
            #expect(no?.fields.isEmpty == false)
        }
    }
}
