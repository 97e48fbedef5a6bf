import CMicroHTTPD
import Foundation

/// libmicrohttpd's daemon with its one epoll thread: the only file that knows the library.
///
/// Its callbacks are top-level functions, so that they belong to no actor; they find the server
/// through the pointer given at the start, which `stop` outlives.
final class MicroHTTPD: @unchecked Sendable {
    // `MHD_quiesce_daemon` may be called from any thread; `stop` is called once, last.
    private let daemon: OpaquePointer

    /// Serves the connections of `socket` for `server`, which must live until `stop` has returned.
    init?(socket: Int32, server: HTTPServer) {
        let limits = server.limits
        let silence = UInt32(max(1, limits.idle.components.seconds + 1))
        let owner = Unmanaged.passUnretained(server).toOpaque()
        guard
            let daemon = egov_start_daemon(
                socket, UInt32(limits.connections), limits.connectionMemoryBytes, silence, owner,
                handle, requestLine, completed, connectionChanged)
        else { return nil }
        self.daemon = daemon
    }

    /// Takes no new connections.
    func quiesce() { _ = MHD_quiesce_daemon(daemon) }

    /// Closes every connection and ends the thread; blocks until then. None may be suspended.
    func stop() { MHD_stop_daemon(daemon) }

    /// A connection while a request on it is under way.
    ///
    /// Sendable because the library allows `resume` from every thread; the others are called by
    /// its own thread only.
    struct Connection: @unchecked Sendable {
        fileprivate let pointer: OpaquePointer

        /// Does nothing more for this connection until `resume`.
        func suspend() { MHD_suspend_connection(pointer) }

        /// Goes on with it.
        func resume() { MHD_resume_connection(pointer) }

        /// Queues the answer; false when one of its headers cannot be sent.
        func send(_ answer: HTTPResponse, stream: ResponseStream?, closing: Bool) -> Bool {
            guard let response = make(answer, stream) else { return false }
            defer { MHD_destroy_response(response) }
            for (name, value) in answer.headers {
                // The length and the framing are ours to say.
                if ["content-length", "transfer-encoding"].contains(name.lowercased()) { continue }
                guard MHD_add_response_header(response, name, value) == .YES else {
                    return false
                }
            }
            if closing { MHD_add_response_header(response, "Connection", "close") }
            return MHD_queue_response(pointer, UInt32(answer.status), response) == .YES
        }

        private func make(_ answer: HTTPResponse, _ stream: ResponseStream?) -> OpaquePointer? {
            switch answer.body {
            case .bytes(let bytes):
                return bytes.withUnsafeBytes { bytes in
                    MHD_create_response_from_buffer(
                        bytes.count, UnsafeMutableRawPointer(mutating: bytes.baseAddress),
                        .RESPMEM_MUST_COPY)
                }
            case .stream(let length, _):
                let context = stream.map { Unmanaged.passRetained($0).toOpaque() }
                return MHD_create_response_from_callback(
                    UInt64(length), 64 * 1024, content, context, release)
            }
        }
    }
}

extension HTTPResponse {
    /// The bytes after the headers.
    var length: Int {
        switch body {
        case .bytes(let bytes): bytes.count
        case .stream(let length, _): length
        }
    }
}

/// The request line as it came, kept between its callback and that of the headers.
private final class Request {
    let exchange: Exchange
    let target: [UInt8]
    /// Where the NUL stands that libmicrohttpd puts behind the target.
    let end: UnsafePointer<CChar>

    init(_ exchange: Exchange, target: UnsafePointer<CChar>) {
        self.exchange = exchange
        let count = strlen(target)
        self.target = Array(UnsafeRawBufferPointer(start: target, count: count))
        end = target + count
    }
}

private func server(_ owner: UnsafeMutableRawPointer?) -> HTTPServer? {
    owner.map { Unmanaged<HTTPServer>.fromOpaque($0).takeUnretainedValue() }
}

private func connectionChanged(
    owner: UnsafeMutableRawPointer?, connection: OpaquePointer,
    context: UnsafeMutablePointer<UnsafeMutableRawPointer?>, code: MHD_ConnectionNotificationCode
) {
    guard let server = server(owner) else { return }
    if code == .CONNECTION_NOTIFY_STARTED {
        let peer = Peer(
            socket: egov_socket(connection), address: address(egov_peer(connection)),
            limits: server.limits)
        server.opened(peer)
        context.pointee = Unmanaged.passRetained(peer).toOpaque()
    } else if let pointer = context.pointee {
        let peer = Unmanaged<Peer>.fromOpaque(pointer).takeRetainedValue()
        context.pointee = nil
        peer.closed()
        server.closed(peer)
    }
}

private func requestLine(
    owner: UnsafeMutableRawPointer?, target: UnsafePointer<CChar>, connection: OpaquePointer
) -> UnsafeMutableRawPointer? {
    guard let server = server(owner), let context = egov_context(connection) else { return nil }
    let peer = Unmanaged<Peer>.fromOpaque(context).takeUnretainedValue()
    let exchange = Exchange(
        server: server, peer: peer, connection: MicroHTTPD.Connection(pointer: connection))
    return Unmanaged.passRetained(Request(exchange, target: target)).toOpaque()
}

