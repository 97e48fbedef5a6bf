import HTTP
import Lifecycle
import TestSupport
import Testing

@Suite struct HealthServerTests {
    @Test func `tells that it lives, whether it is ready and why not`() async throws {
        let readiness = Readiness()
        let server = try HealthServer(port: 0, readiness: readiness)
        try await running(server) {
            let client = try ClientSocket(port: server.port)
            func get(_ path: String) async throws -> ClientSocket.Answer {
                try await client.send("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
                return try await client.answer()
            }
            #expect(try await get("/healthz").status == 200)
            var ready = try await get("/readyz")
            #expect(ready.status == 200)
            #expect(ready.text == #"{"blocked":{},"ready":true}"#)
            readiness.set("redis", blockedBy: "no connection")
            ready = try await get("/readyz")
            #expect(ready.status == 503)
            #expect(ready.text == #"{"blocked":{"redis":"no connection"},"ready":false}"#)
            #expect(try await get("/healthz").status == 200)
            #expect(try await get("/other").status == 404)
            let metrics = try await get("/metrics")
            #expect(metrics.header("content-type") == "text/plain; version=0.0.4")
            #expect(metrics.text.contains("egov_http_requests_total{status=\"503\"}"))
        }
    }
}
