import Foundation
import HTTP
import TestSupport
import Testing

@Suite struct StopTests {
    @Test func `finishes what is under way and takes nothing new`() async throws {
        let started = Signal()
        let refused = Signal()
        let server = try HTTPServer(port: 0, limits: shortLimits()) { _ in
            started.give()
            await refused.wait()
            return text("finished")
        }
        let busy = try ClientSocket(port: server.port)
        let idle = try ClientSocket(port: server.port)
        try await withThrowingTaskGroup { group in
            group.addTask { try await server.run() }
            try await busy.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            await started.wait()
            group.cancelAll()
            // The idle connection ends when the stop has begun; then nobody can connect.
            #expect(try await idle.rest() == [])
            let failure = #expect(throws: ClientSocket.Failure.self) {
                _ = try ClientSocket(port: server.port)
            }
            #expect(failure?.code == ECONNREFUSED)
            refused.give()
            let answer = try await busy.answer()
            #expect(answer.text == "finished")
            #expect(answer.header("connection")?.lowercased() == "close")
            try await group.waitForAll()
        }
    }

    @Test func `stops although handlers, readers and streams hang`() async throws {
        let never = Signal()
        let hanging = Seen<String>()
        let all = Signal()
        let limits = shortLimits { $0.drain = .milliseconds(200) }
        let server = try HTTPServer(port: 0, limits: limits) { request in
            hanging.add(request.rawPath)
            if hanging.all.count == 3 { all.give() }
            switch request.rawPath {
            case "/handler": await never.wait()
            case "/reader": _ = try? await request.body.collect(upTo: 1000)
            default:
                return HTTPResponse(
                    status: 200,
                    body: .stream(length: 10) {
                        await never.wait()
                        return nil
                    })
            }
            return text("")
        }
        let clients = try (0..<3).map { _ in try ClientSocket(port: server.port) }
        try await withThrowingTaskGroup { group in
            group.addTask { try await server.run() }
            try await clients[0].send("GET /handler HTTP/1.1\r\nHost: a\r\n\r\n")
            try await clients[1].send(
                "POST /reader HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nabc")
            try await clients[2].send("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n")
            await all.wait()
            group.cancelAll()
            try await group.waitForAll()
        }
        #expect(try await clients[0].rest() == [])
        never.give()
    }

    @Test func `can be stopped and its port taken again at once`() async throws {
        let first = try HTTPServer(port: 0) { _ in text("first") }
        try await running(first) {
            let client = try ClientSocket(port: first.port)
            try await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await client.answer().text == "first")
        }
    }

    @Test func `says which address it cannot listen on`() throws {
        let first = try HTTPServer(port: 0) { _ in text("") }
        let port = first.port
        let error = #expect(throws: (any Error).self) {
            _ = try HTTPServer(port: port) { _ in text("") }
        }
        #expect("\(try #require(error))".contains("127.0.0.1:\(port)"))
        withExtendedLifetime(first) {}
    }
}
