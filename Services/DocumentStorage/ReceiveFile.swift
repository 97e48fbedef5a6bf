import Contracts
import HTTP
import Lifecycle
import Store

/// Takes the bytes of an upload: sealed chunk by chunk while they arrive, then checked, then made
/// durable, and only then the document is `stored`.
struct ReceiveFile: Sendable {
    let store: Store
    let blobs: BlobFolder
    let keys: KeyRing
    let inspector: ContentInspector

    /// Which bytes of which file a request brings.
    struct Transfer: Sendable {
        /// The ticket it came with.
        let ticket: OpenTicket
        /// The bytes.
        let bytes: Range<Int>
    }

    /// Where an upload goes on: bytes that have arrived for good.
    func offset(of ticket: OpenTicket) async throws -> Int {
        let seal = try seal(ticket, version: ticket.document.contentVersion)
        return try await blobs.arrivedChunks(of: ticket.document.blob, seal)
            * ChunkSeal.plainBytes
    }

    /// Takes the bytes; answers the stored paper, or nil when more bytes are to come.
    func receive(
        _ transfer: Transfer, from next: () async throws -> [UInt8]?
    ) async throws -> PersonalPaper? {
        let turn = blobs.takeTurn(transfer.ticket.document.blob)
        defer { blobs.end(turn) }
        do {
            let seal = try await begin(transfer, turn)
            try await take(transfer, turn, seal, from: next)
            guard transfer.bytes.upperBound == seal.size else { return nil }
            return try await complete(transfer.ticket.document, turn, seal)
        } catch is BlobFolder.TakenOver {
            throw Problem.continueAt(try await offset(of: transfer.ticket))
        } catch is BlobFolder.Damaged {
            try await blobs.remove(transfer.ticket.document.blob)
            throw Problem.continueAt(0)
        } catch let failure as DiskFailure {
            Log.warningSometimes("the disk takes no upload", ["error": failure.description])
            // The disk is failing; what cannot be removed now goes with the next sweep.
            try? await blobs.remove(transfer.ticket.document.blob)
            throw Problem.unavailable
        }
    }

    private func begin(
        _ transfer: Transfer, _ turn: BlobFolder.Turn
    ) async throws -> ChunkSeal {
        let document = transfer.ticket.document
        if transfer.bytes.lowerBound == 0 {
            let version = try await beginAgain(document.id)
            try await blobs.cut(turn, to: 0)
            return try seal(transfer.ticket, version: version)
        }
        let seal = try seal(transfer.ticket, version: document.contentVersion)
        let arrived = try await blobs.arrivedChunks(of: document.blob, seal)
        let offset = arrived * ChunkSeal.plainBytes
        guard transfer.bytes.lowerBound == offset else { throw Problem.continueAt(offset) }
        try await blobs.cut(turn, to: arrived)
        return seal
    }

    /// Each attempt from the first byte has a version of its own, so that no chunk of an earlier one
    /// can stand in for one of this.
    private func beginAgain(_ document: DocumentID) async throws -> Int64 {
        try await store.write { transaction in
            let row = try transaction.first(
                """
                UPDATE documents SET content_version = content_version + 1
                WHERE id = \(document) AND state = \(DocumentState.awaitingUpload)
                    AND disposable_at > \(transaction.time)
                RETURNING content_version
                """)
            guard let row else { throw Problem.ticketNotValid }
            return try row["content_version"]
        }
    }

    private func take(
        _ transfer: Transfer, _ turn: BlobFolder.Turn, _ seal: ChunkSeal,
        from next: () async throws -> [UInt8]?
    ) async throws {
        var index = transfer.bytes.lowerBound / ChunkSeal.plainBytes
        var left = transfer.bytes.count
        var held: [UInt8] = []
        held.reserveCapacity(2 * ChunkSeal.plainBytes)
        while let piece = try await next() {
            guard piece.count <= left else { throw Problem.sizeNotFitting }
            left -= piece.count
            held += piece
            var start = 0
            while index < seal.count, held.count - start >= seal.plainCount(of: index) {
                let end = start + seal.plainCount(of: index)
                try await blobs.add(Array(held[start..<end]), at: index, turn, seal)
                (start, index) = (end, index + 1)
            }
            held.removeFirst(start)
        }
        guard left == 0 else { throw Problem.sizeNotFitting }
    }

