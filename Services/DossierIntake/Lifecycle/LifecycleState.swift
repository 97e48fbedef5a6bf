import Contracts
import Lifecycle

/// Who makes a move.
enum Mover: Hashable, Sendable {
    case citizen
    case officer([OfficerDuty])

    /// Whether the mover may act in this part.
    func isAny(of parts: Set<Part>) -> Bool {
        switch self {
        case .citizen: parts.contains(.citizen)
        case .officer(let duties): duties.contains { parts.contains(.init($0)) }
        }
    }

    /// A part somebody plays in a dossier's way.
    enum Part: Hashable, CaseIterable, Sendable {
        case citizen, reception, handling, leadership, nobody

        init(_ duty: OfficerDuty) {
            self =
                switch duty {
                case .reception: .reception
                case .handling: .handling
                case .leadership: .leadership
                case .administration: .nobody
                }
        }

        /// What a sentence calls it.
        var title: String {
            switch self {
            case .citizen: "người nộp hồ sơ"
            case .reception: "cán bộ tiếp nhận"
            case .handling: "cán bộ xử lý"
            case .leadership: "lãnh đạo đơn vị"
            case .nobody: "không ai"
            }
        }
    }
}

/// What must be known of a dossier to judge a move.
struct LifecycleState: Hashable, Sendable {
    /// Where it stands.
    var status: DossierStatus
    /// Where a supplement, a payment or a withdrawal goes back to.
    var returnStatus: DossierStatus?
    /// When all was over; nothing moves after it.
    var closedAt: Timestamp?
    /// When the unit must be done with what it is to do now; nil while the clock stands still.
    var dueAt: Timestamp?
    /// Until when a supplement may be asked for.
    var supplementUntil: Timestamp
    /// How often one was asked for.
    var supplementsAsked = 0
    /// The last day for the citizen's supplement.
    var supplementDay: LocalDate?
    /// How often the unit said sorry.
    var apologies = 0
    /// The result that lies before the leader.
    var proposal: DossierOutcome?
    /// Whether the unit's leader signs the results of this procedure.
    var needsSignature = false
    /// The law it goes by.
    var law = RuleOfLaw.decree61
}
