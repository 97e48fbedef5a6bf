package import Lifecycle

// What a citizen and the unit that handles a dossier say to each other, and the unit's own notes.

/// Whose words a message is.
package enum MessageSide: String, Codable, CaseIterable, Sendable {
    /// The citizen.
    case citizen
    /// The unit.
    case unit
}

/// Writes to the other side of a dossier, or, for an officer, a note that only the unit reads.
package struct SendDossierMessage: Command {
    package static let name = "dossier-intake.send-dossier-message"
    /// Mã số biên nhận.
    package var code: DossierCode
    /// The words, at most 4,000 characters.
    package var text: String
    /// Stored files of the citizen, or files the unit has added to the dossier; at most 5.
    package var documents: [DocumentID]?
    /// Whether it is a note of the unit that the citizen never sees.
    package var isInternal: Bool?

    /// A message.
    package init(
        code: DossierCode, text: String, documents: [DocumentID]? = nil, isInternal: Bool? = nil
    ) {
        self.code = code
        self.text = text
        self.documents = documents
        self.isInternal = isInternal
    }
    package typealias Reply = DossierMessage
}

/// A message on a dossier.
package struct DossierMessage: Codable, Sendable {
    /// Its number, growing in the order of the messages; as text, for JSON's sake.
    package var id: String
    /// Whose words it is.
    package var side: MessageSide
    /// The officer who wrote it; nil for the citizen.
    package var author: String?
    /// The words.
    package var text: String
    /// The attached files.
    package var documents: [AttachedDocument]
    /// Whether it is a note of the unit.
    package var isInternal: Bool
    /// When it was sent.
    package var sentAt: Timestamp
    /// When the other side has read it.
    package var readAt: Timestamp?

    /// A message.
    package init(
        id: String, side: MessageSide, author: String?, text: String,
        documents: [AttachedDocument], isInternal: Bool, sentAt: Timestamp, readAt: Timestamp?
    ) {
        self.id = id
        self.side = side
        self.author = author
        self.text = text
        self.documents = documents
        self.isInternal = isInternal
        self.sentAt = sentAt
        self.readAt = readAt
    }
}

/// Lists the messages of a dossier, newest first.
package struct ListDossierMessages: Query {
    package static let name = "dossier-intake.list-dossier-messages"
    /// Mã số biên nhận.
    package var code: DossierCode
    /// The `next` of the page before.
    package var after: String?
    /// How many, 1 to 100; 20 when nil.
    package var limit: Int?

    /// A page of messages.
    package init(code: DossierCode, after: String? = nil, limit: Int? = nil) {
        self.code = code
        self.after = after
        self.limit = limit
    }
    package typealias Reply = Page<DossierMessage>
}

/// Notes that the caller's side has read the messages of the other side.
package struct MarkMessagesRead: Command {
    package static let name = "dossier-intake.mark-messages-read"
    /// Mã số biên nhận.
    package var code: DossierCode
    /// The newest message that was read, by its id.
    package var upTo: String

    /// A mark.
    package init(code: DossierCode, upTo: String) {
        self.code = code
        self.upTo = upTo
    }
    package typealias Reply = Done
}

/// Announces a message on a dossier that the other side may read; its files belong to the dossier.
package struct DossierMessageSent: Event {
    package static let name = "dossier-intake.dossier-message-sent"
    /// The message, by dossier and number.
    package var message: String
    /// The dossier.
    package var dossier: DossierID
    /// Mã số biên nhận.
    package var code: DossierCode
    /// Whose dossier it is.
    package var citizen: CitizenID
    /// The unit that handles it.
    package var unit: UnitCode
    /// The unit's name.
    package var unitName: String
    /// The procedure's name.
    package var procedureName: String
    /// Whose words it is.
    package var side: MessageSide
    /// The attached files.
    package var documents: [DocumentID]
    /// When it was sent.
    package var sentAt: Timestamp
    /// Always 1: a message never changes.
    package var sequence: Int64
    /// The message.
    package var subject: String { message }

    /// An announcement.
    package init(
        message: String, dossier: DossierID, code: DossierCode, citizen: CitizenID,
        unit: UnitCode, unitName: String, procedureName: String, side: MessageSide,
        documents: [DocumentID], sentAt: Timestamp, sequence: Int64 = 1
    ) {
        self.message = message
        self.dossier = dossier
        self.code = code
        self.citizen = citizen
        self.unit = unit
        self.unitName = unitName
        self.procedureName = procedureName
        self.side = side
        self.documents = documents
        self.sentAt = sentAt
        self.sequence = sequence
    }
}
