import Foundation
import Synchronization

/// What the load was promised: everything that a 2xx answered, with what had been sent.
final class Ledger: Sendable {
    /// A file that was stored.
    struct Paper: Sendable {
        let document: String
        let bytes: [UInt8]
    }

    /// A dossier with a receipt.
    struct Filed: Sendable {
        let email: String
        let code: String
        let papers: [Paper]
        /// 2 after an amendment.
        var version: Int
    }

    /// All of it.
    struct Facts: Sendable {
        var people: [Person] = []
        var dossiers: [Filed] = []
        /// Passwords, tokens, mailed links: what may be kept nowhere at all.
        var credentials: Set<String> = []
        /// Names, numbers, addresses and answers: what only stores and mails may hold.
        var personalWords: Set<String> = []
        /// The bodies of all 4xx and 5xx.
        var errorPages: Set<String> = []
        /// Who had to ask for another link, since the answer to the one-time password was lost.
        var resets: Set<String> = []
        /// Steps of all stories that are done: two of each citizen, four of each dossier.
        var steps = 0
        /// How many there may be before the next fault.
        var stepsAllowed = Int.max
        /// Requests that were sent again.
        var repeats = 0
    }
    private let kept = Mutex(Facts())

    /// What was promised so far.
    var facts: Facts { kept.withLock { $0 } }

    /// How many steps are done, and how many may be.
    var progress: (done: Int, allowed: Int) { kept.withLock { ($0.steps, $0.stepsAllowed) } }

    /// Writes something down.
    func note(_ change: (inout Facts) -> Void) { kept.withLock { change(&$0) } }
}
