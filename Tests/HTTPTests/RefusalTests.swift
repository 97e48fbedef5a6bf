import HTTP
import TestSupport
import Testing

@Suite struct RefusalTests {
    static let malformed: [String] = [
        // Two framings, or none that is sure.
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nabc",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\nabc",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\nabc",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        // Hosts.
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost:\r\n\r\n",
        // Bytes that do not belong there.
        "GET / HTTP/1.1\r\nHost: a\r\nX: a\u{0}b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: a\u{0}\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: a\u{0}b\r\nY: c\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\n\u{0}X: a\r\n\r\n",
        "GET /a\u{0}b HTTP/1.1\r\nHost: a\r\n\r\n",
        "G\u{0}T / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: a\u{1}b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX : a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: a\nY: b\r\n\r\n",
        "GET / HTTP/1.1\nHost: a\n\n",
        "G(T / HTTP/1.1\r\nHost: a\r\n\r\n",
        // Paths.
        "GET /%2e%2e/etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /a/../b HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /a/./b HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /a%2fb HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /a%5Cb HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /a\\b HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /a%00b HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /a%0ab HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /a%zz HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /a%2 HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /%C3%28 HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /%C0%AF HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /đ HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET //a HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /a//b HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /?q=%FF HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /?q=%00 HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET * HTTP/1.1\r\nHost: a\r\n\r\n",
    ]

    @Test(arguments: malformed)
    func `refuses and closes what is not plain HTTP`(request: String) async throws {
        try await expectRefusal(of: Array(request.utf8), status: 400)
    }

    @Test func `refuses a header that is not UTF-8`() async throws {
        let request =
            Array("GET / HTTP/1.1\r\nHost: a\r\nX: ".utf8) + [0xC3, 0x28] + Array("\r\n\r\n".utf8)
        try await expectRefusal(of: request, status: 400)
    }

    @Test func `refuses headers and addresses that are too long`() async throws {
        let long = String(repeating: "x", count: 20_000)
        try await expectRefusal(
            of: Array("GET / HTTP/1.1\r\nHost: a\r\nX: \(long)\r\n\r\n".utf8), status: 431)
        try await expectRefusal(
            of: Array("GET /\(long.prefix(9000)) HTTP/1.1\r\nHost: a\r\n\r\n".utf8), status: 414)
    }

    @Test func `tells the reason as a problem with a Vietnamese sentence`() async throws {
        try await serving { _ in
            text("")
        } _: { port in
            let client = try ClientSocket(port: port)
            try await client.send("GET /a//b HTTP/1.1\r\nHost: a\r\n\r\n")
            let answer = try await client.answer()
            #expect(answer.header("content-type") == "application/problem+json")
            #expect(answer.header("connection")?.lowercased() == "close")
            #expect(
                answer.text
                    == #"{"detail":"Địa chỉ được yêu cầu có ký tự hoặc đoạn không hợp lệ.","#
                    + #""status":400,"title":"Yêu cầu không hợp lệ","type":"/problems/bad-address"}"#
            )
        }
    }

    @Test func `closes after a header set larger than its memory`() async throws {
        try await serving { _ in
            text("")
        } _: { port in
            let client = try ClientSocket(port: port)
            try await client.send("GET / HTTP/1.1\r\nHost: a\r\nX: ")
            // The server may close before it has taken everything.
            _ = try? await client.send([UInt8](repeating: 0x61, count: 200_000))
            let answer = String(decoding: try await client.rest(), as: UTF8.self)
            #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 431"))
        }
    }

    /// Sends a request with a second one behind it: one refusal, no second answer, no handler.
    private func expectRefusal(
        of request: [UInt8], status: Int, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let handled = Seen<String>()
        try await serving { request in
            handled.add(request.rawPath)
            return text("")
        } _: { port in
            let client = try ClientSocket(port: port)
            try await client.send(request + Array("GET /second HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
            #expect(try await client.head().status == status, sourceLocation: sourceLocation)
            let rest = String(decoding: try await client.rest(), as: UTF8.self)
            #expect(!rest.contains("HTTP/1.1"), sourceLocation: sourceLocation)
        }
        #expect(handled.all.isEmpty, sourceLocation: sourceLocation)
    }
}
