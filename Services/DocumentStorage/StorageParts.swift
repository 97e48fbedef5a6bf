import Contracts
import Cryptography
import HTTP
import Lifecycle
import Messaging
import Store

/// What document storage is made of, built once from its settings.
struct StorageParts: Sendable {
    /// Every message it handles.
    let handlers: [Handler]
    /// Its port for bytes.
    let files: FileServer
    /// What clears away.
    let sweep: SweepFiles

    /// The parts over an open store.
    init(store: Store, settings: Settings, clock: WallClock = .system) throws {
        let keys = KeyRing(master: try settings.secretKey(DocumentStorageSettings.keyFile))
        let blobs = try Self.blobFolder(settings)
        let address = try settings[DocumentStorageSettings.publicURL]
        let origin = try DocumentStorageSettings.origin(
            of: address, setting: DocumentStorageSettings.publicURL)
        let send = SendFile(store: store, blobs: blobs, keys: keys)
        let pages = SendPage(store: store, files: send, clock: clock)
        handlers = [
            .command(OpenUploadHandler(keys: keys, publicURL: address)),
            .command(OpenDownloadHandler(keys: keys, publicURL: address)),
            .command(OpenViewingHandler(keys: keys, publicURL: address, pages: pages)),
            .query(ListPapersHandler(store: store, clock: clock)),
            .query(ReadPaperHandler(store: store, clock: clock)),
            .command(RenamePaperHandler()),
            .command(ClassifyPaperHandler()),
            .command(CompareDocumentHandler()),
            .query(ListAccessesHandler(store: store)),
            .command(RemovePaperHandler()),
            .query(DescribeDocumentsHandler(store: store)),
            .event(AttachSubmittedDocuments()),
            .event(AttachAmendedDocuments()),
            .event(AttachMessageDocuments()),
        ]
        files = FileServer(
            store: store,
            receive: ReceiveFile(
                store: store, blobs: blobs, keys: keys, inspector: try ContentInspector()),
            send: send, pages: pages,
            portal: try DocumentStorageSettings.origin(
                of: settings[DocumentStorageSettings.portalURL],
                setting: DocumentStorageSettings.portalURL),
            isSecure: origin.hasPrefix("https:"), clock: clock)
        sweep = SweepFiles(store: store, blobs: blobs, clock: clock)
    }

    private static func blobFolder(_ settings: Settings) throws -> BlobFolder {
        let path = try settings[DocumentStorageSettings.blobs]
        do {
            return try BlobFolder(path: path)
        } catch {
            throw ConfigurationError(DocumentStorageSettings.blobs.name, "\(error)")
        }
    }
}
