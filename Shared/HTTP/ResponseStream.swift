import Lifecycle
import Synchronization

/// The pieces of an answer on their way from the handler to the connection, at most two at a time.
final class ResponseStream: Sendable {
    /// What the connection gets.
    enum Filled {
        case bytes(Int)
        /// Nothing yet; the connection is suspended.
        case later
        /// There will be no more.
        case failed
    }

    private struct State {
        var pieces: [[UInt8]] = []
        var offset = 0
        var isSuspended = false
        var isFailed = false
        var isEnded = false
        var producer: CheckedContinuation<Bool, Never>?
    }
    private let connection: MicroHTTPD.Connection
    private let peer: Peer
    private let state = Mutex(State())

    /// A stream to this connection.
    init(connection: MicroHTTPD.Connection, peer: Peer) {
        self.connection = connection
        self.peer = peer
    }

    /// Copies what there is; called by libmicrohttpd's thread.
    func fill(_ buffer: UnsafeMutableRawBufferPointer) -> Filled {
        state.withLock { state in
            if state.isFailed { return .failed }
            guard let piece = state.pieces.first else {
                // The handler gave less than it had promised, or failed.
                if state.isEnded { return .failed }
                state.isSuspended = true
                peer.pace { $0.working(now: $1) }
                connection.suspend()
                return .later
            }
            let count = min(buffer.count, piece.count - state.offset)
            piece.withUnsafeBytes { bytes in
                buffer.copyMemory(
                    from: UnsafeRawBufferPointer(
                        rebasing: bytes[state.offset..<state.offset + count]))
            }
            state.offset += count
            if state.offset == piece.count {
                state.pieces.removeFirst()
                state.offset = 0
                state.producer?.resume(returning: true)
                state.producer = nil
            }
            peer.pace { $0.sending(count, now: $1) }
            return .bytes(count)
        }
    }

    /// Fetches pieces as the connection takes them, until there are no more.
    func produce(_ next: @Sendable () async throws -> [UInt8]?) async {
        do {
            while let piece = try await next() {
                guard piece.isEmpty ? !Task.isCancelled : await offer(piece) else { break }
            }
        } catch {
            Log.warningSometimes("an answer broke off", ["error": "\(type(of: error))"])
        }
        state.withLock { state in
            state.isEnded = true
            resume(&state)
        }
    }

    /// Sends no more, not even what is here: the connection is cut.
    func fail() {
        state.withLock { state in
            state.isFailed = true
            state.producer?.resume(returning: false)
            state.producer = nil
            resume(&state)
        }
    }

    /// Hands over a piece and waits until there is room for another; false when there is no use.
    private func offer(_ piece: [UInt8]) async -> Bool {
        await withCheckedContinuation { continuation in
            state.withLock { state in
                guard !state.isFailed else { return continuation.resume(returning: false) }
                state.pieces.append(piece)
                resume(&state)
                if state.pieces.count < 2 {
                    continuation.resume(returning: true)
                } else {
                    state.producer = continuation
                }
            }
        }
    }

    private func resume(_ state: inout State) {
        guard state.isSuspended else { return }
        state.isSuspended = false
        connection.resume()
    }
}
