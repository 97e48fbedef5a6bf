import Contracts
import Lifecycle
import Messaging
import Store

/// Lists the messages of a dossier, newest first; the unit's notes only for the unit.
struct ListDossierMessagesHandler: QueryHandler {
    let store: Store
    let seal: AnswerSeal

    /// One page.
    func answer(
        _ query: ListDossierMessages, for caller: Caller
    ) async throws -> Page<DossierMessage> {
        let caller = try DossierCaller(caller)
        let isOfficer = if case .officer = caller { true } else { false }
        let limit = try Page.limit(query.limit)
        let before = try PageCursor.read(query.after, count: 1)?.number(0)
        let seal = seal
        return try await store.read { snapshot in
            let dossier = try KeptDossier.find(query.code, for: caller, in: snapshot).id
            let rows = try snapshot.rows(
                MessageStatement.page(
                    of: dossier, withNotes: isOfficer, before: before, limit: limit + 1))
            return try Page(rows: rows, limit: limit) { row in
                try DossierMessage(row, of: dossier, seal)
            } cursor: {
                PageCursor(try $0["number"] as Int64)
            }
        }
    }
}

extension DossierMessage {
    fileprivate init(_ row: Row, of dossier: DossierID, _ seal: AnswerSeal) throws {
        let number: Int64 = try row["number"]
        self.init(
            id: "\(number)", side: try row["side"], author: try row["author_name"],
            text: try seal.open(
                try row["body"], for: MessageStatement.sealedRow(dossier, number)),
            documents: try StrictJSON.decode(
                [AttachedDocument].self, trusted: try row["documents"]),
            isInternal: try row["is_internal"], sentAt: try row["sent_at"],
            readAt: try row["read_at"])
    }
}
