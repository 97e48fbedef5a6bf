import Contracts
import Cryptography
import Foundation
import TestSupport
import Testing

@testable import DocumentStorage
@testable import HTTP

struct ViewingTests {
    /// A real PDF of so many pages, each with a line of text.
    private static func pdf(pages: Int) -> [UInt8] {
        var objects = ["<< /Type /Catalog /Pages 2 0 R >>"]
        let kids = (0..<pages).map { "\(3 + 2 * $0) 0 R" }.joined(separator: " ")
        objects.append("<< /Type /Pages /Kids [\(kids)] /Count \(pages) >>")
        for page in 0..<pages {
            let text = "BT /F1 24 Tf 72 700 Td (Trang \(page + 1)) Tj ET"
            objects.append(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents \(4 + 2 * page) 0 R"
                    + " /Resources << /Font << /F1 << /Type /Font /Subtype /Type1"
                    + " /BaseFont /Helvetica >> >> >> >>")
            objects.append("<< /Length \(text.count) >>\nstream\n\(text)\nendstream")
        }
        var file = "%PDF-1.4\n"
        var places: [Int] = []
        for (index, object) in objects.enumerated() {
            places.append(file.count)
            file += "\(index + 1) 0 obj\n\(object)\nendobj\n"
        }
        let start = file.count
        file += "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n"
        for place in places {
            let digits = String(place)
            file += String(repeating: "0", count: 10 - digits.count) + digits + " 00000 n \n"
        }
        file += "trailer\n<< /Size \(objects.count + 1) /Root 1 0 R >>\n"
        return Array((file + "startxref\n\(start)\n%%EOF\n").utf8)
    }

    private func store(
        _ bytes: [UInt8], _ name: String, _ type: String, in bench: Workbench
    ) async throws -> DocumentID {
        let upload = try await bench.openUpload(name, type, size: bytes.count)
        _ = try await bench.send(bytes, to: upload.url)
        return upload.id
    }

    private func get(_ url: String?, _ rest: String, in bench: Workbench) async throws -> (
        status: Int, type: String?, bytes: [UInt8]
    ) {
        let segments = "files/\(url?.split(separator: "/").last ?? "")\(rest)"
            .split(separator: "/").map(String.init)
        let response = await bench.files.respond(
            to: HTTPRequest(
                method: "GET", rawPath: "/" + segments.joined(separator: "/"), segments: segments,
                query: [], headers: [], clientAddress: "192.0.2.7", body: RequestBody([])))
        let type = response.headers.first { $0.name == "Content-Type" }?.value
        guard case .bytes(let bytes) = response.body else { return (response.status, type, []) }
        return (response.status, type, bytes)
    }

    private func page(
        _ number: String, of viewing: OpenViewing.Reply, in bench: Workbench
    ) async throws -> (status: Int, type: String?, bytes: [UInt8]) {
        try await get(viewing.url, "/pages/\(number)", in: bench)
    }

    @Test func `draws each page of a PDF as a picture, as often as asked`() async throws {
        let bench = try await Workbench()
        let id = try await store(Self.pdf(pages: 3), "a.pdf", "application/pdf", in: bench)
        let viewing = try await bench.openViewing(id)
        #expect(viewing.pageCount == 3)
        var pictures: [[UInt8]] = []
        for number in ["1", "2", "3", "1"] {
            let response = try await page(number, of: viewing, in: bench)
            #expect(response.status == 200)
            #expect(response.type == "image/jpeg")
            pictures.append(response.bytes)
        }
        #expect(pictures.allSatisfy { $0.starts(with: [0xFF, 0xD8, 0xFF]) })
        #expect(pictures[0] == pictures[3] && pictures[0] != pictures[1])
        for number in ["0", "4", "-1", "x", "999999999999"] {
            #expect((400..<500).contains(try await page(number, of: viewing, in: bench).status))
        }
    }

    @Test func `gives a picture as its own only page`() async throws {
        let bench = try await Workbench()
        let bytes = Workbench.png
        let id = try await store(bytes, "a.png", "image/png", in: bench)
        let viewing = try await bench.openViewing(id)
        #expect(viewing.pageCount == 1)
        #expect(try await page("1", of: viewing, in: bench).bytes == bytes)
        #expect(try await page("2", of: viewing, in: bench).status == 404)
    }

    @Test func `a PDF that cannot be drawn is told, and the ticket gives no bytes of it`()
        async throws
    {
        let bench = try await Workbench()
        let id = try await store(
            Workbench.pdf(size: 5_000), "a.pdf", "application/pdf", in: bench)
        let error = await #expect(throws: Refusal.self) { try await bench.openViewing(id) }
        #expect(error?.code == "pages-not-drawable")
    }

    @Test func `opens nothing to those who may not read, and tells the citizen of an officer`()
        async throws
    {
        let bench = try await Workbench()
        let id = try await store(Self.pdf(pages: 1), "a.pdf", "application/pdf", in: bench)
        await #expect(throws: Refusal.notFound) {
            try await bench.openViewing(id, as: .citizen(Workbench.minh))
        }
        let officer = bench.officer(of: "48.1")
        await #expect(throws: Refusal.notFound) {
            try await bench.openViewing(id, as: officer, reason: "Thẩm định")
        }
        try await bench.submit("d1", [id])
        await #expect(throws: Refusal.self) { try await bench.openViewing(id, as: officer) }
        let viewing = try await bench.openViewing(id, as: officer, reason: "Thẩm định")
        #expect(try await page("1", of: viewing, in: bench).status == 200)
        let seen = try await ListAccessesHandler(store: bench.store).answer(
            ListAccesses(), for: .citizen(Workbench.lan))
        #expect(seen.items.map(\.reason) == ["Thẩm định"])
        bench.time.advance(by: .seconds(601))
        #expect(try await page("1", of: viewing, in: bench).status == 404)
    }

    @Test func `a ticket for looking gives no file, and one for a file no pages`() async throws {
        let bench = try await Workbench()
        let id = try await store(Self.pdf(pages: 1), "a.pdf", "application/pdf", in: bench)
        let (viewing, download) = (
            try await bench.openViewing(id), try await bench.openDownload(id)
        )
        #expect(try await get(download.url, "/pages/1", in: bench).status == 404)
        #expect(try await get(viewing.url, "", in: bench).status == 404)
    }

    @Test func `a program on foreign bytes has no environment, no open file and so much output`()
        async throws
    {
        let child = LimitedChild()
        guard case .output(let text) = try await child.run("/usr/bin/env", [], on: []) else {
            Issue.record("the program did not run")
            return
        }
        #expect(text.isEmpty)
        guard case .output(let open) = try await child.run("/bin/ls", ["/proc/self/fd"], on: [])
        else {
            Issue.record("the program did not run")
            return
        }
        // Its three, and the folder it reads.
        #expect(open == Array("0\n1\n2\n3\n".utf8))
        guard case .failed = try await child.run("/usr/bin/yes", [], on: []) else {
            Issue.record("the program wrote without end")
            return
        }
    }
}
