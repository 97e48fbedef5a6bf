package import Lifecycle

// What notification owns: who must hear what, and the portal's inbox.

/// Lists the caller's notices, newest first.
package struct ListNotices: Query {
    package static let name = "notification.list-notices"
    /// The `next` of the page before.
    package var after: String?
    /// How many, 1 to 100; 20 when nil.
    package var limit: Int?

    /// A page of notices.
    package init(after: String? = nil, limit: Int? = nil) {
        self.after = after
        self.limit = limit
    }
    package typealias Reply = Page<Notice>
}

/// A notice in a person's inbox.
package struct Notice: Codable, Sendable {
    /// The notice.
    package var id: NoticeID
    /// What it is about: `account-activated`, `dossier-submitted`.
    package var topic: String
    /// One line.
    package var title: String
    /// What happened and what to do.
    package var body: String
    /// The dossier it is about.
    package var dossierCode: DossierCode?
    /// When it happened.
    package var createdAt: Timestamp
    /// When the person marked it read.
    package var readAt: Timestamp?
    /// Where the mail of the same words stands; nil when none was asked for.
    package var mail: MailState?

    /// A notice.
    package init(
        id: NoticeID, topic: String, title: String, body: String, dossierCode: DossierCode?,
        createdAt: Timestamp, readAt: Timestamp?, mail: MailState?
    ) {
        self.id = id
        self.topic = topic
        self.title = title
        self.body = body
        self.dossierCode = dossierCode
        self.createdAt = createdAt
        self.readAt = readAt
        self.mail = mail
    }
}

/// Counts the caller's notices that wait to be read; asked often by open pages.
package struct CountUnreadNotices: Query {
    package static let name = "notification.count-unread-notices"

    /// A count.
    package init() {}

    /// How many.
    package struct Reply: Codable, Sendable {
        /// From 0; counted up to 100, which stands for that many or more.
        package var count: Int

        /// A number of notices.
        package init(count: Int) { self.count = count }
    }
}

/// Marks one of the caller's notices as read.
package struct MarkNoticeRead: Command {
    package static let name = "notification.mark-notice-read"
    /// The notice.
    package var id: NoticeID

    /// A mark.
    package init(id: NoticeID) { self.id = id }
    package typealias Reply = Done
}
