/// A request that has passed the guard: one Host, one length, a plain path, complete headers.
package struct HTTPRequest: Sendable {
    /// `GET`, `POST`, …
    package var method: String
    /// The path as it was sent, before any decoding, without the query.
    package var rawPath: String
    /// The path's segments, percent-decoded, strict UTF-8, never `.` or `..` or empty.
    package var segments: [String]
    /// The query's names and values in order, decoded.
    package var query: [(name: String, value: String)]
    /// The headers in order, names in lower case.
    package var headers: [(name: String, value: String)]
    /// The client's address: the peer's, or the one a trusted proxy names.
    package var clientAddress: String
    /// The bytes that follow.
    package var body: RequestBody

    /// The first header of that (lower-case) name.
    package func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}

/// An answer.
package struct HTTPResponse: Sendable {
    /// The status code.
    package var status: Int
    /// The headers in order.
    package var headers: [(name: String, value: String)]
    /// The bytes.
    package var body: Body

    /// What follows the headers.
    package enum Body: Sendable {
        case bytes([UInt8])
        /// Pieces until nil; `length` bytes together. An error cuts the connection.
        case stream(length: Int, next: @Sendable () async throws -> [UInt8]?)
    }

    /// An answer of bytes.
    package init(
        status: Int, headers: [(name: String, value: String)] = [], body: Body = .bytes([])
    ) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// Adds those of the headers that the answer does not have yet.
    package mutating func addMissing(_ more: [(name: String, value: String)]) {
        headers += more.filter { header in
            !headers.contains { $0.name.lowercased() == header.name.lowercased() }
        }
    }
}
