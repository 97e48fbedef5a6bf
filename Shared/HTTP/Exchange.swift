import Lifecycle
import Synchronization

/// One request and its answer.
///
/// libmicrohttpd's thread calls `advance` and `received`; the handler runs in a task. While one
/// waits for the other the connection is suspended; it is suspended and resumed only under the
/// lock, so that no wake-up is lost and none comes after `completed`.
final class Exchange: Sendable {
    private enum Stage {
        /// The headers are being read.
        case head
        /// A body is announced; nobody has asked for it yet.
        case undecided
        /// The body is coming.
        case body
        /// All of the request has come.
        case whole
        /// The answer has been handed to libmicrohttpd.
        case answered
    }

    private struct State {
        var stage = Stage.head
        var isSuspended = false
        var isOver = false
        var request: RequestGuard.Passed?
        var body = BodyBuffer()
        var isBodyWanted = false
        var swallowed = 0
        var isStarted = false
        var isExpired = false
        var task: Task<Void, Never>?
        var answer: HTTPResponse?
        var stream: ResponseStream?
    }

    /// What libmicrohttpd's thread does next.
    private enum Step {
        case goOn
        case start(RequestGuard.Passed)
        case close
    }

    private let server: HTTPServer
    private let peer: Peer
    private let connection: MicroHTTPD.Connection
    private let state = Mutex(State())

    /// A request whose first line has come.
    init(server: HTTPServer, peer: Peer, connection: MicroHTTPD.Connection) {
        self.server = server
        self.peer = peer
        self.connection = connection
        peer.pace { $0.requestLine(now: $1) }
        peer.exchange = self
    }

    /// Its headers have come and its answer has not gone out.
    var isUnderWay: Bool {
        state.withLock { $0.stage != .head && !$0.isOver }
    }

    // MARK: What libmicrohttpd's thread calls

    /// Goes on after the headers, after the whole request, or after having been suspended; false
    /// closes the connection.
    func advance(head: () -> RawHead) -> Bool {
        let step = state.withLock { state -> Step in
            guard !server.isHalted, !state.isOver else { return .close }
            switch state.stage {
            case .head: return readHead(head(), &state)
            case .undecided: decideOnBody(&state)
            case .body:
                state.stage = .whole
                if state.body.hasReader { peer.pace { $0.working(now: $1) } }
                state.body.end()
                return answerOrWait(&state)
            case .whole: return answerOrWait(&state)
            case .answered: break
            }
            return .goOn
        }
        // Outside the lock, for which the task would otherwise wait at once.
        if case .start(let request) = step { start(request) }
        if case .close = step { return false }
        return true
    }

    /// Takes bytes of the body; false closes the connection.
    func received(_ bytes: UnsafeRawBufferPointer) -> Bool {
        state.withLock { state in
            guard !server.isHalted, !state.isOver else { return false }
            peer.pace { $0.received(bytes.count, now: $1) }
            if state.answer != nil {
                state.swallowed += bytes.count
                return state.swallowed <= server.limits.swallowBytes
            }
            if state.body.hasReader { peer.pace { $0.working(now: $1) } }
            state.body.append(bytes)
            if state.body.count >= server.limits.bodyBufferBytes { suspend(&state) }
            return true
        }
    }

    /// The answer has gone out, or the connection broke: nothing more is done with it.
    func completed() {
        finish()
        peer.exchange = nil
        peer.pace { $0.idle(now: $1) }
    }

    private func readHead(_ head: RawHead, _ state: inout State) -> Step {
        do throws(Problem) {
            let request = try RequestGuard(limits: server.limits).read(head)
            state.request = request
            // Without a body the next call comes at once and starts the handler: an answer given
            // now would cost the client its connection.
            state.stage = request.bodyLength == 0 ? .whole : .undecided
            return state.stage == .undecided ? starting(request, &state) : .goOn
        } catch {
            send(server.response(to: error), closing: true, &state)
            return .goOn
        }
    }

    private func decideOnBody(_ state: inout State) {
        if let answer = state.answer {
            guard let request = state.request, swallows(request) else {
                return send(answer, closing: true, &state)
            }
            peer.pace { $0.awaitingBody(now: $1) }
            state.stage = .body
        } else if state.isBodyWanted {
            state.stage = .body
        } else {
            suspend(&state)
        }
    }

    /// Whether the body of an answered request is read and dropped: not when the client asked
    /// before it sends, nor when there is too much of it.
    private func swallows(_ request: RequestGuard.Passed) -> Bool {
        (request.bodyLength ?? 0) <= server.limits.swallowBytes
            && !request.headers.contains { $0.name == "expect" }
    }

