import Contracts
import HTTP

/// A request as the router reads it; the body is only read by routes that take one.
struct WebRequest: Sendable {
    var method: String
    /// The path as it was sent, without the query.
    var rawPath: String
    /// The decoded segments.
    var segments: [String]
    var query: [(name: String, value: String)] = []
    /// Names in lower case.
    var headers: [(name: String, value: String)] = []
    var clientAddress: String
    /// All bytes of the body; throws `BodyTooLarge` when there are more than told.
    var body: @Sendable (_ limit: Int) async throws -> [UInt8]

    /// The largest body the API takes, in bytes.
    static let bodyLimit = 256 * 1024

    /// The first header of that (lower-case) name.
    func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }

    /// Whether the method promises to change nothing.
    var isSafe: Bool { method == "GET" || method == "HEAD" || method == "OPTIONS" }

    /// The body's bytes, not read any further.
    func readBody() async throws(Refusal) -> [UInt8] {
        do {
            return try await body(WebRequest.bodyLimit)
        } catch is BodyTooLarge {
            throw Refusal(
                .tooLarge, "body-too-large",
                "Nội dung gửi lên lớn hơn 256 KiB nên không được nhận.")
        } catch {
            throw Refusal(
                .invalid, "body-not-complete",
                "Nội dung gửi lên bị đứt giữa chừng. Vui lòng gửi lại.")
        }
    }
}

extension WebRequest {
    /// A request that has come through the HTTP server.
    init(_ request: HTTPRequest) {
        self.init(
            method: request.method, rawPath: request.rawPath, segments: request.segments,
            query: request.query, headers: request.headers, clientAddress: request.clientAddress,
            body: { limit in try await request.body.collect(upTo: limit) })
    }
}
