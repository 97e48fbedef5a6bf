import Synchronization

/// What keeps a program from taking work, told at `/readyz`.
package final class Readiness: Sendable {
    private let reasons = Mutex<[String: String]>([:])

    /// Ready until something says otherwise.
    package init() {}

    /// Says that `part` cannot work, and why; nil when it can again.
    package func set(_ part: String, blockedBy reason: String?) {
        reasons.withLock { $0[part] = reason }
    }

    /// What is in the way, part by part; empty when ready.
    package var blocked: [String: String] { reasons.withLock { $0 } }
}
