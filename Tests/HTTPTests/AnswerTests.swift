import HTTP
import TestSupport
import Testing

@Suite struct AnswerTests {
    @Test func `tells the handler what the client sent`() async throws {
        try await serving { request in
            let body = (try? await request.body.collect(upTo: 1000)) ?? []
            let query = request.query.map { "\($0.name)=\($0.value)" }.joined(separator: ";")
            return text(
                [
                    request.method, request.rawPath, request.segments.joined(separator: "|"), query,
                    request.header("x-name") ?? "-", request.clientAddress,
                    String(decoding: body, as: UTF8.self),
                ].joined(separator: "\n"))
        } _: { port in
            let client = try ClientSocket(port: port)
            try await client.send(
                "POST /a%20b/%C4%91?q=%C4%90%C3%A0+N%E1%BA%B5ng&e HTTP/1.1\r\nHost: localhost\r\n"
                    + "X-NAME:  giấy \r\nContent-Length: 5\r\n\r\nhello")
            let answer = try await client.answer()
            #expect(answer.status == 200)
            #expect(
                answer.text
                    == "POST\n/a%20b/%C4%91\na b|đ\nq=Đà Nẵng;e=\ngiấy\n127.0.0.1\nhello")
        }
    }

    @Test func `answers pipelined requests in order on one connection`() async throws {
        try await serving { request in
            await Task.yield()
            return text(request.rawPath)
        } _: { port in
            let client = try ClientSocket(port: port)
            try await client.send(
                (0..<20).map { "GET /\($0) HTTP/1.1\r\nHost: a\r\n\r\n" }.joined())
            for number in 0..<20 { #expect(try await client.answer().text == "/\(number)") }
        }
    }

    @Test func `keeps the connection after a body and after one it did not want`() async throws {
        try await serving { request in
            if request.rawPath == "/unread" { return text("no", status: 403) }
            return text("\((try? await request.body.collect(upTo: 10_000).count) ?? -1)")
        } _: { port in
            let client = try ClientSocket(port: port)
            for _ in 0..<2 {
                try await client.send(
                    "POST /read HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nabcd")
                #expect(try await client.answer().text == "4")
                try await client.send(
                    "POST /unread HTTP/1.1\r\nHost: a\r\nContent-Length: 200000\r\n\r\n")
                try await client.send([UInt8](repeating: 0x61, count: 200_000))
                #expect(try await client.answer().status == 403)
                try await client.send(
                    "POST /read HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")
                #expect(try await client.answer().text == "5")
                try await client.send(
                    "POST /unread HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
                )
                #expect(try await client.answer().status == 403)
            }
        }
    }

    @Test func `answers HEAD with the length and no body`() async throws {
        try await serving { request in
            if request.rawPath == "/stream" {
                return HTTPResponse(
                    status: 200,
                    body: .stream(length: 70_000) {
                        Issue.record("HEAD must not fetch")
                        return nil
                    })
            }
            return text("hello")
        } _: { port in
            let client = try ClientSocket(port: port)
            try await client.send(
                "HEAD / HTTP/1.1\r\nHost: a\r\n\r\nHEAD /stream HTTP/1.1\r\nHost: a\r\n\r\n"
                    + "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await client.answer(toHead: true).header("content-length") == "5")
            #expect(try await client.answer(toHead: true).header("content-length") == "70000")
            #expect(try await client.answer().text == "hello")
        }
    }

    @Test func `sends a stream piece by piece`() async throws {
        try await serving { _ in
            let pieces = AsyncStream<[UInt8]>.makeStream()
            for number in 0..<100 {
                pieces.continuation.yield([UInt8](repeating: UInt8(number), count: 30_000))
            }
            pieces.continuation.finish()
            let stream = pieces.stream
            return HTTPResponse(
                status: 200,
                body: .stream(length: 3_000_000) {
                    await Task.yield()
                    for await piece in stream { return piece }
                    return nil
                })
        } _: { port in
            let client = try ClientSocket(port: port)
            for _ in 0..<2 {
                try await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                let answer = try await client.answer()
                #expect(
                    answer.body
                        == (0..<100).flatMap { [UInt8](repeating: UInt8($0), count: 30_000) })
            }
        }
    }

    @Test(arguments: [true, false])
    func `cuts the connection when a stream fails or ends too early`(throwing: Bool) async throws {
        let seen = Seen<Int>()
        try await serving { _ in
            HTTPResponse(
                status: 200,
                body: .stream(length: 1000) {
                    seen.add(1)
                    if seen.all.count == 1 { return [1, 2, 3] }
                    if throwing { throw ClientSocket.Failure(code: 5) }
                    return nil
                })
        } _: { port in
            let client = try ClientSocket(port: port)
            try await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await client.head().header("content-length") == "1000")
            #expect(try await client.rest() == [1, 2, 3])
        }
    }

    @Test func `answers 200 requests at once whose handlers all wait`() async throws {
        let arrived = Seen<String>()
        let all = Signal()
        try await serving { request in
            arrived.add(request.rawPath)
            if arrived.all.count == 200 { all.give() }
            await all.wait()
            return text(request.rawPath)
        } _: { port in
            let clients = try (0..<200).map { _ in try ClientSocket(port: port) }
            for (number, client) in clients.enumerated() {
                try await client.send("GET /\(number) HTTP/1.1\r\nHost: a\r\n\r\n")
            }
            for (number, client) in clients.enumerated() {
                #expect(try await client.answer().text == "/\(number)")
            }
        }
    }

    @Test func `answers 500 instead of a header that would split the answer`() async throws {
        try await serving { _ in
            HTTPResponse(status: 200, headers: [("X-A", "b\r\nSet-Cookie: c=d")])
        } _: { port in
            let client = try ClientSocket(port: port)
            try await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            let answer = try await client.answer()
            #expect(answer.status == 500)
            #expect(answer.header("set-cookie") == nil)
        }
    }

    @Test func `believes a forwarding header only of a trusted proxy`() async throws {
        for (trusted, expected) in [([], "127.0.0.1"), (["127.0.0.0/8"], "203.0.113.7")] {
            try await serving(trustedProxies: trusted) {
                text($0.clientAddress)
            } _: { port in
                let client = try ClientSocket(port: port)
                try await client.send(
                    "GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 1.2.3.4, 203.0.113.7\r\n\r\n")
                #expect(try await client.answer().text == expected)
            }
        }
    }
}
