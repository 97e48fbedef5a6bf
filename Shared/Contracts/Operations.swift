package import Lifecycle

// What every service answers an operator about itself; the wire name begins with the service's own.

/// Tells how far a service is behind.
package struct ReadStatus: OperatorRequest, Query {
    package static let name = "*.read-status"
    /// A look.
    package init() {}
    /// How far a service is behind.
    package struct Reply: Codable, Sendable {
        /// Entries of its streams that it has not handled yet.
        package var backlog: Int
        /// How long the oldest of them has waited, in seconds.
        package var oldestWaitingSeconds: Int
        /// Outbox rows that are not published yet.
        package var outbox: Int
        /// How long the oldest of them has waited, in seconds.
        package var oldestOutboxSeconds: Int
        /// Messages that wait for another attempt.
        package var retries: Int
        /// Messages nobody could handle.
        package var deadLetters: Int
        /// A state.
        package init(
            backlog: Int, oldestWaitingSeconds: Int, outbox: Int, oldestOutboxSeconds: Int,
            retries: Int, deadLetters: Int
        ) {
            self.backlog = backlog
            self.oldestWaitingSeconds = oldestWaitingSeconds
            self.outbox = outbox
            self.oldestOutboxSeconds = oldestOutboxSeconds
            self.retries = retries
            self.deadLetters = deadLetters
        }
    }
}

/// A message nobody could handle, kept in its consumer's store.
package struct DeadLetter: Codable, Sendable {
    /// What kind of fault made it one.
    package enum Class: String, Codable, CaseIterable, Sendable {
        /// The seal does not open, or a field is missing: forged, changed, or of another deployment.
        case unreadable
        /// No handler knows its type.
        case unknown
        /// The seal opens, but its content is none of its type.
        case malformed
        /// The handler understood and would not.
        case refused
        /// The handler failed at each attempt.
        case failed
        /// The process died on it too often.
        case deadly
        /// Sent so long ago that nobody knows whether it was handled.
        case outdated
    }

    /// Its number in that store.
    package var number: Int64
    /// The message's id.
    package var id: String
    /// The message's wire name; empty when it could not be read.
    package var type: String
    /// The stream it came by.
    package var stream: String
    /// The class of its fault; nil from a service of an earlier release.
    package var `class`: Class?
    /// Why it was given up.
    package var reason: String
    /// Attempts before that.
    package var attempts: Int
    /// When it was given up.
    package var diedAt: Timestamp

    /// A dead letter.
    package init(
        number: Int64, id: String, type: String, stream: String, class: Class?, reason: String,
        attempts: Int, diedAt: Timestamp
    ) {
        self.number = number
        self.id = id
        self.type = type
        self.stream = stream
        self.class = `class`
        self.reason = reason
        self.attempts = attempts
        self.diedAt = diedAt
    }
}

/// Lists a service's dead letters, oldest first.
package struct ListDeadLetters: OperatorRequest, Query {
    package static let name = "*.list-dead-letters"
    /// The `next` of the page before.
    package var after: String?
    /// The only class to list; all of them without.
    package var `class`: DeadLetter.Class?

    /// A page of 100.
    package init(after: String? = nil, class: DeadLetter.Class? = nil) {
        self.after = after
        self.class = `class`
    }
    package typealias Reply = Page<DeadLetter>
}

/// Shows a dead letter with its content, opened for the operator.
package struct ShowDeadLetter: OperatorRequest, Query {
    package static let name = "*.show-dead-letter"
    /// Its number.
    package var number: Int64

    /// A look.
    package init(number: Int64) { self.number = number }
    /// The letter and what is in it.
    package struct Reply: Codable, Sendable {
        /// The letter.
        package var letter: DeadLetter
        /// The sealed content as JSON text; nil when it does not open.
        package var data: String?
        /// The letter.
        package init(letter: DeadLetter, data: String?) {
            self.letter = letter
            self.data = data
        }
    }
}

/// Hands a dead letter to its handler again.
package struct RetryDeadLetter: OperatorRequest, Command {
    package static let name = "*.retry-dead-letter"
    /// Its number.
    package var number: Int64

    /// A retry.
    package init(number: Int64) { self.number = number }
    package typealias Reply = Done
}

/// Throws a dead letter away; the audit chain remembers who did.
package struct DiscardDeadLetter: OperatorRequest, Command {
    package static let name = "*.discard-dead-letter"
    /// Its number.
    package var number: Int64

    /// A removal.
    package init(number: Int64) { self.number = number }
    package typealias Reply = Done
}

/// Walks a service's audit chain.
package struct VerifyAudit: OperatorRequest, Query {
    package static let name = "*.verify-audit"
    /// From the beginning.
    package init() {}
    /// What was found.
    package struct Reply: Codable, Sendable {
        /// Entries that were checked.
        package var entries: Int64
        /// The sequence number of the first entry that does not fit; nil when all do.
        package var firstBad: Int64?
        /// What was found.
        package init(entries: Int64, firstBad: Int64?) {
            self.entries = entries
            self.firstBad = firstBad
        }
    }
}