    private func complete(
        _ document: StoredDocument, _ turn: BlobFolder.Turn, _ seal: ChunkSeal
    ) async throws -> PersonalPaper {
        let found = try await blobs.verify(turn, seal)
        guard found.head.starts(with: document.type.beginning),
            await inspector.mediaType(of: found.head) == document.type.rawValue
        else {
            try await drop(document, seal)
            throw Problem(PaperType.contentNotFitting)
        }
        try await blobs.keep(turn)
        let paper = try await store.write { transaction in
            try Self.markStored(document, seal, sha256: found.sha256, in: transaction)
        }
        guard let paper else {
            try await settle(document)
            throw Problem.ticketNotValid
        }
        Metrics.count("documents_stored_total")
        return paper
    }

    private static func markStored(
        _ document: StoredDocument, _ seal: ChunkSeal, sha256: String,
        in transaction: borrowing Transaction
    ) throws -> PersonalPaper? {
        let row = try transaction.first(
            """
            UPDATE documents SET state = \(DocumentState.stored), sha256 = \(sha256),
                stored_at = \(transaction.time), disposable_at = NULL
            WHERE id = \(document.id) AND state = \(DocumentState.awaitingUpload)
                AND content_version = \(seal.contentVersion)
                AND disposable_at > \(transaction.time)
            RETURNING *
            """)
        guard let row else { return nil }
        try transaction.execute(
            """
            UPDATE tickets SET completed_at = \(transaction.time), transferred = \(seal.size)
            WHERE document = \(document.id)
            """)
        try transaction.audit(
            "document-stored", by: document.addedBy ?? document.owner.rawValue,
            of: document.id.rawValue)
        return try StoredDocument(row).paper(on: transaction.time.localDate, in: transaction)
    }

    /// The content is not what was announced: nothing of the document stays.
    private func drop(_ document: StoredDocument, _ seal: ChunkSeal) async throws {
        try await store.write { transaction in
            let row = try transaction.first(
                """
                SELECT * FROM documents
                WHERE id = \(document.id) AND state = \(DocumentState.awaitingUpload)
                    AND content_version = \(seal.contentVersion)
                """)
            if let row { try Disposal.dispose(try StoredDocument(row), in: transaction) }
        }
        try await blobs.remove(document.blob)
        Metrics.count("documents_of_wrong_type_total")
    }

    /// The ticket ended while the last bytes were made durable: when the document is gone, so must
    /// they be.
    private func settle(_ document: StoredDocument) async throws {
        let isThere = try await store.read { snapshot in
            try snapshot.first("SELECT id FROM documents WHERE id = \(document.id)") != nil
        }
        if !isThere { try await blobs.remove(document.blob) }
    }

    private func seal(_ ticket: OpenTicket, version: Int64) throws -> ChunkSeal {
        try ticket.document.seal(version: version, citizenKey: ticket.citizenKey, keys)
    }
}

extension StoredDocument {
    /// How the document's bytes are sealed.
    func seal(version: Int64, citizenKey: [UInt8], _ keys: KeyRing) throws -> ChunkSeal {
        ChunkSeal(
            file: id.rawValue, contentVersion: version, size: size,
            key: try keys.fileKey(sealedKey, of: id, owner: owner, citizenKey: citizenKey))
    }
}

extension ReceiveFile.Transfer {
    /// Reads the headers; throws the problem when they do not fit the ticket.
    init(_ request: HTTPRequest, _ ticket: OpenTicket) throws(Problem) {
        let size = ticket.document.size
        try Self.checkType(request, ticket.document.type)
        guard let length = request.body.announcedLength else { throw .lengthNeeded }
        guard length <= PaperType.sizeLimit else { throw .tooLarge }
        self.ticket = ticket
        guard let header = request.header("content-range") else {
            guard length == size else { throw .sizeNotFitting }
            bytes = 0..<size
            return
        }
        guard let range = ContentRange(header: header), range.bytes.count == length else {
            throw .rangeNotFitting
        }
        guard range.total == size else { throw .sizeNotFitting }
        bytes = range.bytes
    }

    private static func checkType(
        _ request: HTTPRequest, _ type: PaperType
    ) throws(Problem) {
        guard let header = request.header("content-type"), !header.isEmpty,
            header.lowercased() != "application/octet-stream"
        else { return }
        do throws(Refusal) {
            guard try PaperType(mediaType: header) == type else {
                throw PaperType.contentNotFitting
            }
        } catch {
            throw Problem(error)
        }
    }
}
