import Foundation
import Glibc
import Lifecycle

/// The right of one process to a file; the system gives it back when the process ends, however.
final class FileLock {
    private let descriptor: Int32

    /// Takes the lock at `path`, making the file; throws when another process keeps it for `timeout`.
    init(_ path: String, timeout: Duration) throws {
        descriptor = Glibc.open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw StoreError.unavailable("cannot open \(path): \(String(cString: strerror(errno)))")
        }
        let end = ContinuousClock.now + timeout
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard ContinuousClock.now < end else {
                throw ConfigurationError("store", "\(path): another process has this store open")
            }
            // On the store's own thread: nothing else can be done until the other lets go.
            Thread.sleep(forTimeInterval: 0.05)
        }
    }

    deinit { close(descriptor) }
}
