import Contracts
import Lifecycle

/// What an attempt came to.
enum Outcome: Sendable, Equatable {
    /// The server has taken the mail.
    case sent(answer: String)
    /// Not now: a 4xx answer, or the server could not be reached; the mail was not taken.
    case later(answer: String)
    /// Never: a 5xx answer, or the mail is no longer wanted.
    case refused(answer: String)
    /// The connection ended between the end of the data and the answer: it may have been taken.
    case unknown(answer: String)

    /// The server's words, or what went wrong.
    var answer: String {
        switch self {
        case .sent(let answer), .later(let answer), .refused(let answer), .unknown(let answer):
            answer
        }
    }
}

/// Where a mail stands after an attempt, and when it is tried next.
struct NextStep: Sendable, Equatable {
    let state: MailState
    /// nil once the mail is settled.
    let nextAt: Timestamp?
}

/// When a mail is tried again, and when it is given up.
///
/// Not now: after 1, 5 and 15 minutes, then each hour, until 24 hours after the first attempt.
/// Unknown: after 15 minutes with the same Message-ID, twice at most.
enum RetryRule {
    static let firstDelays: [Duration] = [.seconds(60), .seconds(300), .seconds(900)]
    static let laterDelay = Duration.seconds(3600)
    static let patience = Duration.seconds(24 * 3600)
    static let unknownDelay = Duration.seconds(900)
    static let unknownLimit = 2

    /// The step after the attempt number `attempts` (from 1).
    ///
    /// - Parameter unknowns: How many attempts before this one had an unknown outcome.
    static func step(
        after outcome: Outcome, attempts: Int, unknowns: Int, firstTriedAt: Timestamp,
        now: Timestamp
    ) -> NextStep {
        switch outcome {
        case .sent: return NextStep(state: .sent, nextAt: nil)
        case .refused: return NextStep(state: .failed, nextAt: nil)
        case .unknown:
            return unknowns < unknownLimit
                ? NextStep(state: .unknown, nextAt: now + unknownDelay)
                : NextStep(state: .failed, nextAt: nil)
        case .later:
            let delay =
                attempts <= firstDelays.count ? firstDelays[max(attempts, 1) - 1] : laterDelay
            return now + delay <= firstTriedAt + patience
                ? NextStep(state: .queued, nextAt: now + delay)
                : NextStep(state: .failed, nextAt: nil)
        }
    }
}
