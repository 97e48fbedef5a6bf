package import Foundation
import Glibc
import Synchronization

/// A real redis-server on a free port of the loopback, ended with the value that holds it.
package final class RedisServer: Sendable {
    /// Its port.
    package let port: Int
    private let folder: TemporaryFolder
    private let process = Mutex<Process?>(nil)
    private let fsync: String

    /// Its process id, while it runs.
    package var processID: Int32 { process.withLock { $0?.processIdentifier ?? 0 } }

    /// Its address as `REDIS_URL` takes it.
    package var url: String { "redis://127.0.0.1:\(port)" }

    /// Starts a server that writes an append-only file, as production does; `fsync` is its
    /// `appendfsync`.
    package init(fsync: String = "everysec") throws {
        self.fsync = fsync
        folder = try TemporaryFolder()
        port = try freePort()
        try start()
    }

    deinit { kill() }

    /// Starts the server (again) and waits until it answers.
    package func start() throws {
        let server = Process()
        server.executableURL = URL(fileURLWithPath: "/usr/bin/redis-server")
        server.arguments = [
            "--port", "\(port)", "--bind", "127.0.0.1", "--dir", folder.path, "--appendonly", "yes",
            "--appendfsync", fsync, "--save", "", "--maxmemory-policy", "noeviction", "--logfile",
            folder.path + "/log",
        ]
        server.standardOutput = FileHandle.nullDevice
        try server.run()
        process.withLock { $0 = server }
        while !answers() { usleep(5_000) }
    }

    /// Ends the server at once, as a power cut would, and waits until it is gone.
    package func kill() {
        process.withLock { process in
            guard let running = process else { return }
            Glibc.kill(running.processIdentifier, SIGKILL)
            running.waitUntilExit()
            process = nil
        }
    }

    /// Every byte of its append-only files.
    package func everythingWritten() throws -> Data {
        let files = folder.path + "/appendonlydir"
        return try FileManager.default.contentsOfDirectory(atPath: files).reduce(into: Data()) {
            $0 += try Data(contentsOf: URL(fileURLWithPath: files + "/" + $1))
        }
    }

    /// Takes everything the server has written, so that it starts empty.
    package func forgetFiles() throws {
        try FileManager.default.removeItem(atPath: folder.path + "/appendonlydir")
    }

    /// Runs `redis-cli` with these words and answers what it prints.
    @discardableResult
    package func cli(_ words: String...) throws -> String {
        let client = Process()
        client.executableURL = URL(fileURLWithPath: "/usr/bin/redis-cli")
        client.arguments = ["-p", "\(port)"] + words
        let output = Pipe()
        client.standardOutput = output
        // That it is not there yet, while the server starts.
        client.standardError = FileHandle.nullDevice
        try client.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        client.waitUntilExit()
        return String(decoding: bytes, as: UTF8.self)
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private func answers() -> Bool { (try? cli("PING")) == "PONG" }
}

private let handedOut = Mutex<Set<Int>>([])

/// A port of the loopback that nobody listens on, handed out once. It lies below those that the
/// system gives to outgoing connections (32768 on), which could take it before it is listened on.
package func freePort() throws -> Int {
    for _ in 0..<1000 {
        let port = Int.random(in: 10_000..<32_000)
        guard handedOut.withLock({ $0.insert(port).inserted }) else { continue }
        if canBeBound(port) { return port }
    }
    throw CocoaError(.fileReadUnknown)
}

private func canBeBound(_ port: Int) -> Bool {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
        }
    }
}
