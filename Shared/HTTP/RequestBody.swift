import Synchronization

/// The bytes of a request, piece by piece; the client waits while nobody takes them.
package final class RequestBody: Sendable {
    /// The length the client announced; nil when chunked.
    package let announcedLength: Int?

    private enum Source: Sendable {
        case connection(Exchange)
        case bytes
    }
    private let source: Source
    private let bytes: Mutex<[UInt8]?>

    /// What a connection sends.
    init(announcedLength: Int?, from exchange: Exchange) {
        self.announcedLength = announcedLength
        source = .connection(exchange)
        bytes = Mutex(nil)
    }

    /// Bytes that are here already, for requests that come from no connection.
    package init(_ bytes: [UInt8]) {
        announcedLength = bytes.count
        source = .bytes
        self.bytes = Mutex(bytes.isEmpty ? nil : bytes)
    }

    /// The next piece, all that has come since the last; nil at the end.
    ///
    /// One reader at a time. Throws `ClientGone` when the client went away or was too slow, or the
    /// server stops; `CancellationError` when the request's deadline has passed.
    package func next() async throws -> [UInt8]? {
        switch source {
        case .connection(let exchange): try await exchange.nextPiece()
        case .bytes:
            bytes.withLock { bytes in
                defer { bytes = nil }
                return bytes
            }
        }
    }

    /// All bytes; throws `BodyTooLarge` when there are more than `limit`, before it reads any when
    /// the client announced that.
    package func collect(upTo limit: Int) async throws -> [UInt8] {
        if let announcedLength, announcedLength > limit { throw BodyTooLarge(limit: limit) }
        guard var all = try await next() else { return [] }
        while all.count <= limit, let piece = try await next() { all += piece }
        guard all.count <= limit else { throw BodyTooLarge(limit: limit) }
        return all
    }
}

/// A request body is larger than its reader takes.
package struct BodyTooLarge: Error {
    /// The limit in bytes.
    package let limit: Int
}

/// The client closed the connection, or was too slow, before its request was whole.
package struct ClientGone: Error {}

/// What has come of a body and has not been taken, and who waits for more.
struct BodyBuffer {
    /// What comes of taking.
    enum Taken {
        case piece([UInt8]?)
        case failed(any Error)
        case nothingYet
    }

    private var bytes: [UInt8] = []
    private var isEnded = false
    private var failure: (any Error)?
    private var reader: CheckedContinuation<[UInt8]?, any Error>?

    /// The bytes that wait.
    var count: Int { bytes.count }

    /// Somebody waits for bytes.
    var hasReader: Bool { reader != nil }

    /// All that has come, nil at the end.
    mutating func take() -> Taken {
        if let failure { return .failed(failure) }
        if bytes.isEmpty { return isEnded ? .piece(nil) : .nothingYet }
        defer { bytes = [] }
        return .piece(bytes)
    }

    /// Waits for what comes next.
    mutating func wait(_ reader: CheckedContinuation<[UInt8]?, any Error>) {
        precondition(self.reader == nil, "a request's body has one reader at a time")
        self.reader = reader
    }

    /// Bytes have come; they go to who waits, or are kept.
    mutating func append(_ piece: UnsafeRawBufferPointer) {
        if let reader {
            self.reader = nil
            reader.resume(returning: Array(piece))
        } else {
            bytes.append(contentsOf: piece)
        }
    }

    /// That was the last.
    mutating func end() {
        isEnded = true
        reader?.resume(returning: nil)
        reader = nil
    }

    /// No more will come; a body that is here wholly can still be read.
    mutating func fail(_ error: any Error) {
        guard failure == nil, !isEnded || error is CancellationError else { return }
        failure = error
        bytes = []
        reader?.resume(throwing: error)
        reader = nil
    }
}
