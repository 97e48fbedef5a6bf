package import Lifecycle

// When something must be done, and why then: counted by the law's clock, told as data.

/// A due date with its explanation.
package struct DueDate: Codable, Hashable, Sendable {
    /// When it must be done.
    package var dueAt: Timestamp
    /// How it was counted; the same facts under the same calendar give the same date at any later day.
    package var explanation: DueDateExplanation

    /// A due date.
    package init(dueAt: Timestamp, explanation: DueDateExplanation) {
        self.dueAt = dueAt
        self.explanation = explanation
    }
}

/// How a due date was counted.
package struct DueDateExplanation: Codable, Hashable, Sendable {
    /// When it was received.
    package var receivedAt: Timestamp
    /// From when the time counts: the same moment, or the next working time.
    package var countedFrom: Timestamp
    /// Why it counts from later; nil when it counts at once.
    package var delay: CountingDelay?
    /// How much time there is.
    package var amount: Int
    /// In which unit.
    package var unit: TimeUnit
    /// The article or act that gives it.
    package var article: String
    /// What was counted, what was skipped, and where the clock stood still, in order.
    package var spans: [CountedSpan]
    /// The version of the working calendar.
    package var calendar: String
    /// A year the counting ran into whose holidays are not published yet: only weekends were skipped.
    package var unpublishedYear: Int?

    /// An explanation.
    package init(
        receivedAt: Timestamp, countedFrom: Timestamp, delay: CountingDelay?, amount: Int,
        unit: TimeUnit, article: String, spans: [CountedSpan], calendar: String,
        unpublishedYear: Int?
    ) {
        self.receivedAt = receivedAt
        self.countedFrom = countedFrom
        self.delay = delay
        self.amount = amount
        self.unit = unit
        self.article = article
        self.spans = spans
        self.calendar = calendar
        self.unpublishedYear = unpublishedYear
    }
}

/// Why a time does not count from the moment of receipt.
package enum CountingDelay: String, Codable, CaseIterable, Sendable {
    /// Received after the last hour of the day that still counts.
    case afterLastHour
    /// Received outside working hours.
    case outsideHours
    /// Received on a day off.
    case dayOff
}

/// A stretch of a counted time.
package struct CountedSpan: Codable, Hashable, Sendable {
    /// What it is.
    package enum Kind: String, Codable, CaseIterable, Sendable {
        /// It counts.
        case counted
        /// Days off.
        case skipped
        /// The clock stood still.
        case paused
    }

    /// What it is.
    package var kind: Kind
    /// Its beginning.
    package var from: Timestamp
    /// Its end.
    package var until: Timestamp
    /// What it counts: minutes of working time, or days when the unit is a calendar day or a month.
    package var counts: Int
    /// Why days are skipped, or why the clock stood still.
    package var reason: String?

    /// A stretch.
    package init(
        kind: Kind, from: Timestamp, until: Timestamp, counts: Int, reason: String? = nil
    ) {
        self.kind = kind
        self.from = from
        self.until = until
        self.counts = counts
        self.reason = reason
    }
}

/// Reads the working calendar that is in force: hours, days off, days on which people make up.
package struct ReadCalendar: Query {
    package static let name = "dossier-intake.read-calendar"
    /// The one in force.
    package init() {}

    /// The calendar.
    package struct Reply: Codable, Sendable, Equatable {
        /// Its version, as explanations of due dates name it.
        package var version: String
        /// The working hours of a day, in order, as `07:30–11:30`.
        package var hours: [String]
        /// What comes in after this time of day counts from the next working day.
        package var lastHour: String
        /// The years whose holidays are published.
        package var years: [Int]
        /// Days off by decision, in order.
        package var holidays: [DaysOff]
        /// Days on which people work for one of them, in order.
        package var makeUpDays: [MakeUpDay]
        /// Where it is decided.
        package var sources: [String]

        /// A calendar.
        package init(
            version: String, hours: [String], lastHour: String, years: [Int],
            holidays: [DaysOff], makeUpDays: [MakeUpDay], sources: [String]
        ) {
            self.version = version
            self.hours = hours
            self.lastHour = lastHour
            self.years = years
            self.holidays = holidays
            self.makeUpDays = makeUpDays
            self.sources = sources
        }
    }

    /// Days off.
    package struct DaysOff: Codable, Sendable, Equatable {
        /// The first.
        package var from: LocalDate
        /// The last.
        package var to: LocalDate
        /// What people call them.
        package var name: String
        /// Days off.
        package init(from: LocalDate, to: LocalDate, name: String) {
            (self.from, self.to, self.name) = (from, to, name)
        }
    }

    /// A Saturday or Sunday on which people work.
    package struct MakeUpDay: Codable, Sendable, Equatable {
        /// The day.
        package var day: LocalDate
        /// For which day.
        package var reason: String
        /// A day.
        package init(day: LocalDate, reason: String) { (self.day, self.reason) = (day, reason) }
    }
}

/// Asks until when a dossier submitted now would be taken in and finished.
package struct EstimateDueDates: Query {
    package static let name = "dossier-intake.estimate-due-dates"
    /// The procedure.
    package var code: ProcedureCode
    /// The case; the first when nil.
    package var caseKey: String?
    /// How it comes in; online when nil.
    package var channel: Channel?

    /// A question.
    package init(code: ProcedureCode, caseKey: String? = nil, channel: Channel? = nil) {
        self.code = code
        self.caseKey = caseKey
        self.channel = channel
    }

    /// The dates.
    package struct Reply: Codable, Sendable {
        /// Until when it is taken in; nil at the counter, where that is at once.
        package var acceptance: DueDate?
        /// Until when the result is there, if it is taken in as late as that.
        package var result: DueDate
        /// The explanation of both in sentences, in order.
        package var words: [String]

        /// The dates.
        package init(acceptance: DueDate?, result: DueDate, words: [String]) {
            self.acceptance = acceptance
            self.result = result
            self.words = words
        }
    }
}
