import Contracts
import Lifecycle

/// A mail ready to leave: its envelope and all of its bytes, lines ending with CRLF.
struct OutgoingMessage: Sendable {
    let id: MailID
    /// When the mail was asked for.
    let createdAt: Timestamp
    /// The envelope's sender.
    let from: String
    /// The envelope's recipient, checked by `MailAddress`.
    let to: String
    let bytes: [UInt8]
}

/// A way out for mails; each worker has its own and gives it one mail at a time.
protocol Transport: Sendable {
    /// Whether a mail given a second time is still one mail, so that an attempt that was cut off
    /// can be made again at once.
    var absorbsRepeats: Bool { get }
    /// Tries to hand the mail over; what goes wrong is an outcome, not an error.
    func deliver(_ message: OutgoingMessage) async -> Outcome
}
