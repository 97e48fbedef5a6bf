import Contracts
import Cryptography
import Lifecycle
import Store

/// A secret of 256 bits that opens one transfer of one document; only its hash is kept.
struct Ticket: Sendable {
    /// How long a ticket holds.
    static let lifetime: Duration = .seconds(600)

    /// The secret, as it stands in the address.
    let text: String

    /// What the store keeps of it.
    var hash: [UInt8] { keyedHash(key: nil, Array("ticket".utf8), Array(text.utf8)) }

    /// The address that holds it, under the bytes' port as browsers reach it.
    func url(under address: String) -> String {
        (address.hasSuffix("/") ? String(address.dropLast()) : address) + "/files/" + text
    }
}

/// What a ticket opens.
enum TicketPurpose: String, Sendable {
    case upload
    case download
    /// Pages as pictures, for as long as the ticket holds.
    case view
}

/// A ticket as the inbox remembers it: enough to derive it again, nothing secret.
struct IssuedTicket: Codable, Sendable {
    /// The document it opens.
    var document: DocumentID
    /// The message it was made for.
    var message: String
    /// Until when it holds.
    var expiresAt: Timestamp

    /// Keeps the hash of a ticket made for the message `id`.
    static func issue(
        _ ticket: Ticket, for purpose: TicketPurpose, of document: DocumentID, message: String,
        in transaction: borrowing Transaction
    ) throws -> IssuedTicket {
        let expiresAt = transaction.time + Ticket.lifetime
        try transaction.execute(
            """
            INSERT INTO tickets (hash, document, purpose, expires_at, transferred)
            VALUES (\(ticket.hash), \(document), \(purpose), \(expiresAt), 0)
            """)
        return IssuedTicket(document: document, message: message, expiresAt: expiresAt)
    }
}

/// A ticket that holds, with the document it opens.
struct OpenTicket: Sendable {
    /// What the store keeps of the ticket.
    let hash: [UInt8]
    /// What it opens.
    let purpose: TicketPurpose
    /// The document.
    let document: StoredDocument
    /// The owner's key, sealed.
    let citizenKey: [UInt8]

    /// Finds the ticket of an address; nil when it is unknown, used up or expired.
    static func find(
        _ text: String, at time: Timestamp, in reader: borrowing some SQLReader & ~Copyable
    ) throws -> OpenTicket? {
        let hash = Ticket(text: text).hash
        let row = try reader.first(statement(hash: hash, time: time))
        return try row.map { row in
            OpenTicket(
                hash: hash, purpose: try row["purpose"], document: try StoredDocument(row),
                citizenKey: try row["citizen_key"])
        }
    }

    /// The statement behind `find`.
    static func statement(hash: [UInt8], time: Timestamp) -> SQL {
        """
        SELECT documents.*, tickets.purpose, citizens.sealed_key AS citizen_key
        FROM tickets
        JOIN documents ON documents.id = tickets.document
        JOIN citizens ON citizens.id = documents.owner
        WHERE tickets.hash = \(hash) AND tickets.completed_at IS NULL
            AND tickets.expires_at > \(time)
        """
    }

    /// The unknown, the used and the expired look the same.
    static let notValid = Refusal(
        .notFound, "ticket-not-valid",
        "Đường dẫn tệp không đúng, đã được dùng hoặc đã hết hạn. Vui lòng mở lại từ trang của Ông/Bà."
    )
}
