import Foundation
import Synchronization

/// One connection: its socket, its other end, its pace and the request it is busy with.
final class Peer: Sendable {
    /// The address of the other end, without the port.
    let address: String

    private struct State {
        /// Nil once libmicrohttpd is about to close it: the number may then be another's.
        var socket: Int32?
        var isCut = false
        var pace: Pace
        var exchange: Exchange?
    }
    private let state: Mutex<State>

    /// A connection that was just accepted.
    init(socket: Int32, address: String, limits: HTTPLimits) {
        self.address = address
        state = Mutex(State(socket: socket, pace: Pace(limits, now: .now)))
    }

    /// Changes the pace.
    func pace(_ change: (inout Pace, ContinuousClock.Instant) -> Void) {
        let now = ContinuousClock.now
        state.withLock { change(&$0.pace, now) }
    }

    /// The request that has come wholly to its headers and is not yet answered to the end.
    var exchange: Exchange? {
        get { state.withLock { $0.exchange } }
        set { state.withLock { $0.exchange = newValue } }
    }

    /// Who is late on this connection.
    func verdict(now: ContinuousClock.Instant) -> Pace.Verdict {
        state.withLock { $0.pace.verdict(now: now) }
    }

    /// Ends the connection from our side; libmicrohttpd sees its end and closes it. False when it
    /// was ended already.
    @discardableResult
    func cut() -> Bool {
        state.withLock { state in
            guard !state.isCut, let socket = state.socket else { return false }
            state.isCut = true
            // The answer does not matter: the other end may already have closed it.
            _ = shutdown(socket, Int32(SHUT_RDWR))
            return true
        }
    }

    /// libmicrohttpd closes the socket next.
    func closed() { state.withLock { $0.socket = nil } }
}
