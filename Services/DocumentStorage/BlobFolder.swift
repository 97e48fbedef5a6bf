import Cryptography
import Foundation
import Lifecycle
import Synchronization

/// The sealed bytes of all files, in one folder: `incoming/` holds uploads that are not complete,
/// everything else is complete and never changes.
///
/// All work on one blob is done on one thread, in order, so that a transfer that another one has
/// taken the place of cannot write any more.
final class BlobFolder: Sendable {
    private let path: String
    private let threads: [BlockingThread]
    private let transfers = Mutex<(last: Int, current: [BlobID: Int])>((0, [:]))

    /// The right to write one incoming blob, until another transfer takes it over.
    struct Turn: Sendable {
        let blob: BlobID
        fileprivate let number: Int
    }

    /// Another transfer of the same upload has taken over.
    struct TakenOver: Error {}

    /// What lies on the disk is not the file that was written, or not all of it.
    struct Damaged: Error {
        /// The document's id.
        let document: String
    }

    /// Opens the folder, making it (mode 0700) when it is not there.
    init(path: String) throws {
        self.path = path
        threads = (0..<4).map { BlockingThread("blobs-\($0)") }
        try FileManager.default.createDirectory(
            atPath: path + "/incoming", withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        guard chmod(path, 0o700) == 0, access(path, R_OK | W_OK | X_OK) == 0 else {
            throw DiskFailure.last("blob folder")
        }
    }

    /// Takes the right to write an incoming blob; whoever had it loses it.
    func takeTurn(_ blob: BlobID) -> Turn {
        transfers.withLock { transfers in
            transfers.last += 1
            transfers.current[blob] = transfers.last
            return Turn(blob: blob, number: transfers.last)
        }
    }

    /// Gives the right back, when it was not lost.
    func end(_ turn: Turn) {
        transfers.withLock { transfers in
            if transfers.current[turn.blob] == turn.number { transfers.current[turn.blob] = nil }
        }
    }

    /// Whole chunks that have arrived; the last one never counts, it comes again with the end.
    func arrivedChunks(of blob: BlobID, _ seal: ChunkSeal) async throws -> Int {
        let path = incoming(blob)
        return try await on(blob) {
            guard let file = try DiskFile.reading(path) else { return 0 }
            return min(try file.size() / ChunkSeal.sealedBytes, seal.count - 1)
        }
    }

    /// Cuts an incoming blob to its first `chunks`; what comes next is chunk number `chunks`.
    func cut(_ turn: Turn, to chunks: Int) async throws {
        try await write(turn) { file in try file.truncate(to: chunks * ChunkSeal.sealedBytes) }
    }

    /// Adds a chunk to an incoming blob, sealed.
    func add(_ plain: [UInt8], at index: Int, _ turn: Turn, _ seal: ChunkSeal) async throws {
        try await write(turn) { file in
            try file.write(seal.seal(plain, at: index), at: index * ChunkSeal.sealedBytes)
        }
    }

    /// Reads a complete incoming blob back from the disk: its SHA-256 and its first bytes.
    func verify(
        _ turn: Turn, _ seal: ChunkSeal
    ) async throws -> (sha256: String, head: [UInt8]) {
        let path = incoming(turn.blob)
        return try await on(turn.blob) {
            guard let file = try DiskFile.reading(path), try file.size() == seal.sealedSize else {
                throw Damaged(document: seal.file)
            }
            var hash = SHA256()
            var head: [UInt8] = []
            for index in 0..<seal.count {
                let plain = try Self.chunk(index, of: file, seal)
                plain.withUnsafeBytes { hash.update($0) }
                if index == 0 { head = plain }
            }
            return (hash.finish().hex, head)
        }
    }

    /// Makes an incoming blob a complete one, durably: it is on the disk when this returns.
    func keep(_ turn: Turn) async throws {
        let (root, blob, from) = (path, turn.blob, incoming(turn.blob))
        try await on(blob) {
            try self.requireCurrent(turn)
            guard let file = try DiskFile.reading(from) else { throw DiskFailure.last("open") }
            try file.sync()
            try Self.makeFolders(root, blob)
            guard rename(from, "\(root)/\(blob.path)") == 0 else {
                throw DiskFailure.last("rename")
            }
            try DiskFile.folder("\(root)/\(blob.folders)").sync()
            try DiskFile.folder("\(root)/incoming").sync()
        }
    }

    /// One chunk of a complete blob, opened; throws when it is not what was stored.
    func chunk(_ index: Int, of blob: BlobID, _ seal: ChunkSeal) async throws -> [UInt8] {
        let path = "\(path)/\(blob.path)"
        return try await on(blob) {
            guard let file = try DiskFile.reading(path), try file.size() == seal.sealedSize else {
                throw Damaged(document: seal.file)
            }
            return try Self.chunk(index, of: file, seal)
        }
    }

    /// Removes whatever there is of a blob; a blob that is not there is fine.
    func remove(_ blob: BlobID) async throws {
        let paths = ["\(path)/\(blob.path)", incoming(blob)]
        try await on(blob) {
            for path in paths where unlink(path) != 0 && errno != ENOENT {
                throw DiskFailure.last("unlink")
            }
        }
    }

    /// Removes incoming files that nobody has written to since `time`; answers how many.
    func removeIncoming(olderThan time: Timestamp) async throws -> Int {
        let folder = path + "/incoming"
        return try await threads[0].run {
            var removed = 0
            for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
                var status = stat()
                guard stat("\(folder)/\(name)", &status) == 0,
                    Int64(status.st_mtim.tv_sec) * 1000 < time.milliseconds
                else { continue }
                guard unlink("\(folder)/\(name)") == 0 else { throw DiskFailure.last("unlink") }
                removed += 1
            }
            return removed
        }
    }

    private func write(
        _ turn: Turn, _ body: @escaping @Sendable (borrowing DiskFile) throws -> Void
    ) async throws {
        let path = incoming(turn.blob)
        try await on(turn.blob) {
            try self.requireCurrent(turn)
            try body(try DiskFile.writing(path))
        }
    }

    private func requireCurrent(_ turn: Turn) throws {
        guard transfers.withLock({ $0.current[turn.blob] == turn.number }) else {
            throw TakenOver()
        }
    }

    private func on<Value: Sendable>(
        _ blob: BlobID, _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await threads[blob.spread % threads.count].run(body)
    }

    private func incoming(_ blob: BlobID) -> String { "\(path)/incoming/\(blob.rawValue).part" }

    private static func chunk(
        _ index: Int, of file: borrowing DiskFile, _ seal: ChunkSeal
    ) throws -> [UInt8] {
        let count = seal.plainCount(of: index) + Sealing.overhead
        let sealed = try file.read(count, at: index * ChunkSeal.sealedBytes)
        do {
            return try seal.open(sealed, at: index)
        } catch is CryptographyError {
            throw Damaged(document: seal.file)
        }
    }

    private static func makeFolders(_ root: String, _ blob: BlobID) throws {
        var folder = root
        for name in blob.folders.split(separator: "/") {
            let parent = folder
            folder += "/\(name)"
            if mkdir(folder, 0o700) == 0 {
                try DiskFile.folder(parent).sync()
            } else if errno != EEXIST {
                throw DiskFailure.last("mkdir")
            }
        }
    }
}
