import Contracts
import Lifecycle
import Store

/// A mail as the store keeps it, with what an attempt needs.
struct Mail: Sendable {
    let id: MailID
    /// The Message-ID header with its angle brackets, the same in each attempt.
    let messageID: String
    let purpose: String
    let address: String
    let name: String
    let subject: String
    let text: String
    let html: String
    /// Names the secret parts that identity reveals at the moment of sending.
    let secrets: String?
    /// Attempts, counting the one that is under way.
    let attempts: Int
    /// Attempts whose outcome is not known.
    let unknowns: Int
    let createdAt: Timestamp
    let firstTriedAt: Timestamp?

    /// A mail from its row.
    init(_ row: Row) throws {
        id = try row["id"]
        messageID = try row["message_id"]
        purpose = try row["purpose"]
        address = try row["address"]
        name = try row["name"]
        subject = try row["subject"]
        text = try row["plain_text"]
        html = try row["html"]
        secrets = try row["secrets"]
        attempts = try row["attempts"]
        unknowns = try row["unknowns"]
        createdAt = try row["created_at"]
        firstTriedAt = try row["first_tried_at"]
    }
}
