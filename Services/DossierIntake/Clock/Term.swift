import Contracts
import Lifecycle

/// How much time the law gives for something.
struct Term: Codable, Hashable, Sendable {
    /// How much.
    var amount: Int
    /// Of what: a working day is the working hours of one day, wherever they begin.
    var unit: TimeUnit
    /// The article or act that says so.
    var article: String
}

/// A time in which the clock stood still, or still does.
struct ClockPause: Codable, Hashable, Sendable {
    /// When it stopped.
    var from: Timestamp
    /// When it went on; nil while it stands still.
    var until: Timestamp?
    /// Why.
    var reason: String
}