    private func answerOrWait(_ state: inout State) -> Step {
        if let answer = state.answer {
            send(answer, closing: false, &state)
        } else if !state.isStarted, let request = state.request {
            return starting(request, &state)
        } else {
            suspend(&state)
        }
        return .goOn
    }

    private func starting(_ request: RequestGuard.Passed, _ state: inout State) -> Step {
        state.isStarted = true
        peer.pace { $0.working(now: $1) }
        suspend(&state)
        return .start(request)
    }

    private func start(_ passed: RequestGuard.Passed) {
        let body =
            passed.bodyLength == 0
            ? RequestBody([]) : RequestBody(announcedLength: passed.bodyLength, from: self)
        let request = HTTPRequest(
            method: passed.method, rawPath: passed.target.rawPath,
            segments: passed.target.segments, query: passed.target.query, headers: passed.headers,
            clientAddress: server.proxies.client(peer: peer.address, headers: passed.headers),
            body: body)
        let task = Task { await self.answer(server.handler(request)) }
        let isLate = state.withLock { state in
            if !state.isOver && !state.isExpired { state.task = task }
            return state.isOver || state.isExpired
        }
        if isLate { task.cancel() }
    }

    private func send(_ answer: HTTPResponse, closing: Bool, _ state: inout State) {
        state.stage = .answered
        peer.pace { $0.sending(answer.length, now: $1) }
        let closing = closing || server.isStopping
        var status = answer.status
        if !connection.send(answer, stream: state.stream, closing: closing) {
            Log.error("an answer cannot be sent", ["status": "\(status)"])
            let problem = server.response(to: .broken)
            status = problem.status
            state.stream?.fail()
            // When even this cannot be queued, the connection ends without an answer.
            if !connection.send(problem, stream: nil, closing: true) { peer.cut() }
        }
        Metrics.count("http_requests_total{status=\"\(status)\"}")
    }

    private func suspend(_ state: inout State) {
        guard !state.isSuspended else { return }
        state.isSuspended = true
        connection.suspend()
    }

    private func resume(_ state: inout State) {
        guard state.isSuspended else { return }
        state.isSuspended = false
        connection.resume()
    }

    // MARK: What the handler's task calls

    /// The next piece of the body.
    func nextPiece() async throws -> [UInt8]? {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { reader in
                state.withLock { take(for: reader, &$0) }
            }
        } onCancel: {
            state.withLock { $0.body.fail(CancellationError()) }
        }
    }

    private func take(
        for reader: CheckedContinuation<[UInt8]?, any Error>, _ state: inout State
    ) {
        switch state.body.take() {
        case .piece(let piece):
            peer.pace { $0.working(now: $1) }
            reader.resume(returning: piece)
            if state.stage == .body { resume(&state) }
        case .failed(let error): reader.resume(throwing: error)
        case .nothingYet:
            state.body.wait(reader)
            state.isBodyWanted = true
            peer.pace { $0.awaitingBody(now: $1) }
            resume(&state)
        }
    }

    /// Hands over the handler's answer and makes the pieces of a stream.
    private func answer(_ response: HTTPResponse) async {
        let stream = state.withLock { settle(response, &$0) }
        if let stream, case .stream(_, let next) = response.body { await stream.produce(next) }
    }

    private func settle(_ response: HTTPResponse, _ state: inout State) -> ResponseStream? {
        guard state.answer == nil, !state.isOver else { return nil }
        state.answer = response
        state.body.fail(ClientGone())
        if state.stage == .body { peer.pace { $0.awaitingBody(now: $1) } }
        if case .stream = response.body, state.request?.method != "HEAD" {
            state.stream = ResponseStream(connection: connection, peer: peer)
        }
        resume(&state)
        return state.stream
    }

    // MARK: What the server calls

    /// The handler has had its time: the client gets 504, or a stream is cut.
    func expire() {
        let task = state.withLock { state -> Task<Void, Never>? in
            state.isExpired = true
            if state.answer == nil {
                _ = settle(server.response(to: .late), &state)
            } else {
                state.stream?.fail()
            }
            return state.task
        }
        task?.cancel()
    }

    /// Ends it without an answer: the server stops, or the client has gone.
    func finish() {
        let task = state.withLock { state -> Task<Void, Never>? in
            state.isOver = true
            state.body.fail(ClientGone())
            state.stream?.fail()
            resume(&state)
            defer { state.task = nil }
            return state.task
        }
        task?.cancel()
    }
}
