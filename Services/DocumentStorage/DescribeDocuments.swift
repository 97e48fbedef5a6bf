import Contracts
import Messaging
import Store

/// Tells dossier intake which of the documents a citizen may attach.
struct DescribeDocumentsHandler: QueryHandler {
    /// Documents one question may name.
    static let limit = 20

    let store: Store

    func answer(
        _ query: DescribeDocuments, for caller: Caller
    ) async throws -> DescribeDocuments.Reply {
        try caller.requireService(.dossierIntake)
        guard query.ids.count <= Self.limit else {
            throw Refusal.fields([.init("ids", "Tối đa \(Self.limit) tệp trong một hồ sơ.")])
        }
        guard !query.ids.isEmpty else { return DescribeDocuments.Reply(documents: []) }
        return try await store.read { snapshot in
            let rows = try snapshot.rows(
                """
                SELECT * FROM documents
                WHERE id IN \(list: query.ids.map(\.rawValue)) AND owner = \(query.owner)
                    AND state = \(DocumentState.stored)
                """)
            return DescribeDocuments.Reply(
                documents: try rows.map(StoredDocument.init).compactMap(\.attached))
        }
    }
}

extension StoredDocument {
    /// The document as a dossier shows it; nil before its bytes have arrived.
    fileprivate var attached: AttachedDocument? {
        sha256.map {
            AttachedDocument(
                id: id, fileName: fileName, mediaType: type.rawValue, size: size, sha256: $0,
                comparison: comparison, validTo: validTo)
        }
    }
}
