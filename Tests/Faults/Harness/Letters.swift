import Synchronization
import TestSupport

/// The mails of the sink as they come, each read once.
final class Letters: Sendable {
    private let sink: SMTPSink
    private let read = Mutex<[SMTPSink.Mail]>([])

    /// The mails of `sink`.
    init(_ sink: SMTPSink) { self.sink = sink }

    /// The words of the newest mail to `address` in which `pattern` stands; nil while there is none.
    func newest(to address: String, with pattern: String) throws -> String? {
        let mails = try read.withLock { mails in
            mails += try sink.mails(after: mails.count)
            return mails
        }
        return mails.last { $0.recipients == [address] && $0.text.contains(pattern) }?.text
    }
}
