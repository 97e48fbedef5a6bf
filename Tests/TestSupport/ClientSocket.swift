import Foundation
import Lifecycle

/// A client that sends exactly the bytes it is told to, on a thread of its own.
package actor ClientSocket {
    /// What went wrong, as errno says it.
    package struct Failure: Error, Equatable {
        /// The number.
        package let code: Int32

        package init(code: Int32) { self.code = code }
    }

    /// An answer as it came.
    package struct Answer: Sendable {
        package var status: Int
        package var headers: [(name: String, value: String)]
        package var body: [UInt8]

        /// The first value of a header, whose name is given in lower case.
        package func header(_ name: String) -> String? {
            headers.first { $0.name.lowercased() == name }?.value
        }
        /// The body as text.
        package var text: String { String(decoding: body, as: UTF8.self) }
    }

    private let thread = BlockingThread("http-test-client")
    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        thread.asUnownedSerialExecutor()
    }
    private let socket: Int32
    private var received: [UInt8] = []

    /// Connects to a port of this machine.
    package init(port: Int) throws {
        socket = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var wait = timeval(tv_sec: 30, tv_usec: 0)
        setsockopt(
            socket, SOL_SOCKET, SO_RCVTIMEO, &wait, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        if result != 0 {
            let code = errno
            Foundation.close(socket)
            throw Failure(code: code)
        }
    }

    deinit { Foundation.close(socket) }

    /// Sends text as UTF-8.
    package func send(_ text: String) throws { try send(Array(text.utf8)) }

    /// Sends all bytes.
    package func send(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count { sent += try sendSome(bytes[sent...]) }
    }

    /// Sends as much as goes out while the other side takes something at least each `seconds`.
    package func sendUntilStuck(_ bytes: [UInt8], seconds: Int) throws -> Int {
        var wait = timeval(tv_sec: seconds, tv_usec: 0)
        setsockopt(
            socket, SOL_SOCKET, SO_SNDTIMEO, &wait, socklen_t(MemoryLayout<timeval>.size))
        var sent = 0
        do {
            while sent < bytes.count { sent += try sendSome(bytes[sent...]) }
        } catch let failure as Failure where failure.code == EAGAIN {}
        wait = timeval(tv_sec: 30, tv_usec: 0)
        setsockopt(
            socket, SOL_SOCKET, SO_SNDTIMEO, &wait, socklen_t(MemoryLayout<timeval>.size))
        return sent
    }

    private func sendSome(_ bytes: ArraySlice<UInt8>) throws -> Int {
        let count = bytes.withUnsafeBytes {
            Foundation.send(socket, $0.baseAddress, min($0.count, 65_536), Int32(MSG_NOSIGNAL))
        }
        guard count >= 0 else { throw Failure(code: errno) }
        return count
    }

    /// Reads one answer; throws when the connection ends before.
    package func answer(toHead: Bool = false) throws -> Answer {
        var answer = try head()
        while answer.status == 100 { answer = try head() }
        if toHead || answer.status == 304 || answer.status == 204 { return answer }
        let length = Int(answer.header("content-length") ?? "") ?? 0
        while received.count < length { try receive() }
        answer.body = Array(received[..<length])
        received.removeFirst(length)
        return answer
    }

    /// Reads the next status line and headers.
    package func head() throws -> Answer {
        let end = Array("\r\n\r\n".utf8)
        while true {
            if let range = received.firstRange(of: end) {
                let lines = String(decoding: received[..<range.lowerBound], as: UTF8.self)
                    .components(separatedBy: "\r\n")
                received.removeSubrange(..<range.upperBound)
                let headers = lines.dropFirst().map { line in
                    let parts = line.split(separator: ":", maxSplits: 1)
                    return (
                        name: String(parts[0]),
                        value: parts[1].trimmingCharacters(in: .whitespaces)
                    )
                }
                let status = Int(lines[0].split(separator: " ")[1]) ?? 0
                return Answer(status: status, headers: headers, body: [])
            }
            try receive()
        }
    }

    /// Everything until the other side closes; a reset counts as closed.
    package func rest() throws -> [UInt8] {
        do {
            while true { try receive() }
        } catch let failure as Failure where [0, ECONNRESET, EPIPE].contains(failure.code) {
            return received
        }
    }

    /// Ends the connection with a reset, as when the client's program has died.
    package func reset() {
        var linger = linger(l_onoff: 1, l_linger: 0)
        let size = socklen_t(MemoryLayout.size(ofValue: linger))
        setsockopt(socket, SOL_SOCKET, SO_LINGER, &linger, size)
        // Another socket takes the place of this one, which closes it; `deinit` closes the other.
        let other = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        dup2(other, socket)
        Foundation.close(other)
    }

    private func receive() throws {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(socket, &buffer, buffer.count, 0)
        guard count > 0 else { throw Failure(code: count == 0 ? 0 : errno) }
        received += buffer[..<count]
    }
}
