import Cryptography
import Lifecycle

/// The keys that receipts are signed with: the one in use, and those that earlier ones were.
struct ReceiptKeys: Sendable {
    /// Signs.
    let current: SigningKey
    /// Only verify what was signed with them before.
    let retired: [VerifyingKey]

    /// Keys; `retired` names public keys in base64 for URLs, with commas between them.
    init(current: SigningKey, retired: String) throws {
        self.current = current
        self.retired = try retired.split(separator: ",").map { word in
            let text = word.filter { !$0.isWhitespace }
            guard let bytes = [UInt8](base64URL: text), let key = VerifyingKey(bytes: bytes) else {
                throw ConfigurationError(
                    DossierIntakeSettings.retiredReceiptKeys.name,
                    "public keys in base64 for URLs, with commas between them")
            }
            return key
        }
    }

    /// All of them, the one in use first.
    var all: [VerifyingKey] { [current.verifying] + retired }

    /// What the text of a receipt says; throws when none of the keys has signed exactly this.
    func verify(_ text: String) throws(ReceiptFault) -> SignedReceipt {
        for key in retired {
            // Another key's, or none at all: the key in use says which.
            if let receipt = try? ReceiptReader.verify(text, with: key) { return receipt }
        }
        return try ReceiptReader.verify(text, with: current.verifying)
    }
}
