import Contracts
import Cryptography
import Foundation
import HTTP
import Lifecycle
import Messaging
import Store
import Synchronization
import TestSupport

@testable import DocumentStorage

/// Document storage with a real store and real files, at a clock that stands still.
struct Workbench: Sendable {
    static let publicURL = "http://localhost:8081"
    static let portal = "http://localhost:8080"
    static let lan = CitizenID(rawValue: "CITIZEN-LAN")
    static let minh = CitizenID(rawValue: "CITIZEN-MINH")

    let test: TestStore
    let time: TestClock
    let keys: KeyRing
    let blobs: BlobFolder
    let files: FileServer
    var store: Store { test.store }
    var folder: String { test.folder.path + "/blobs" }

    init() async throws {
        time = TestClock()
        test = try await TestStore(Schema.migrations, clock: time.clock)
        keys = KeyRing(master: .random())
        blobs = try BlobFolder(path: test.folder.path + "/blobs")
        let send = SendFile(store: test.store, blobs: blobs, keys: keys)
        files = FileServer(
            store: test.store,
            receive: ReceiveFile(
                store: test.store, blobs: blobs, keys: keys, inspector: try ContentInspector()),
            send: send, pages: SendPage(store: test.store, files: send, clock: time.clock),
            portal: Self.portal, isSecure: false, clock: time.clock)
    }

    // MARK: Messages

    func openUpload(
        _ name: String, _ type: String, size: Int, as citizen: CitizenID = lan,
        id: String = UUID().uuidString, idempotencyKey: String? = nil
    ) async throws -> OpenUpload.Reply {
        let command = OpenUpload(fileName: name, mediaType: type, size: size)
        return try await OpenUploadHandler(keys: keys, publicURL: Self.publicURL).handle(
            command,
            test.delivery(
                of: OpenUpload.self, from: .citizen(citizen), id: id,
                idempotencyKey: idempotencyKey, data: Array("\(name) \(type) \(size)".utf8),
                at: time.clock.now()))
    }

    func openDownload(
        _ document: DocumentID, as caller: Caller = .citizen(lan), reason: String? = nil,
        id: String = UUID().uuidString
    ) async throws -> OpenDownload.Reply {
        try await OpenDownloadHandler(keys: keys, publicURL: Self.publicURL).handle(
            OpenDownload(id: document, reason: reason),
            test.delivery(of: OpenDownload.self, from: caller, id: id, at: time.clock.now()))
    }

    func openViewing(
        _ document: DocumentID, as caller: Caller = .citizen(lan), reason: String? = nil,
        id: String = UUID().uuidString
    ) async throws -> OpenViewing.Reply {
        let handler = OpenViewingHandler(
            keys: keys, publicURL: Self.publicURL, pages: files.pages)
        return try await handler.handle(
            OpenViewing(id: document, reason: reason),
            test.delivery(of: OpenViewing.self, from: caller, id: id, at: time.clock.now()))
    }

    func rename(
        _ document: DocumentID, version: Int64, to name: String, as citizen: CitizenID = lan
    ) async throws -> PersonalPaper {
        try await RenamePaperHandler().handle(
            RenamePaper(id: document, version: version, fileName: name),
            test.delivery(of: RenamePaper.self, from: .citizen(citizen)))
    }

    func remove(_ document: DocumentID, as citizen: CitizenID = lan) async throws {
        _ = try await RemovePaperHandler().handle(
            RemovePaper(id: document),
            test.delivery(of: RemovePaper.self, from: .citizen(citizen)))
    }

    func read(_ document: DocumentID, as citizen: CitizenID = lan) async throws -> PersonalPaper {
        try await ReadPaperHandler(store: store, clock: time.clock).answer(
            ReadPaper(id: document), for: .citizen(citizen))
    }

    func list(
        as citizen: CitizenID = lan, after: String? = nil, limit: Int? = nil
    ) async throws -> Page<PersonalPaper> {
        try await ListPapersHandler(store: store, clock: time.clock).answer(
            ListPapers(after: after, limit: limit), for: .citizen(citizen))
    }

    func describe(_ ids: [DocumentID], of citizen: CitizenID = lan) async throws
        -> [AttachedDocument]
    {
        try await DescribeDocumentsHandler(store: store).answer(
            DescribeDocuments(owner: citizen, ids: ids), for: .service(.dossierIntake)
        ).documents
    }

