/// The bytes of a request, piece by piece; the client waits while nobody takes them.
package final class RequestBody: Sendable {
    /// The length the client announced; nil when chunked.
    package let announcedLength: Int?

    init(announcedLength: Int?) { self.announcedLength = announcedLength }

    /// The next piece; nil at the end. Throws when the client went away or was too slow.
    package func next() async throws -> [UInt8]? { fatalError("being written") }

    /// All bytes; throws `BodyTooLarge` when there are more than `limit`.
    package func collect(upTo limit: Int) async throws -> [UInt8] { fatalError("being written") }
}

/// A request body is larger than its reader takes.
package struct BodyTooLarge: Error {
    /// The limit in bytes.
    package let limit: Int
}
