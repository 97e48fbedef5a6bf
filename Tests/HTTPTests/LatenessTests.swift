import HTTP
import TestSupport
import Testing

@Suite struct LatenessTests {
    @Test(arguments: ["G", "GET / HTTP/1.1\r\nX: "])
    func `closes a connection that drips its headers`(start: String) async throws {
        let limits = shortLimits { $0.headers = .milliseconds(400) }
        let seen = Seen<String>()
        try await serving(limits: limits) { request in
            seen.add(request.rawPath)
            return text("")
        } _: { port in
            let client = try ClientSocket(port: port)
            try await client.send(start)
            // A byte every 50 ms for half a minute, unless the server ends it.
            await #expect(throws: ClientSocket.Failure.self) {
                for _ in 0..<600 {
                    try await client.send("A")
                    try await Task.sleep(for: .milliseconds(50))
                }
            }
        }
        #expect(seen.all.isEmpty)
    }

    @Test func `closes a connection whose body comes too slowly`() async throws {
        let limits = shortLimits { $0.bodyWindow = .milliseconds(300) }
        let result = Seen<String>()
        let ended = Signal()
        try await serving(limits: limits) { request in
            do { _ = try await request.body.collect(upTo: 10_000) } catch { result.add("\(error)") }
            ended.give()
            return text("")
        } _: { port in
            let client = try ClientSocket(port: port)
            try await client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nabc")
            #expect(try await client.rest() == [])
            await ended.wait()
        }
        #expect(result.all == ["ClientGone()"])
    }

    @Test func `closes a kept connection that stays idle`() async throws {
        let limits = shortLimits { $0.idle = .milliseconds(300) }
        try await serving(limits: limits) { _ in
            text("hello")
        } _: { port in
            let client = try ClientSocket(port: port)
            try await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await client.answer().text == "hello")
            #expect(try await client.rest() == [])
        }
    }

    @Test func `closes a connection that does not take its answer`() async throws {
        let limits = shortLimits {
            $0.bodyWindow = .milliseconds(300)
            $0.bytesPerSecond = 1 << 30
        }
        let released = Signal()
        try await serving(limits: limits) { _ in
            let file = OpenFile(released)
            return HTTPResponse(
                status: 200,
                body: .stream(length: 1 << 40) { file.read(1_000_000) })
        } _: { port in
            let client = try ClientSocket(port: port)
            try await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            await released.wait()
        }
    }

    @Test func `answers 504 for a handler that is late, and cancels it`() async throws {
        let limits = shortLimits { $0.deadline = .milliseconds(200) }
        let cancelled = Signal()
        try await serving(limits: limits) { _ in
            try? await Task.sleep(for: .seconds(600))
            cancelled.give()
            return text("too late")
        } _: { port in
            for request in [
                "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc",
            ] {
                let client = try ClientSocket(port: port)
                try await client.send(request)
                let answer = try await client.answer()
                #expect(answer.status == 504)
                #expect(answer.header("content-type") == "application/problem+json")
                await cancelled.wait()
            }
        }
    }

    @Test func `cuts a stream whose next piece is late`() async throws {
        let limits = shortLimits { $0.deadline = .milliseconds(200) }
        try await serving(limits: limits) { _ in
            HTTPResponse(
                status: 200,
                body: .stream(length: 10) {
                    try await Task.sleep(for: .seconds(600))
                    return nil
                })
        } _: { port in
            let client = try ClientSocket(port: port)
            try await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await client.head().status == 200)
            #expect(try await client.rest() == [])
        }
    }

    @Test func `never closes a connection whose handler works`() async throws {
        let limits = shortLimits {
            $0.headers = .milliseconds(100)
            $0.bodyWindow = .milliseconds(100)
            $0.idle = .milliseconds(100)
        }
        try await serving(limits: limits) { request in
            _ = try? await request.body.next()
            try? await Task.sleep(for: .milliseconds(600))
            return text("done")
        } _: { port in
            let client = try ClientSocket(port: port)
            try await client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc")
            #expect(try await client.answer().text == "done")
        }
    }
}
