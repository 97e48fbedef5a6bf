import Contracts
import Lifecycle
import Messaging
import Store

/// Makes room for a file and hands out the ticket to send it with: a citizen's personal paper, or a
/// file that an officer adds to a dossier of the unit.
struct OpenUploadHandler: CommandHandler {
    let keys: KeyRing
    /// How browsers reach the port for bytes.
    let publicURL: String

    func handle(_ command: OpenUpload, _ delivery: Delivery) async throws -> OpenUpload.Reply {
        let file = try NewFile(command, from: delivery.caller)
        let (message, ticket) = (delivery.id, keys.ticket(forMessage: delivery.id))
        let keys = keys
        let issued = try await delivery.transaction { transaction in
            let document = try file.keep(keys, in: transaction)
            return try IssuedTicket.issue(
                ticket, for: .upload, of: document, message: message, in: transaction)
        }
        return OpenUpload.Reply(
            id: issued.document, url: keys.ticket(forMessage: issued.message).url(under: publicURL),
            expiresAt: issued.expiresAt)
    }
}

/// A file to come that was found well-formed.
private struct NewFile: Sendable {
    private let name: FileName
    private let type: PaperType
    private let size: Int
    private let sender: Sender

    private enum Sender: Sendable {
        case citizen(CitizenID)
        case officer(OfficerCaller, DossierCode)
    }

    /// Files that a unit adds to one dossier at most.
    private static let unitFilesLimit = 20

    init(_ command: OpenUpload, from caller: Caller) throws(Refusal) {
        if caller.role == .officer {
            guard let dossier = command.dossier else {
                throw .fields([.init("dossier", "Vui lòng ghi mã hồ sơ mà tệp thuộc về.")])
            }
            sender = .officer(try caller.requireOfficer(), dossier)
        } else {
            sender = .citizen(try caller.requireCitizen())
            guard command.dossier == nil else {
                throw .fields([
                    .init(
                        "dossier", "Tệp của công dân vào kho giấy tờ cá nhân, không ghi mã hồ sơ.")
                ])
            }
        }
        name = try FileName(command.fileName)
        type = try PaperType(mediaType: command.mediaType)
        try type.requireExtension(of: name)
        size = command.size
        guard size > 0 else {
            throw .fields([.init("size", "Tệp rỗng, không có nội dung.")])
        }
        guard size <= PaperType.sizeLimit else {
            throw Refusal(
                .tooLarge, "file-too-large", "Mỗi tệp tối đa 10 MiB. Vui lòng chọn tệp nhỏ hơn.",
                fields: [.init("size", "Tệp lớn hơn 10 MiB.")])
        }
    }

    /// Keeps its row, with room and a key.
    func keep(_ keys: KeyRing, in transaction: borrowing Transaction) throws -> DocumentID {
        let document = DocumentID.make(at: transaction.time)
        switch sender {
        case .citizen(let citizen):
            try addCitizen(citizen, keys, in: transaction)
            try Disposal.dispose(of: citizen, in: transaction)
            try StorageQuota.reserve(size, for: citizen, in: transaction)
            try insert(document, of: citizen, keys, in: transaction)
        case .officer(let officer, let code):
            let row = try transaction.first(Self.dossierStatement(code, officer.unit))
            guard let row else { throw Refusal.notFound }
            let (dossier, citizen): (DossierID, CitizenID) = (try row["id"], try row["citizen"])
            try Disposal.dispose(of: citizen, in: transaction)
            try requireRoom(in: dossier, transaction)
            try addCitizen(citizen, keys, in: transaction)
            try insert(document, of: citizen, keys, in: transaction, addedBy: officer.id.rawValue)
            try transaction.execute(
                """
                INSERT INTO attachments (document, dossier, attached_at, kind)
                VALUES (\(document), \(dossier), \(transaction.time), 'unit')
                """)
            try transaction.audit(
                "document-added", by: officer.id.rawValue, of: document.rawValue)
        }
        return document
    }

    /// The dossier of a unit with that code.
    static func dossierStatement(_ code: DossierCode, _ unit: UnitCode) -> SQL {
        "SELECT id, citizen FROM dossiers WHERE code = \(code) AND unit = \(unit)"
    }

    private func requireRoom(
        in dossier: DossierID, _ transaction: borrowing Transaction
    ) throws {
        let row = try transaction.first(
            """
            SELECT count(*) AS n FROM attachments WHERE dossier = \(dossier) AND kind = 'unit'
            """)
        let count: Int = try row?["n"] ?? 0
        guard count < Self.unitFilesLimit else {
            throw Refusal(
                .conflict, "unit-files-used-up",
                "Đơn vị đã thêm đủ \(Self.unitFilesLimit) tệp vào hồ sơ này.")
        }
    }

    private func addCitizen(
        _ citizen: CitizenID, _ keys: KeyRing, in transaction: borrowing Transaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO citizens (id, sealed_key, used_bytes, papers)
            VALUES (\(citizen), \(keys.newCitizenKey(of: citizen)), 0, 0)
            ON CONFLICT (id) DO NOTHING
            """)
    }

    private func insert(
        _ document: DocumentID, of citizen: CitizenID, _ keys: KeyRing,
        in transaction: borrowing Transaction, addedBy officer: String? = nil
    ) throws {
        let row = try transaction.first("SELECT sealed_key FROM citizens WHERE id = \(citizen)")
        guard let row else { throw StoreError.unexpected("citizen's row is gone") }
        let key = try keys.newFileKey(
            of: document, owner: citizen, citizenKey: try row["sealed_key"])
        try transaction.execute(
            """
            INSERT INTO documents
                (id, owner, file_name, media_type, size, state, version, blob, sealed_key,
                content_version, disposable_at, added_by)
            VALUES (\(document), \(citizen), \(name.text), \(type), \(size),
                \(DocumentState.awaitingUpload), 1, \(BlobID.random()), \(key), 0,
                \(transaction.time + Ticket.lifetime), \(officer))
            """)
    }
}
