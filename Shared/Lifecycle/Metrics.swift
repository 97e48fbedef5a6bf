import Synchronization

/// A program's counters and gauges, in Prometheus' text format at `/metrics`.
package enum Metrics {
    private static let values = Mutex<[String: Double]>([:])

    /// Adds to a counter; `name` may carry labels: `mails_total{state="sent"}`.
    package static func count(_ name: String, by amount: Int = 1) {
        values.withLock { $0[name, default: 0] += Double(amount) }
    }

    /// Sets a gauge to what it is now.
    package static func set(_ name: String, to value: Double) {
        values.withLock { $0[name] = value }
    }

    /// All values, one line each, sorted.
    package static var text: String {
        values.withLock { $0 }.sorted { $0.key < $1.key }
            .map { "egov_\($0.key) \($0.value)\n" }.joined()
    }
}
