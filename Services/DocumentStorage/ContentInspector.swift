import CMagic
import Lifecycle

/// Tells a file's kind from its content, with libmagic.
actor ContentInspector {
    private let thread: BlockingThread
    private let database: Database

    /// The library's handle; used on the inspector's thread alone.
    private final class Database {
        let handle: magic_t

        init() throws(ConfigurationError) {
            guard let handle = magic_open(MAGIC_MIME_TYPE | MAGIC_ERROR) else {
                throw ConfigurationError("libmagic", "does not start")
            }
            self.handle = handle
            guard magic_load(handle, nil) == 0 else {
                throw ConfigurationError("libmagic", "finds no database of file types")
            }
        }

        deinit { magic_close(handle) }
    }

    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    /// An inspector with the system's database of file types.
    init() throws(ConfigurationError) {
        thread = BlockingThread("libmagic")
        database = try Database()
    }

    /// The media type of a file that begins with these bytes; nil when the library cannot tell.
    func mediaType(of head: [UInt8]) -> String? {
        guard let text = magic_buffer(database.handle, head, head.count) else { return nil }
        return String(cString: text)
    }
}
