import HTTP
import TestSupport
import Testing

@Suite struct BodyTests {
    @Test func `makes the client wait while nobody reads its body`() async throws {
        let size = 32 * 1024 * 1024
        let stuck = Signal()
        let seen = Seen<Int>()
        try await serving { request in
            do {
                var total = try await request.body.next()?.count ?? 0
                await stuck.wait()
                while let piece = try await request.body.next() {
                    seen.add(piece.count)
                    total += piece.count
                }
                return text("\(total)")
            } catch {
                return text("\(error)", status: 500)
            }
        } _: { port in
            let client = try ClientSocket(port: port)
            try await client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(size)\r\n\r\n")
            let bytes = [UInt8](repeating: 7, count: size)
            // The kernel's own buffers take some megabytes.
            let sent = try await client.sendUntilStuck(bytes, seconds: 1)
            #expect(sent < size / 2)
            stuck.give()
            try await client.send(Array(bytes[sent...]))
            #expect(try await client.answer().text == "\(size)")
        }
        let limits = HTTPLimits()
        #expect(
            try #require(seen.all.max()) <= limits.bodyBufferBytes + limits.connectionMemoryBytes)
    }

    @Test func `hands over a chunked body of many small chunks`() async throws {
        try await serving { request in
            text("\((try? await request.body.collect(upTo: 1_000_000).count) ?? -1)")
        } _: { port in
            let client = try ClientSocket(port: port)
            try await client.send(
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
            let chunks = String(repeating: "1\r\na\r\n5\r\nbcdef\r\n", count: 50_000)
            try await client.send(chunks + "0\r\n\r\n")
            #expect(try await client.answer().text == "300000")
        }
    }

    @Test func `asks for the body only when the handler wants it`() async throws {
        try await serving { request in
            if request.rawPath == "/no" { return text("no", status: 401) }
            return text("\((try? await request.body.collect(upTo: 100).count) ?? -1)")
        } _: { port in
            let expecting = "Host: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n"
            let wanted = try ClientSocket(port: port)
            try await wanted.send("POST /yes HTTP/1.1\r\n" + expecting)
            #expect(try await wanted.head().status == 100)
            try await wanted.send("abc")
            #expect(try await wanted.answer().text == "3")
            let unwanted = try ClientSocket(port: port)
            try await unwanted.send("POST /no HTTP/1.1\r\n" + expecting)
            #expect(try await unwanted.head().status == 401)
            #expect(try await unwanted.rest() == Array("no".utf8))
        }
    }

    @Test(arguments: [
        "Content-Length: 20\r\n\r\n" + String(repeating: "a", count: 20),
        "Transfer-Encoding: chunked\r\n\r\n14\r\n" + String(repeating: "a", count: 20)
            + "\r\n0\r\n\r\n",
    ])
    func `tells the reader that a body is too large`(rest: String) async throws {
        try await serving { request in
            do {
                return text("\(try await request.body.collect(upTo: 19).count)")
            } catch let error as BodyTooLarge {
                return text("\(error.limit)", status: 413)
            } catch {
                return text("\(error)", status: 500)
            }
        } _: { port in
            let client = try ClientSocket(port: port)
            try await client.send("POST / HTTP/1.1\r\nHost: a\r\n" + rest)
            let answer = try await client.answer()
            #expect(answer.status == 413)
            #expect(answer.text == "19")
        }
    }

    @Test func `swallows only so much of a body that was not wanted`() async throws {
        let limits = shortLimits { $0.swallowBytes = 100_000 }
        try await serving(limits: limits) { request in
            // One piece and no more.
            _ = try? await request.body.next()
            return text("enough", status: 413)
        } _: { port in
            let client = try ClientSocket(port: port)
            try await client.send(
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 50000000\r\n\r\n")
            // The server hangs up before it has all of it.
            await #expect(throws: ClientSocket.Failure.self) {
                try await client.send([UInt8](repeating: 1, count: 50_000_000))
            }
        }
    }

    @Test func `tells the reader that the client has gone`() async throws {
        let result = Seen<String>()
        let began = Signal()
        let gone = Signal()
        try await serving { request in
            do {
                while try await request.body.next() != nil { began.give() }
                result.add("all")
            } catch {
                result.add("\(error)")
            }
            gone.give()
            return text("")
        } _: { port in
            let client = try ClientSocket(port: port)
            try await client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nabc")
            await began.wait()
            await client.reset()
            await gone.wait()
        }
        #expect(result.all == ["ClientGone()"])
    }

    @Test func `stops fetching a stream whose client has gone`() async throws {
        let released = Signal()
        try await serving { _ in
            let file = OpenFile(released)
            return HTTPResponse(
                status: 200,
                body: .stream(length: 1 << 40) { file.read(100_000) })
        } _: { port in
            let client = try ClientSocket(port: port)
            try await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await client.head().status == 200)
            await client.reset()
            await released.wait()
        }
    }
}
