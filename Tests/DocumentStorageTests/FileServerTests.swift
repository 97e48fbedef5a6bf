import Contracts
import Cryptography
import Foundation
import HTTP
import Lifecycle
import TestSupport
import Testing

@testable import DocumentStorage

struct FileServerTests {
    /// Runs `body` while the bytes' own port is open.
    private func withPort(
        _ body: (Workbench, PortClient) async throws -> Void
    ) async throws {
        let bench = try await Workbench()
        let server = try bench.files.server(port: 0)
        try await withThrowingTaskGroup { group in
            group.addTask { try await server.run() }
            try await body(bench, PortClient(port: server.port))
            group.cancelAll()
        }
    }

    private func path(_ url: String?) -> String {
        String((url ?? "").dropFirst(Workbench.publicURL.count))
    }

    @Test(arguments: [9, 65_535, 65_536, 65_537, 10 * 1024 * 1024])
    func `carries a file there and back, byte for byte`(size: Int) async throws {
        try await withPort { bench, client in
            let bytes = Workbench.pdf(size: size)
            let upload = try await bench.openUpload("Đơn.pdf", "application/pdf", size: size)
            let put = try #require(
                try await client.send(
                    "PUT", path(upload.url),
                    headers: ["Content-Type": "application/pdf", "Origin": Workbench.portal],
                    body: bytes))
            #expect(put.status == 201, "\(put.text)")
            #expect(put.text.contains(SHA256.hash(bytes).hex))
            #expect(put.headers["access-control-allow-origin"] == Workbench.portal)
            #expect(put.headers["access-control-allow-credentials"] == nil)
            let url = path(try await bench.openDownload(upload.id).url)
            let head = try #require(try await client.send("HEAD", url))
            #expect(head.status == 200 && head.headers["content-length"] == "\(size)")
            #expect(head.body.isEmpty)
            let got = try #require(try await client.send("GET", url))
            #expect(got.status == 200 && got.body == bytes)
            let headers = got.headers
            #expect(headers["content-length"] == "\(size)")
            #expect(headers["content-type"] == "application/pdf")
            #expect(headers["etag"] == "\"\(SHA256.hash(bytes).hex)\"")
            #expect(
                headers["content-disposition"]
                    == "attachment; filename=\"Don.pdf\"; filename*=UTF-8''%C4%90%C6%A1n.pdf")
            #expect(
                headers["content-security-policy"]?.hasPrefix("default-src 'none'; sandbox") == true
            )
            #expect(headers["x-content-type-options"] == "nosniff")
            #expect(headers["cache-control"] == "no-store")
            #expect(headers["vary"] == "Origin")
            #expect(try await client.send("GET", url)?.problem == "ticket-not-valid")
        }
    }

    @Test func `goes on after the connection was cut`() async throws {
        try await withPort { bench, client in
            let bytes = Workbench.pdf(size: 500_000)
            let upload = try await bench.openUpload("a.pdf", "application/pdf", size: bytes.count)
            let url = path(upload.url)
            _ = try await client.send("PUT", url, body: bytes, cutAfter: 200_000)
            // How much arrived before the cut is the network's affair, and the server hears of the cut
            // a moment later: asking, and asking again, is what a browser does too.
            var part: PortClient.Answer?
            let patience = ContinuousClock.now + .seconds(20)
            while part?.status != 202, ContinuousClock.now < patience {
                let head = try #require(try await client.send("HEAD", url))
                #expect(head.status == 204 && head.headers["upload-length"] == "500000")
                let offset = try #require(Int(head.headers["upload-offset"] ?? ""))
                #expect(offset.isMultiple(of: 65_536) && offset <= 196_608)
                part = try await client.send(
                    "PUT", url, headers: ["Content-Range": "bytes \(offset)-299999/500000"],
                    body: Array(bytes[offset..<300_000]))
            }
            #expect(part?.status == 202 && part?.headers["upload-offset"] == "262144")
            let wrong = try await client.send(
                "PUT", url, headers: ["Content-Range": "bytes 65536-499999/500000"],
                body: Array(bytes[65_536...]))
            #expect(wrong?.status == 409 && wrong?.headers["upload-offset"] == "262144")
            let rest = try await client.send(
                "PUT", url, headers: ["Content-Range": "bytes 262144-499999/500000"],
                body: Array(bytes[262_144...]))
            #expect(rest?.status == 201)
            #expect(try await bench.read(upload.id).sha256 == SHA256.hash(bytes).hex)
            let second = try await client.send("PUT", url, body: bytes)
            #expect(second?.status == 404 && second?.problem == "ticket-not-valid")
        }
    }

    @Test func `gives ranges of a file`() async throws {
        try await withPort { bench, client in
            let bytes = Workbench.pdf(size: 200_000)
            let upload = try await bench.openUpload("a.pdf", "application/pdf", size: bytes.count)
            _ = try await client.send("PUT", path(upload.url), body: bytes)
            let url = path(try await bench.openDownload(upload.id).url)
            func get(_ range: String, _ more: [String: String] = [:]) async throws
                -> PortClient.Answer
            {
                let headers = more.merging(["Range": range]) { $1 }
                return try #require(try await client.send("GET", url, headers: headers))
            }
            let middle = try await get("bytes=65530-65545")
            #expect(middle.status == 206 && middle.body == Array(bytes[65_530...65_545]))
            #expect(middle.headers["content-range"] == "bytes 65530-65545/200000")
            #expect(middle.headers["content-length"] == "16")
            let tail = try await get("bytes=-10")
            #expect(tail.status == 206 && tail.body == Array(bytes.suffix(10)))
            let beyond = try await get("bytes=200000-")
            #expect(beyond.status == 416 && beyond.problem == "range-not-there")
            #expect(beyond.headers["content-range"] == "bytes */200000")
            let stale = try await get("bytes=0-9", ["If-Range": "\"other\""])
            #expect(stale.status == 200 && stale.body == bytes)
        }
    }

    @Test func `refuses with a problem whatever does not fit`() async throws {
        try await withPort { bench, client in
            let bytes = Workbench.pdf("x")
            let upload = try await bench.openUpload("a.pdf", "application/pdf", size: bytes.count)
            let url = path(upload.url)
            func put(
                _ body: [UInt8], _ headers: [String: String] = [:]
            ) async throws -> PortClient.Answer {
                try #require(try await client.send("PUT", url, headers: headers, body: body))
            }
            let short = try await put(Array(bytes.dropLast()))
            #expect(short.status == 400 && short.problem == "size-not-fitting")
            #expect(try await put(bytes + [0]).problem == "size-not-fitting")
            let huge = try await put([UInt8](repeating: 0, count: PaperType.sizeLimit + 1))
            #expect(huge.status == 413 && huge.problem == "file-too-large")
            let typed = try await put(bytes, ["Content-Type": "image/png"])
            #expect(typed.status == 415 && typed.problem == "content-not-fitting")
            let chunked = try await put(
                Array("0\r\n\r\n".utf8), ["Transfer-Encoding": "chunked"])
            #expect(chunked.status == 411 && chunked.problem == "length-needed")
            for range in ["bytes 0-3/9", "bytes 0-\(bytes.count)/\(bytes.count)", "x"] {
                #expect(try await put(bytes, ["Content-Range": range]).status == 400)
            }
            let unknown = try #require(try await client.send("GET", "/files/unknown"))
            #expect(unknown.status == 404 && unknown.problem == "ticket-not-valid")
            #expect(try await client.send("GET", url)?.body == unknown.body)
            #expect(try await client.send("POST", url, body: [])?.status == 405)
            #expect(try await client.send("GET", "/")?.status == 404)
            #expect(try await client.send("GET", "/files/%00")?.status ?? 0 < 500)
            #expect(unknown.text.contains("Ông/Bà"))
            #expect(unknown.headers["content-security-policy"] != nil)
            #expect(try await put(bytes).status == 201)
        }
    }

    @Test func `takes no PNG for a PDF`() async throws {
        try await withPort { bench, client in
            let upload = try await bench.openUpload(
                "a.pdf", "application/pdf", size: Workbench.png.count)
            let put = try await client.send("PUT", path(upload.url), body: Workbench.png)
            #expect(put?.status == 415 && put?.problem == "content-not-fitting")
            #expect(try await client.send("HEAD", path(upload.url))?.status == 404)
        }
    }

    @Test func `lets pages of the portal alone call it`() async throws {
        try await withPort { bench, client in
            let upload = try await bench.openUpload("a.pdf", "application/pdf", size: 9)
            let preflight = try #require(
                try await client.send(
                    "OPTIONS", path(upload.url),
                    headers: [
                        "Origin": Workbench.portal, "Access-Control-Request-Method": "PUT",
                    ]))
            #expect(preflight.status == 204)
            #expect(preflight.headers["access-control-allow-origin"] == Workbench.portal)
            #expect(preflight.headers["access-control-allow-methods"]?.contains("PUT") == true)
            #expect(
                preflight.headers["access-control-allow-headers"]?.contains("Content-Range") == true
            )
            #expect(
                preflight.headers["access-control-expose-headers"]?.contains("Upload-Offset")
                    == true)
            for method in ["OPTIONS", "PUT", "GET"] {
                let foreign = try #require(
                    try await client.send(
                        method, path(upload.url), headers: ["Origin": "http://evil.example"],
                        body: method == "PUT" ? Workbench.pdf(size: 9) : nil))
                #expect(foreign.status == 403)
                #expect(foreign.headers["access-control-allow-origin"] == nil)
            }
            #expect(try await bench.read(upload.id).state == .awaitingUpload)
        }
    }

    @Test func `lets one of many full downloads with one ticket complete`() async throws {
        try await withPort { bench, client in
            let bytes = Workbench.pdf(size: 300_000)
            let upload = try await bench.openUpload("a.pdf", "application/pdf", size: bytes.count)
            _ = try await client.send("PUT", path(upload.url), body: bytes)
            let url = path(try await bench.openDownload(upload.id).url)
            let complete = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<8 {
                    group.addTask { try await client.send("GET", url)?.body == bytes }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(complete == 1)
        }
    }

    @Test(arguments: ["/files/%2e%2e", "/files/a%00", "/files/../x"])
    func `says no to what is no request with the headers of every answer`(
        path: String
    ) async throws {
        try await withPort { _, client in
            let answer = try #require(try await client.send("GET", path))
            #expect(answer.status == 400)
            for (name, value) in FileServer.security {
                #expect(answer.headers[name.lowercased()] == value, "\(name)")
            }
        }
    }
}
