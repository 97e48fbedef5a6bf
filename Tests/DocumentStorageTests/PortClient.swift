import Foundation
import Lifecycle

/// A plain HTTP/1.1 client on a socket, so that a test can send what browsers do not.
struct PortClient: Sendable {
    let port: Int

    struct Answer: Sendable {
        let status: Int
        let headers: [String: String]
        let body: [UInt8]
        var text: String { String(decoding: body, as: UTF8.self) }
        /// The code of a problem.
        var problem: String? {
            guard headers["content-type"] == "application/problem+json",
                let json = try? JSONSerialization.jsonObject(with: Foundation.Data(body)),
                let type = (json as? [String: Any])?["type"] as? String
            else { return nil }
            return String(type.dropFirst("/problems/".count))
        }
    }

    /// Sends a request and reads its answer; with `cutAfter` sends only so many bytes of the body
    /// and hangs up.
    func send(
        _ method: String, _ path: String, headers: [String: String] = [:], body: [UInt8]? = nil,
        cutAfter: Int? = nil
    ) async throws -> Answer? {
        var head = "\(method) \(path) HTTP/1.1\r\nHost: localhost:\(port)\r\nConnection: close\r\n"
        for (name, value) in headers { head += "\(name): \(value)\r\n" }
        if let body, headers["Content-Length"] == nil, headers["Transfer-Encoding"] == nil {
            head += "Content-Length: \(body.count)\r\n"
        }
        let sent = Array((head + "\r\n").utf8) + (body ?? []).prefix(cutAfter ?? .max)
        let port = port
        return try await BlockingThread("port-client").run {
            let raw = try Self.exchange(port, sent, reads: cutAfter == nil)
            return cutAfter == nil ? try Self.parse(raw) : nil
        }
    }

    private struct Failed: Error {
        let call: String
    }

    private static func exchange(_ port: Int, _ sent: [UInt8], reads: Bool) throws -> [UInt8] {
        let handle = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(handle) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(handle, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw Failed(call: "connect") }
        var done = 0
        while done < sent.count {
            let put = sent.withUnsafeBytes {
                Foundation.send(
                    handle, $0.baseAddress! + done, sent.count - done, Int32(MSG_NOSIGNAL))
            }
            if put <= 0 { break }
            done += put
        }
        guard reads else { return [] }
        var answer: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while true {
            let got = recv(handle, &piece, piece.count, 0)
            if got <= 0 { return answer }
            answer += piece[..<got]
        }
    }

    private static func parse(_ raw: [UInt8]) throws -> Answer {
        guard let end = raw.firstRange(of: Array("\r\n\r\n".utf8)) else {
            throw Failed(call: "read")
        }
        let lines = String(decoding: raw[..<end.lowerBound], as: UTF8.self)
            .components(separatedBy: "\r\n")
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
        }
        let status = Int(lines[0].split(separator: " ")[1]) ?? 0
        return Answer(status: status, headers: headers, body: Array(raw[end.upperBound...]))
    }
}
