import CSpawn
import Foundation
import Lifecycle
import Synchronization

/// Runs a program of the system on bytes that came from outside, in a process of its own: no file,
/// no environment, no privilege to gain, so much processor time, memory and output and no more.
/// What goes in and comes out lies in memory only.
struct LimitedChild: Sendable {
    /// What a child had to say.
    enum Outcome: Sendable {
        case output([UInt8])
        /// It ended with this wait status: an error of its own, or a limit.
        case failed(Int32)
        /// So many are waiting that this one should come later.
        case busy
    }

    /// Seconds by the clock on the wall, seconds of the processor, and bytes a child may have.
    private static let limits = [
        "/usr/bin/setpriv", "--no-new-privs", "/usr/bin/timeout", "--signal=KILL", "20",
        "/usr/bin/prlimit", "--cpu=8", "--as=1073741824", "--fsize=33554432", "--nofile=32",
        "--core=0",
    ]
    /// How many may wait; a page is drawn in some 50 ms.
    private static let waitingLimit = 64

    private let threads = (0..<2).map { BlockingThread("child-\($0)") }
    private let places = Places()

    private final class Places: Sendable {
        let turn = Atomic<Int>(0)
        let waiting = Atomic<Int>(0)
    }

    /// Runs the program with these arguments; it finds `input` at its standard input.
    func run(_ program: String, _ arguments: [String], on input: [UInt8]) async throws -> Outcome {
        let waiting = places.waiting.wrappingAdd(1, ordering: .relaxed).newValue
        defer { places.waiting.wrappingSubtract(1, ordering: .relaxed) }
        guard waiting <= Self.waitingLimit else { return .busy }
        let turn = places.turn.wrappingAdd(1, ordering: .relaxed).oldValue
        return try await threads[turn % threads.count].run {
            try Self.spawn(Self.limits + [program] + arguments, input)
        }
    }

    private static func spawn(_ command: [String], _ input: [UInt8]) throws -> Outcome {
        let source = try MemoryFile("input")
        let sink = try MemoryFile("output")
        try source.write(input)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, source.descriptor, 0)
        posix_spawn_file_actions_adddup2(&actions, sink.descriptor, 1)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_addclosefrom_np(&actions, 3)
        var words: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var nothing: [UnsafeMutablePointer<CChar>?] = [nil]
        var child: pid_t = 0
        let error = posix_spawn(&child, command[0], &actions, nil, &words, &nothing)
        guard error == 0 else { throw DiskFailure.of("posix_spawn", error) }
        var status: Int32 = 0
        while waitpid(child, &status, 0) == -1, errno == EINTR {}
        return status == 0 ? .output(try sink.contents()) : .failed(status)
    }
}

/// A file that is in memory and has no name.
private struct MemoryFile: ~Copyable {
    let descriptor: Int32

    init(_ name: String) throws {
        descriptor = memfd_create(name, memfd_cloexec)
        guard descriptor >= 0 else { throw DiskFailure.last("memfd_create") }
    }

    deinit { close(descriptor) }

    /// Writes the bytes and goes back to their beginning.
    func write(_ bytes: [UInt8]) throws {
        var done = 0
        while done < bytes.count {
            let count = bytes[done...].withUnsafeBytes {
                Foundation.write(descriptor, $0.baseAddress, $0.count)
            }
            guard count > 0 else { throw DiskFailure.last("write") }
            done += count
        }
        guard lseek(descriptor, 0, SEEK_SET) == 0 else { throw DiskFailure.last("lseek") }
    }

    /// All that was written to it.
    func contents() throws -> [UInt8] {
        let size = lseek(descriptor, 0, SEEK_END)
        guard size >= 0 else { throw DiskFailure.last("lseek") }
        var bytes = [UInt8](repeating: 0, count: Int(size))
        let count = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
        guard count == Int(size) else { throw DiskFailure.last("pread") }
        return bytes
    }
}