private func handle(
    owner: UnsafeMutableRawPointer?, connection: OpaquePointer, url: UnsafePointer<CChar>?,
    method: UnsafePointer<CChar>, version: UnsafePointer<CChar>, upload: UnsafePointer<CChar>?,
    size: UnsafeMutablePointer<Int>, context: UnsafeMutablePointer<UnsafeMutableRawPointer?>
) -> MHD_Result {
    guard let pointer = context.pointee else { return .NO }
    let request = Unmanaged<Request>.fromOpaque(pointer).takeUnretainedValue()
    guard let upload else {
        let goesOn = request.exchange.advance {
            head(of: request, on: connection, method: method, version: version)
        }
        return goesOn ? .YES : .NO
    }
    let bytes = UnsafeRawBufferPointer(start: upload, count: size.pointee)
    size.pointee = 0
    return request.exchange.received(bytes) ? .YES : .NO
}

private func completed(
    owner: UnsafeMutableRawPointer?, connection: OpaquePointer,
    context: UnsafeMutablePointer<UnsafeMutableRawPointer?>, code: MHD_RequestTerminationCode
) {
    guard let pointer = context.pointee else { return }
    context.pointee = nil
    Unmanaged<Request>.fromOpaque(pointer).takeRetainedValue().exchange.completed()
}

private func content(
    context: UnsafeMutableRawPointer?, position: UInt64, buffer: UnsafeMutablePointer<CChar>?,
    size: Int
) -> Int {
    let failed = egov_content_failed
    guard let context else { return failed }
    let stream = Unmanaged<ResponseStream>.fromOpaque(context).takeUnretainedValue()
    switch stream.fill(UnsafeMutableRawBufferPointer(start: buffer, count: size)) {
    case .bytes(let count): return count
    case .later: return 0
    case .failed: return failed
    }
}

private func release(context: UnsafeMutableRawPointer?) {
    guard let context else { return }
    Unmanaged<ResponseStream>.fromOpaque(context).release()
}

/// Collects the headers and checks that libmicrohttpd has skipped nothing between them.
///
/// 0.9.75 parses in place: it puts NULs over line ends and takes values up to the first NUL, so
/// that bytes behind a NUL, folded lines and bare line feeds would vanish. Here each line must begin
/// right behind the two NULs that were the CRLF of the one before.
private struct HeadReader {
    var headers: [(name: [UInt8], value: [UInt8])] = []
    var isWhole = true
    var next: UnsafePointer<CChar>

    mutating func add(
        _ name: UnsafeBufferPointer<CChar>, _ value: UnsafeBufferPointer<CChar>
    ) {
        headers.append((name.map { UInt8(bitPattern: $0) }, value.map { UInt8(bitPattern: $0) }))
        guard let start = name.baseAddress, let text = value.baseAddress else {
            isWhole = false
            return
        }
        let end = text + value.count
        isWhole = isWhole && start == next && end[0] == 0 && end[1] == 0
        next = end + 2
    }
}

private func head(
    of request: Request, on connection: OpaquePointer, method: UnsafePointer<CChar>,
    version: UnsafePointer<CChar>
) -> RawHead {
    let methodLength = strlen(method)
    let versionLength = strlen(version)
    var reader = HeadReader(next: version + versionLength + 2)
    withUnsafeMutablePointer(to: &reader) { reader in
        _ = MHD_get_connection_values_n(connection, .HEADER_KIND, addHeader, reader)
    }
    let size = egov_head_size(connection)
    return RawHead(
        method: Array(UnsafeRawBufferPointer(start: method, count: methodLength)),
        target: request.target,
        version: Array(UnsafeRawBufferPointer(start: version, count: versionLength)),
        headers: reader.headers, byteCount: size,
        isWhole: reader.isWhole && method + methodLength + 1 + request.target.count == request.end
            && version == request.end + 1 && reader.next + 2 == method + size)
}

private func addHeader(
    context: UnsafeMutableRawPointer?, kind: MHD_ValueKind, name: UnsafePointer<CChar>?,
    nameSize: Int, value: UnsafePointer<CChar>?, valueSize: Int
) -> MHD_Result {
    guard let context else { return .NO }
    context.assumingMemoryBound(to: HeadReader.self).pointee.add(
        UnsafeBufferPointer(start: name, count: nameSize),
        UnsafeBufferPointer(start: value, count: valueSize))
    return .YES
}

/// The address as text, without the port.
private func address(_ socketAddress: UnsafePointer<sockaddr>?) -> String {
    guard let socketAddress else { return "" }
    let size =
        socketAddress.pointee.sa_family == sa_family_t(AF_INET6)
        ? MemoryLayout<sockaddr_in6>.size : MemoryLayout<sockaddr_in>.size
    var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
    let result = getnameinfo(
        socketAddress, socklen_t(size), &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
    guard result == 0 else { return "" }
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
