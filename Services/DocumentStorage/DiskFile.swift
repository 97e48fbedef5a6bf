import Foundation

/// The disk did not do what was asked: full, failing, or not the folder it should be.
struct DiskFailure: Error, CustomStringConvertible {
    /// What failed, without a person's file name.
    let description: String
    /// The system's error number.
    let code: Int32

    /// The failure of the system call that just returned.
    static func last(_ call: String) -> DiskFailure {
        of(call, errno)
    }

    /// The failure that a call answered with this error number.
    static func of(_ call: String, _ code: Int32) -> DiskFailure {
        DiskFailure(description: "\(call): \(String(cString: strerror(code)))", code: code)
    }
}

/// An open file, closed when its owner lets go of it. Its calls block.
struct DiskFile: ~Copyable {
    private let descriptor: Int32

    /// Opens for reading; nil when there is no such file.
    static func reading(_ path: String) throws -> DiskFile? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            guard errno == ENOENT else { throw DiskFailure.last("open") }
            return nil
        }
        return DiskFile(descriptor: descriptor)
    }

    /// Opens for writing, making the file with mode 0600.
    static func writing(_ path: String) throws -> DiskFile {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw DiskFailure.last("open") }
        return DiskFile(descriptor: descriptor)
    }

    /// Opens a folder, to make its entries durable.
    static func folder(_ path: String) throws -> DiskFile {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw DiskFailure.last("open") }
        return DiskFile(descriptor: descriptor)
    }

    deinit { close(descriptor) }

    /// Bytes in the file.
    func size() throws -> Int {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw DiskFailure.last("fstat") }
        return Int(status.st_size)
    }

    /// Up to `count` bytes from `offset`; fewer only at the end of the file.
    func read(_ count: Int, at offset: Int) throws -> [UInt8] {
        try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let got = pread(
                    descriptor, buffer.baseAddress! + filled, count - filled, offset + filled)
                if got == 0 { return }
                if got < 0 && errno == EINTR { continue }
                guard got > 0 else { throw DiskFailure.last("read") }
                filled += got
            }
        }
    }

    /// Writes all of `bytes` at `offset`.
    func write(_ bytes: [UInt8], at offset: Int) throws {
        var done = 0
        try bytes.withUnsafeBytes { buffer in
            while done < bytes.count {
                let put = pwrite(
                    descriptor, buffer.baseAddress! + done, bytes.count - done, offset + done)
                if put < 0 && errno == EINTR { continue }
                guard put > 0 else { throw DiskFailure.last("write") }
                done += put
            }
        }
    }

    /// Cuts the file to `size` bytes.
    func truncate(to size: Int) throws {
        guard ftruncate(descriptor, size) == 0 else { throw DiskFailure.last("ftruncate") }
    }

    /// Returns once everything is on the disk.
    func sync() throws {
        guard fsync(descriptor) == 0 else { throw DiskFailure.last("fsync") }
    }
}