    func submit(
        _ dossier: String, _ documents: [DocumentID], unit: String = "48.1",
        id: String = UUID().uuidString, citizen: CitizenID = lan
    ) async throws {
        let event = DossierSubmitted(
            dossier: DossierID(rawValue: dossier), code: DossierCode(rawValue: "code-\(dossier)"),
            citizen: citizen, unit: UnitCode(rawValue: unit), unitName: "Phường",
            procedureName: "Khai sinh", documents: documents, submittedAt: time.clock.now(),
            sequence: 1)
        try await AttachSubmittedDocuments().handle(
            event,
            test.delivery(of: DossierSubmitted.self, from: .service(.dossierIntake), id: id))
    }

    func amend(_ dossier: String, _ documents: [DocumentID], sequence: Int64) async throws {
        let event = DossierAmended(
            dossier: DossierID(rawValue: dossier), code: DossierCode(rawValue: "code-\(dossier)"),
            citizen: Self.lan, unit: UnitCode(rawValue: "48.1"), documents: documents,
            sequence: sequence)
        try await AttachAmendedDocuments().handle(
            event, test.delivery(of: DossierAmended.self, from: .service(.dossierIntake)))
    }

    func officer(of unit: String) -> Caller {
        Caller(role: .officer, id: "OFFICER", unit: UnitCode(rawValue: unit), duties: [.reception])
    }

    // MARK: Bytes

    func ticket(_ url: String?) async throws -> OpenTicket? {
        let (text, now) = (String(url?.split(separator: "/").last ?? ""), time.clock.now())
        return try await store.read { try OpenTicket.find(text, at: now, in: $0) }
    }

    /// Sends bytes for an upload, in pieces of 10,000; stops with an error after `cutAfter`.
    func send(
        _ bytes: [UInt8], to url: String?, from start: Int = 0, cutAfter: Int? = nil
    ) async throws -> PersonalPaper? {
        guard let ticket = try await ticket(url) else { throw Problem.ticketNotValid }
        let part = Array(bytes[start...])
        let place = Mutex(0)
        return try await files.receive.receive(
            .init(ticket: ticket, bytes: start..<bytes.count)
        ) {
            let from = place.withLock { $0 }
            if let cutAfter, from >= cutAfter { throw Problem.interrupted }
            guard from < part.count else { return nil }
            let to = min(from + 10_000, part.count)
            place.withLock { $0 = to }
            return Array(part[from..<to])
        }
    }

    /// Stores a PDF with this text in it.
    func store(_ name: String = "giấy.pdf", as citizen: CitizenID = lan, _ text: String = "x")
        async throws -> PersonalPaper
    {
        let bytes = Self.pdf(text)
        let ticket = try await openUpload(name, "application/pdf", size: bytes.count, as: citizen)
        guard let paper = try await send(bytes, to: ticket.url) else { throw Problem.broken }
        return paper
    }

    /// All bytes of a download.
    func fetch(_ url: String?) async throws -> [UInt8] {
        guard let ticket = try await ticket(url) else { throw Problem.ticketNotValid }
        let next = try await files.send.pieces(of: 0..<ticket.document.size, ticket)
        var bytes: [UInt8] = []
        while let piece = try await next() { bytes += piece }
        return bytes
    }

    /// The path of a document's sealed bytes.
    func blobPath(_ document: DocumentID) async throws -> String {
        let blob: BlobID? = try await store.read { snapshot in
            try snapshot.first("SELECT blob FROM documents WHERE id = \(document)").map {
                try $0["blob"]
            }
        }
        return "\(folder)/\(blob?.path ?? "none")"
    }

    /// Every file under the folder of blobs.
    func blobFiles() -> [String] {
        let all = FileManager.default.enumerator(atPath: folder)?.allObjects as? [String] ?? []
        return all.filter { $0.hasSuffix(".blob") || $0.hasSuffix(".part") }
    }

    /// A PDF of at least its own few bytes.
    static func pdf(_ text: String) -> [UInt8] { Array("%PDF-1.4\n\(text)\n%%EOF\n".utf8) }

    /// A file of exactly `size` bytes that looks like a PDF when it has room to.
    static func pdf(size: Int) -> [UInt8] {
        var bytes = Array("%PDF-1.4\n".utf8)
        var state: UInt64 = 88_172_645_463_325_252
        while bytes.count < size {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            withUnsafeBytes(of: state) { bytes += $0 }
        }
        return Array(bytes.prefix(size))
    }

    /// The smallest true PNG.
    static let png: [UInt8] =
        [UInt8](
            hex: "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
                + "1f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082")!
}

/// The refusal or problem that `body` throws, by its code; nil when it throws none.
func code(_ body: () async throws -> some Any) async throws -> String? {
    do {
        _ = try await body()
        return nil
    } catch let refusal as Refusal {
        return refusal.fields.first.map { "\(refusal.code) \($0.path)" } ?? refusal.code
    } catch let problem as Problem {
        return String(problem.type.dropFirst("/problems/".count))
    }
}
