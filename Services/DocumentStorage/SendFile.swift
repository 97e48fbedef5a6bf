import Contracts
import HTTP
import Lifecycle
import Store
import Synchronization

/// Gives the bytes of a download, opened chunk by chunk while they go out.
///
/// The ticket is used up when every byte from the first on has been handed out once, whether in one
/// answer or in several ranges.
struct SendFile: Sendable {
    let store: Store
    let blobs: BlobFolder
    let keys: KeyRing

    /// The answer to `GET`, or to `HEAD`, which has the same headers.
    func answer(_ request: HTTPRequest, _ ticket: OpenTicket) async throws -> HTTPResponse {
        let document = ticket.document
        guard document.state == .stored || document.state == .removed, let hash = document.sha256
        else { throw Problem.ticketNotValid }
        let tag = "\"\(hash)\""
        let isSame = request.header("if-range").map { $0 == tag } ?? true
        let asked = request.method == "GET" && isSame ? request.header("range") : nil
        var headers = [
            ("Content-Type", document.type.rawValue),
            ("Content-Disposition", FileName.attachment(document.fileName)),
            ("ETag", tag), ("Accept-Ranges", "bytes"),
        ]
        let (range, status): (Range<Int>, Int)
        switch ByteRange(header: asked, size: document.size) {
        case .unsatisfiable: throw Problem.rangeNotThere(size: document.size)
        case .whole: (range, status) = (0..<document.size, 200)
        case .part(let part):
            (range, status) = (part, 206)
            headers.append(
                (
                    "Content-Range",
                    "bytes \(part.lowerBound)-\(part.upperBound - 1)/\(document.size)"
                ))
        }
        let next: @Sendable () async throws -> [UInt8]? =
            if request.method == "GET" { try await pieces(of: range, ticket) } else { { nil } }
        return HTTPResponse(
            status: status, headers: headers,
            body: .stream(length: range.count, next: next))
    }

    /// All bytes of a document that a ticket for looking opens; the ticket stays good.
    func whole(_ ticket: OpenTicket) async throws -> [UInt8] {
        let document = ticket.document
        guard document.state == .stored || document.state == .removed else {
            throw OpenTicket.notValid
        }
        let seal = try document.seal(
            version: document.contentVersion, citizenKey: ticket.citizenKey, keys)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(document.size)
        for index in 0..<seal.count {
            bytes += try await blobs.chunk(index, of: document.blob, seal)
        }
        return bytes
    }

    /// The bytes of a range, one chunk at a time; the first is read before the answer begins, so
    /// that a damaged file is told and not cut off.
    func pieces(
        of range: Range<Int>, _ ticket: OpenTicket
    ) async throws -> @Sendable () async throws -> [UInt8]? {
        let document = ticket.document
        let seal = try document.seal(
            version: document.contentVersion, citizenKey: ticket.citizenKey, keys)
        let first = range.lowerBound / ChunkSeal.plainBytes
        let place = Place(
            index: first, ready: try await blobs.chunk(first, of: document.blob, seal))
        return {
            let (index, ready) = place.take()
            let start = index * ChunkSeal.plainBytes
            guard start < range.upperBound else { return nil }
            var plain = ready
            if plain == nil { plain = try await blobs.chunk(index, of: document.blob, seal) }
            let end = start + seal.plainCount(of: index)
            if end >= range.upperBound { try await note(range, sentFor: ticket) }
            let part = max(start, range.lowerBound) - start..<min(end, range.upperBound) - start
            return plain.map { Array($0[part]) }
        }
    }

    /// Where an answer stands; asked for one piece at a time.
    private final class Place: Sendable {
        private let state: Mutex<(index: Int, ready: [UInt8]?)>

        init(index: Int, ready: [UInt8]) { state = Mutex((index, ready)) }

        func take() -> (index: Int, ready: [UInt8]?) {
            state.withLock { state in
                defer { state = (state.index + 1, nil) }
                return state
            }
        }
    }

    /// A second answer to a ticket that the first one has used up is cut off before its last bytes.
    private struct UsedUp: Error {}

    private func note(_ range: Range<Int>, sentFor ticket: OpenTicket) async throws {
        let size = ticket.document.size
        try await store.write { transaction in
            let row = try transaction.first(
                """
                SELECT transferred FROM tickets
                WHERE hash = \(ticket.hash) AND completed_at IS NULL
                """)
            guard let row else { throw UsedUp() }
            let before: Int = try row["transferred"]
            let sent = range.lowerBound <= before ? max(before, range.upperBound) : before
            try transaction.execute(
                """
                UPDATE tickets SET transferred = \(sent),
                    completed_at = \(sent == size ? transaction.time : nil)
                WHERE hash = \(ticket.hash) AND completed_at IS NULL
                """)
        }
    }
}
