import Foundation
import Lifecycle

/// A listening TCP socket; closed with the value that owns it.
final class Listener: Sendable {
    /// Its number.
    let socket: Int32
    /// The port it listens on.
    let port: Int

    /// Listens on an address or name; port 0 takes a free one.
    init(host: String, port: Int) throws {
        var hints = addrinfo()
        hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, "\(port)", &hints, &found) == 0, let address = found?.pointee else {
            throw ConfigurationError("\(host):\(port)", "not an address to listen on")
        }
        defer { freeaddrinfo(found) }
        let kind = address.ai_socktype | Int32(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        socket = Foundation.socket(address.ai_family, kind, 0)
        var yes: Int32 = 1
        let size = socklen_t(MemoryLayout<Int32>.size)
        guard socket >= 0, setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, size) == 0,
            bind(socket, address.ai_addr, address.ai_addrlen) == 0, listen(socket, 1024) == 0
        else {
            let reason = String(cString: strerror(errno))
            if socket >= 0 { close(socket) }
            throw ConfigurationError("\(host):\(port)", "cannot listen: \(reason)")
        }
        self.port = Self.port(of: socket)
    }

    deinit { close(socket) }

    /// Refuses whoever wants to connect from now on.
    func refuse() { _ = shutdown(socket, Int32(SHUT_RDWR)) }

    private static func port(of socket: Int32) -> Int {
        var address = sockaddr_in6()
        var size = socklen_t(MemoryLayout<sockaddr_in6>.size)
        // IPv4 and IPv6 addresses have their port at the same place.
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                getsockname(socket, $0, &size)
            }
        }
        return result == 0 ? Int(UInt16(bigEndian: address.sin6_port)) : 0
    }
}
