import Contracts
import HTTP
import Testing

@testable import Gateway

struct FileAnswerTests {
    private static let path = "/api/v1/dossiers/H17-261123-0001/receipt"

    private func answer(_ json: String) async throws -> HTTPResponse {
        let bench = try Bench()
        bench.owners.answer(ReadReceiptPaper.self, json)
        return await bench.sendSignedIn("GET", Self.path)
    }

    @Test func `answers a file's own bytes, to be saved and kept by no cache`() async throws {
        let response = try await answer(
            #"{"fileName":"giay-1.pdf","contentType":"application/pdf","base64":"JVBERi0="}"#)
        #expect(response.status == 200 && response.text == "%PDF-")
        #expect(response.values("Content-Type") == ["application/pdf"])
        #expect(response.values("Content-Disposition") == ["attachment; filename=\"giay-1.pdf\""])
        #expect(response.values("Cache-Control") == ["private, no-store"])
        #expect(response.values("X-Content-Type-Options") == ["nosniff"])
        #expect(response.values("API-Version").count == 1)
    }

    @Test(arguments: [
        #"{"fileName":"a.html","contentType":"text/html","base64":"JVBERi0="}"#,
        #"{"fileName":"a\"; x=\".pdf","contentType":"application/pdf","base64":"JVBERi0="}"#,
        #"{"fileName":"a.pdf","contentType":"application/pdf","base64":"?"}"#, "{}",
    ])
    func `hands on nothing that is no such file`(json: String) async throws {
        #expect(try await answer(json).status == 503)
    }

    @Test func `is asked of its owner as the one who is signed in, and nobody else`() async throws {
        let bench = try Bench()
        #expect(await bench.send("GET", Self.path).status == 401)
        _ = await bench.sendSignedIn("GET", Self.path)
        let asked = bench.owners.asked(ReadReceiptPaper.self)
        #expect(asked.map(\.json) == [#"{"code":"H17-261123-0001"}"#])
        #expect(asked.first?.caller.id == "citizen-1")
    }
}
