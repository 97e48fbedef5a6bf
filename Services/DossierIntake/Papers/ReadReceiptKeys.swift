import Contracts
import Cryptography
import Messaging

/// Tells anybody the public key that receipts are verified with.
struct ReadReceiptKeysHandler: QueryHandler {
    let key: VerifyingKey

    /// The key in use.
    func answer(_ query: ReadReceiptKeys, for caller: Caller) async throws -> ReadReceiptKeys.Reply
    {
        ReadReceiptKeys.Reply(keys: [
            ReceiptKey(
                id: key.receiptKeyID, algorithm: "Ed25519", publicKey: key.bytes.base64URL)
        ])
    }
}
