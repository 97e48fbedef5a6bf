import Foundation
import TestSupport
import Testing

/// A full disk under each store.
@Suite(.enabled(if: Disks.canMount, "a tmpfs cannot be mounted here"))
struct DiskFaultTests {
    @Test func `a full disk is refused kindly, and nothing is lost when it is freed`() async throws
    {
        let disks = try Disks()
        defer { withExtendedLifetime(disks) {} }
        let trial = try await Trial(
            "disks", citizens: FaultRun.isLong ? 40 : 6, dossiersEach: 5, settings: disks.settings)
        try await trial.judge { trial in
            var numbers = trial.numbers.branch(1)
            let times = FaultRun.isLong ? 5 : 1
            let names = (0..<times).flatMap { _ in Disks.names.shuffled(using: &numbers) }
            try await trial.spread(names) { name in
                try disks.fill(name)
                try await Task.sleep(for: .milliseconds(1500))
                try disks.free(name)
            }
        }
    }
}

/// A small disk of its own for each store, and for the files of document storage.
final class Disks: Sendable {
    private let folder: TemporaryFolder

    /// The settings that name what lies on them, with the file or folder.
    private static let places = [
        "IDENTITY_STORE": "identity.db", "MAILER_STORE": "mailer.db",
        "DOSSIERS_STORE": "dossiers.db", "DOCUMENTS_STORE": "documents.db",
        "NOTICES_STORE": "notices.db", "BLOB_DIRECTORY": "blobs",
    ]

    /// The disks, by the setting that puts something on them.
    static var names: [String] { places.keys.sorted() }

    /// Whether this machine lets us mount.
    static let canMount: Bool = {
        guard let folder = try? TemporaryFolder() else { return false }
        return mount(folder.path, megabytes: 1) && unmount(folder.path)
    }()

    /// Mounts them.
    init() throws {
        folder = try TemporaryFolder()
        for name in Self.names {
            try FileManager.default.createDirectory(
                atPath: path(name), withIntermediateDirectories: false)
            guard Self.mount(path(name), megabytes: 48) else {
                throw Deployment.Failure("no disk for \(name)")
            }
        }
    }

    deinit { for name in Self.names { _ = Self.unmount(path(name)) } }

    /// What puts the stores on them.
    var settings: [String: String] {
        Self.places.reduce(into: [:]) { $0[$1.key] = path($1.key) + "/" + $1.value }
    }

    /// Leaves no byte free on a disk.
    func fill(_ name: String) throws {
        let file = path(name) + "/ballast"
        guard FileManager.default.createFile(atPath: file, contents: nil),
            let handle = FileHandle(forWritingAtPath: file)
        else { throw Deployment.Failure("no ballast on \(name)") }
        for size in [1 << 20, 4096, 1] {
            let piece = Data(repeating: 0, count: size)
            // Until it takes no more, which is what is wanted.
            while (try? handle.write(contentsOf: piece)) != nil {}
        }
        try handle.close()
    }

    /// Frees a disk again.
    func free(_ name: String) throws {
        try FileManager.default.removeItem(atPath: path(name) + "/ballast")
    }

    private func path(_ name: String) -> String { folder.path + "/" + name }

    private static func mount(_ path: String, megabytes: Int) -> Bool {
        isDone("/usr/bin/mount", ["-t", "tmpfs", "-o", "size=\(megabytes)m", "tmpfs", path])
    }

    private static func unmount(_ path: String) -> Bool { isDone("/usr/bin/umount", ["-l", path]) }

    private static func isDone(_ command: String, _ words: [String]) -> Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: command)
        process.arguments = words
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }
}
