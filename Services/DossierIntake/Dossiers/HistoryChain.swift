import Contracts
import Cryptography
import Lifecycle

/// The chain through a dossier's history: each step's hash covers the one before, so that a changed,
/// lost or inserted step shows. Pure.
enum HistoryChain {
    /// What the hash of a step covers. A field that is added later is left out where it is nil, so
    /// that older hashes stay what they are.
    struct Step: Hashable, Sendable {
        /// Its number in the store.
        var number: Int64
        /// When it happened.
        var at: Timestamp
        /// The stored word of what happened: `submitted`.
        var action: String
        /// Who did it.
        var actor: String
        /// The status after it.
        var status: DossierStatus
        /// The version after it.
        var version: Int64
        /// Whatever else is kept of it, by column: `reason`.
        var more: [String: String] = [:]
    }

    /// A step with the hash that was kept of it.
    struct Link: Hashable, Sendable {
        var step: Step
        var hash: [UInt8]
    }

    /// What does not fit in a history.
    enum Fault: Hashable, Sendable {
        /// This step (by its place from 1) is not what was written, or what stood before it is gone.
        case step(Int)
        /// The steps fit each other, but are not those the head was taken of.
        case head
    }

    /// What stands before the first step of a dossier.
    static func start(of dossier: DossierID) -> [UInt8] {
        SHA256.hash(Array("egov history \(dossier)".utf8))
    }

    /// The hash of a step after the one with the hash `previous`: SHA-256 over the previous hash and
    /// each field's name and value, each with its length before it.
    static func hash(after previous: [UInt8], _ step: Step) -> [UInt8] {
        var fields: [(String, String)] = [
            ("number", "\(step.number)"), ("at", "\(step.at.milliseconds)"),
            ("action", step.action), ("actor", step.actor), ("status", "\(step.status.rawValue)"),
            ("version", "\(step.version)"),
        ]
        fields += step.more.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        var input = previous
        for text in fields.flatMap({ [$0.0, $0.1] }) {
            withUnsafeBytes(of: UInt32(text.utf8.count).bigEndian) { input += $0 }
            input += text.utf8
        }
        return SHA256.hash(input)
    }

    /// The hash of the last step.
    static func head(of dossier: DossierID, _ steps: some Sequence<Step>) -> [UInt8] {
        steps.reduce(start(of: dossier)) { hash(after: $0, $1) }
    }

    /// The first thing that does not fit in a history that kept its hashes; nil when all is as it
    /// was written. With `head`, taken earlier of the first `count` steps, a history that was cut
    /// short or written anew shows too.
    static func firstFault(
        in links: [Link], of dossier: DossierID, head: [UInt8]? = nil, count: Int? = nil
    ) -> Fault? {
        var previous = start(of: dossier)
        for (index, link) in links.enumerated() {
            guard hash(after: previous, link.step) == link.hash else { return .step(index + 1) }
            previous = link.hash
        }
        guard let head else { return nil }
        let count = count ?? links.count
        guard count <= links.count else { return .head }
        return (count == 0 ? start(of: dossier) : links[count - 1].hash) == head ? nil : .head
    }
}
