import Contracts
import Lifecycle
import Messaging
import Store

/// Shows operators and administrators the mails, newest first, never their words.
struct ListMailsHandler: QueryHandler {
    let store: Store

    /// A page of mails.
    func answer(_ query: ListMails, for caller: Caller) async throws -> Page<MailSummary> {
        try caller.requireAdministration()
        let limit = try Page.limit(query.limit)
        let cursor = try PageCursor.read(query.after, count: 2)
        let after = try cursor.map { (at: try $0.number(0), id: $0.parts[1]) }
        return try await store.read { snapshot in
            try Page(
                rows: try snapshot.rows(Self.page(query.state, after: after, limit: limit + 1)),
                limit: limit, item: Self.summary,
                cursor: { row in
                    PageCursor(try row["created_at"] as Int64, try row["id"] as String)
                })
        }
    }

    /// The statement of a page; the index of the whole order, or of one state, gives its rows.
    static func page(_ state: MailState?, after: (at: Int64, id: String)?, limit: Int) -> SQL {
        let columns: SQL =
            """
            SELECT id, purpose, state, attempts, last_answer, created_at, next_at, settled_at
            FROM mails
            """
        let rest: SQL = "ORDER BY created_at DESC, id DESC LIMIT \(limit)"
        return switch (state, after) {
        case (nil, nil): "\(part: columns) \(part: rest)"
        case (let state?, nil): "\(part: columns) WHERE state = \(state) \(part: rest)"
        case (nil, let after?):
            "\(part: columns) WHERE (created_at, id) < (\(after.at), \(after.id)) \(part: rest)"
        case (let state?, let after?):
            """
            \(part: columns) WHERE state = \(state)
                AND (created_at, id) < (\(after.at), \(after.id)) \(part: rest)
            """
        }
    }

    private static func summary(_ row: Row) throws -> MailSummary {
        let state: MailState = try row["state"]
        return MailSummary(
            id: try row["id"], purpose: try row["purpose"], state: state,
            attempts: try row["attempts"], lastAnswer: try row["last_answer"],
            createdAt: try row["created_at"], nextAttemptAt: try row["next_at"],
            sentAt: state == .sent ? try row["settled_at"] : nil)
    }
}
