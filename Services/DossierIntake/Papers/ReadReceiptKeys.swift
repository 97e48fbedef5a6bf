import Contracts
import Cryptography
import Messaging

/// Tells anybody the public keys that receipts are verified with.
struct ReadReceiptKeysHandler: QueryHandler {
    let keys: ReceiptKeys

    /// The key in use, and those before it.
    func answer(_ query: ReadReceiptKeys, for caller: Caller) async throws -> ReadReceiptKeys.Reply
    {
        ReadReceiptKeys.Reply(
            keys: keys.all.map { key in
                ReceiptKey(
                    id: key.receiptKeyID, algorithm: "Ed25519", publicKey: key.bytes.base64URL)
            })
    }
}
