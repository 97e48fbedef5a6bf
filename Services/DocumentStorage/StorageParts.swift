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
        let keyFile = try settings.secretFile(DocumentStorageSettings.keyFile)
        guard let master = try? SecretKey(bytes: keyFile) else {
            throw ConfigurationError(
                DocumentStorageSettings.keyFile.name, "the file must hold exactly 32 bytes")
        }
        let keys = KeyRing(master: master)
        let blobs: BlobFolder
        do {
            blobs = try BlobFolder(path: settings[DocumentStorageSettings.blobs])
        } catch {
            throw ConfigurationError(DocumentStorageSettings.blobs.name, "\(error)")
        }
        let address = try settings[DocumentStorageSettings.publicURL]
        let origin = try DocumentStorageSettings.origin(
            of: address, setting: DocumentStorageSettings.publicURL)
        handlers = [
            .command(OpenUploadHandler(keys: keys, publicURL: address)),
            .command(OpenDownloadHandler(keys: keys, publicURL: address)),
            .query(ListPapersHandler(store: store)),
            .query(ReadPaperHandler(store: store)),
            .command(RenamePaperHandler()),
            .command(RemovePaperHandler()),
            .query(DescribeDocumentsHandler(store: store)),
            .event(AttachSubmittedDocuments()),
            .event(AttachAmendedDocuments()),
        ]
        files = FileServer(
            store: store,
            receive: ReceiveFile(
                store: store, blobs: blobs, keys: keys, inspector: try ContentInspector()),
            send: SendFile(store: store, blobs: blobs, keys: keys),
            portal: try DocumentStorageSettings.origin(
                of: settings[DocumentStorageSettings.portalURL],
                setting: DocumentStorageSettings.portalURL),
            isSecure: origin.hasPrefix("https:"), clock: clock)
        sweep = SweepFiles(store: store, blobs: blobs, clock: clock)
    }
}
