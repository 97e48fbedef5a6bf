import Foundation
import Lifecycle
import Synchronization

/// A way of being slow: what is sent at once, and the byte that follows it again and again.
struct SlowHabit: Sendable {
    let name: String
    let head: String
    let drip: UInt8
    /// After which time the server has had enough.
    let limit: Duration

    /// Bytes of a header, of a body, of a chunk's size, of its extension and of a trailer.
    static func dripping(token: String) -> [SlowHabit] {
        let get = "GET /api/v1/procedures HTTP/1.1\r\nHost: localhost\r\n"
        let put =
            "PUT /api/v1/drafts/1.004873 HTTP/1.1\r\nHost: localhost\r\n"
            + "Authorization: Bearer \(token)\r\nContent-Type: application/json\r\n"
        let chunked = put + "Transfer-Encoding: chunked\r\n\r\n"
        return [
            ("first line", "GET /", "a", 10), ("header", get + "X: ", "a", 10),
            ("body", put + "Content-Length: 100000\r\n\r\n{", " ", 20),
            ("chunk size", chunked, "0", 20), ("chunk extension", chunked + "1;", "a", 20),
            ("chunk", chunked + "fff\r\n{", " ", 20), ("trailer", chunked + "0\r\nX: ", "a", 20),
        ].map { name, head, drip, seconds in
            SlowHabit(
                name: name, head: head, drip: drip.utf8.first!, limit: .seconds(seconds as Int))
        }
    }
}

/// Many slow clients on one thread.
final class SlowClients: Sendable {
    /// How long one of them was borne.
    struct Borne: Sendable {
        let habit: SlowHabit
        /// Until the server closed; nil when it did not.
        let time: Duration?
    }

    private struct Client {
        let socket: Int32
        let habit: SlowHabit
        let since: ContinuousClock.Instant
        var borne: Duration?
    }

    private let isOver = Atomic(false)

    /// Ends what is still open.
    func end() { isOver.store(true, ordering: .releasing) }

    /// Connects `count` clients with these habits in turn and has each send a byte every two
    /// seconds, until all are closed, or `end`, or the time is over.
    func drip(
        _ habits: [SlowHabit], count: Int, port: Int, atMost time: Duration
    ) async throws -> [Borne] {
        try await BlockingThread("slow-clients").run { [self] in
            var clients = try (0..<count).map {
                let habit = habits[$0 % habits.count]
                return Client(
                    socket: try Self.connect(port, habit.head), habit: habit, since: .now)
            }
            defer { for client in clients where client.borne == nil { close(client.socket) } }
            let end = ContinuousClock.now + time
            var nextDrip = ContinuousClock.now + .seconds(2)
            while !isOver.load(ordering: .acquiring), ContinuousClock.now < end,
                clients.contains(where: { $0.borne == nil })
            {
                Self.look(at: &clients)
                guard ContinuousClock.now >= nextDrip else { continue }
                nextDrip = nextDrip + .seconds(2)
                for client in clients where client.borne == nil {
                    var byte = client.habit.drip
                    // One that was closed meanwhile is seen at the next look.
                    send(client.socket, &byte, 1, Int32(MSG_NOSIGNAL))
                }
            }
            return clients.map { Borne(habit: $0.habit, time: $0.borne) }
        }
    }

    /// Closes those that the server has closed.
    private static func look(at clients: inout [Client]) {
        let open = clients.indices.filter { clients[$0].borne == nil }
        var states = open.map {
            pollfd(fd: clients[$0].socket, events: Int16(POLLIN), revents: 0)
        }
        guard poll(&states, nfds_t(states.count), 100) > 0 else { return }
        for (index, state) in zip(open, states) where state.revents != 0 {
            var bytes = [UInt8](repeating: 0, count: 4096)
            guard recv(state.fd, &bytes, bytes.count, Int32(MSG_DONTWAIT)) <= 0 else { continue }
            close(state.fd)
            clients[index].borne = .now - clients[index].since
        }
    }

    /// A connection on which this has been sent.
    static func connect(_ port: Int, _ head: String) throws -> Int32 {
        let socket = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        // What it does not read shall not fit into the kernel's memory.
        var size: Int32 = 4096
        setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Foundation.connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        let bytes = Array(head.utf8)
        guard result == 0, send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
        else {
            let code = errno
            close(socket)
            throw POSIXError(POSIXErrorCode(rawValue: code) ?? .EIO)
        }
        return socket
    }
}
