import Contracts
import Lifecycle
import Messaging
import Store

/// Makes room for a personal paper and hands out the ticket to send it with.
struct OpenUploadHandler: CommandHandler {
    let keys: KeyRing
    /// How browsers reach the port for bytes.
    let publicURL: String

    func handle(_ command: OpenUpload, _ delivery: Delivery) async throws -> OpenUpload.Reply {
        let citizen = try delivery.caller.requireCitizen()
        let (name, type) = try check(command)
        let (message, ticket) = (delivery.id, keys.ticket(forMessage: delivery.id))
        let issued = try await delivery.transaction { transaction in
            let document = DocumentID.make(at: transaction.time)
            try keep(document, name, type, command.size, of: citizen, in: transaction)
            return try IssuedTicket.issue(
                ticket, for: .upload, of: document, message: message, in: transaction)
        }
        return OpenUpload.Reply(
            id: issued.document, url: keys.ticket(forMessage: issued.message).url(under: publicURL),
            expiresAt: issued.expiresAt)
    }

    private func check(_ command: OpenUpload) throws(Refusal) -> (FileName, PaperType) {
        let name = try FileName(command.fileName)
        let type = try PaperType(mediaType: command.mediaType)
        try type.requireExtension(of: name)
        guard command.size > 0 else {
            throw .fields([.init("size", "Tệp rỗng, không có nội dung.")])
        }
        guard command.size <= PaperType.sizeLimit else {
            throw Refusal(
                .tooLarge, "file-too-large", "Mỗi tệp tối đa 10 MiB. Vui lòng chọn tệp nhỏ hơn.",
                fields: [.init("size", "Tệp lớn hơn 10 MiB.")])
        }
        return (name, type)
    }

    private func keep(
        _ document: DocumentID, _ name: FileName, _ type: PaperType, _ size: Int,
        of citizen: CitizenID, in transaction: borrowing Transaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO citizens (id, sealed_key, used_bytes, papers)
            VALUES (\(citizen), \(keys.newCitizenKey(of: citizen)), 0, 0)
            ON CONFLICT (id) DO NOTHING
            """)
        try Disposal.dispose(of: citizen, in: transaction)
        try StorageQuota.reserve(size, for: citizen, in: transaction)
        let row = try transaction.first("SELECT sealed_key FROM citizens WHERE id = \(citizen)")
        guard let row else { throw StoreError.unexpected("citizen's row is gone") }
        let key = try keys.newFileKey(
            of: document, owner: citizen, citizenKey: try row["sealed_key"])
        try transaction.execute(
            """
            INSERT INTO documents
                (id, owner, file_name, media_type, size, state, version, blob, sealed_key,
                content_version, disposable_at)
            VALUES (\(document), \(citizen), \(name.text), \(type), \(size),
                \(DocumentState.awaitingUpload), 1, \(BlobID.random()), \(key), 0,
                \(transaction.time + Ticket.lifetime))
            """)
    }
}
