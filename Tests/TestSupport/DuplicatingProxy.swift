import Foundation
import Glibc
import Synchronization

/// Stands between the programs and Redis and delivers every message twice: each XADD to a stream of
/// commands or events is passed on twice, and one of the two answers is swallowed.
package final class DuplicatingProxy: Sendable {
    /// The port the programs connect to.
    package let port: Int
    private let redisPort: Int
    private let listener: Int32
    private let doubled = Mutex(0)

    /// How many messages were delivered twice so far.
    package var count: Int { doubled.withLock { $0 } }

    /// Listens on a free port for a Redis on `redisPort`.
    package init(redisPort: Int) throws {
        self.redisPort = redisPort
        port = try freePort()
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var yes: Int32 = 1
        setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, 4)
        guard Self.atAddress(port, { bind(listener, $0, $1) }) == 0, listen(listener, 64) == 0
        else {
            throw CocoaError(.fileWriteUnknown)
        }
        let thread = Thread { [self] in accept() }
        thread.start()
    }

    /// Ends the listening; connections end with their programs.
    package func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

    private static func atAddress(
        _ port: Int, _ call: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                call($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    private func accept() {
        while true {
            let client = Glibc.accept(listener, nil, nil)
            guard client >= 0 else { return }
            let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            guard Self.atAddress(redisPort, { connect(server, $0, $1) }) == 0 else {
                close(client)
                close(server)
                continue
            }
            let swallow = Swallowing()
            Thread { [self] in pass(from: client, to: server, swallow) }.start()
            Thread { Self.answer(from: server, to: client, swallow) }.start()
        }
    }

    /// Which of the answers to come are swallowed, in the order of the commands.
    private final class Swallowing: Sendable {
        private let flags = Mutex<[Bool]>([])
        func add(_ isSwallowed: Bool) { flags.withLock { $0.append(isSwallowed) } }
        func next() -> Bool { flags.withLock { $0.isEmpty ? false : $0.removeFirst() } }
    }

    private func pass(from client: Int32, to server: Int32, _ swallow: Swallowing) {
        let input = RESPReader(client)
        while let command = input.next() {
            let text = String(decoding: command.prefix(200), as: UTF8.self)
            let isMessage =
                text.contains("XADD\r\n") && !text.contains("egov:replies:")
            swallow.add(false)
            guard Self.send(command, to: server) else { break }
            guard isMessage else { continue }
            doubled.withLock { $0 += 1 }
            swallow.add(true)
            guard Self.send(command, to: server) else { break }
        }
        shutdown(server, Int32(SHUT_RDWR))
        shutdown(client, Int32(SHUT_RDWR))
    }

    private static func answer(from server: Int32, to client: Int32, _ swallow: Swallowing) {
        let input = RESPReader(server)
        while let reply = input.next() {
            if !swallow.next(), !send(reply, to: client) { break }
        }
        shutdown(client, Int32(SHUT_RDWR))
        shutdown(server, Int32(SHUT_RDWR))
    }

    private static func send(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var offset = 0
        while offset < bytes.count {
            let sent = bytes.withUnsafeBytes {
                Glibc.send(
                    descriptor, $0.baseAddress! + offset, bytes.count - offset,
                    Int32(MSG_NOSIGNAL))
            }
            guard sent > 0 else { return false }
            offset += sent
        }
        return true
    }
}

/// Cuts a stream of Redis' protocol (RESP2) into whole values, each with its exact bytes.
private final class RESPReader {
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private var position = 0

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    /// The next value's bytes; nil at the end of the connection.
    func next() -> [UInt8]? {
        buffer.removeSubrange(..<position)
        position = 0
        guard value() else { return nil }
        return Array(buffer[..<position])
    }

    private func value() -> Bool {
        guard let line = line() else { return false }
        let number = Int(String(decoding: line.dropFirst(), as: UTF8.self)) ?? 0
        switch line.first {
        case UInt8(ascii: "$"):
            guard number >= 0 else { return true }
            while buffer.count < position + number + 2 { guard fill() else { return false } }
            position += number + 2
            return true
        case UInt8(ascii: "*"):
            for _ in 0..<max(number, 0) { guard value() else { return false } }
            return true
        default: return true
        }
    }

    private func line() -> [UInt8]? {
        var end = position
        while true {
            while end + 1 < buffer.count {
                if buffer[end] == 13, buffer[end + 1] == 10 {
                    defer { position = end + 2 }
                    return Array(buffer[position..<end])
                }
                end += 1
            }
            guard fill() else { return nil }
        }
    }

    private func fill() -> Bool {
        var chunk = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &chunk, chunk.count, 0)
        guard count > 0 else { return false }
        buffer += chunk[..<count]
        return true
    }
}
