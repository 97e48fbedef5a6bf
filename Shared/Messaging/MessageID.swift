import Cryptography
import Lifecycle

/// The ids of messages: 48 bits of time and 80 random bits, in hexadecimal.
enum MessageID {
    /// A new id. Ids that are made one after another lie side by side in every inbox, so that a commit
    /// of many messages writes few pages.
    static func make(at time: Timestamp) -> String {
        var bytes = randomBytes(16)
        for index in 0..<6 {
            bytes[index] = UInt8(truncatingIfNeeded: time.milliseconds >> (40 - 8 * index))
        }
        return bytes.hex
    }
}
