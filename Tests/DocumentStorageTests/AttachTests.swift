import Contracts
import Lifecycle
import Store
import TestSupport
import Testing

@testable import DocumentStorage

struct AttachTests {
    private func count(_ table: SQL, _ bench: Workbench) async throws -> Int {
        try await bench.store.read { try $0.rows("SELECT 1 AS one FROM \(part: table)").count }
    }

    @Test func `makes a submitted dossier's papers part of it, once`() async throws {
        let bench = try await Workbench()
        let paper = try await bench.store()
        try await bench.submit("D1", [paper.id], id: "event-1")
        try await bench.submit("D1", [paper.id], id: "event-1")
        try await bench.submit("D1", [paper.id], id: "event-2")
        #expect(try await count("attachments", bench) == 1)
        #expect(try await count("audit WHERE action = 'documents-attached'", bench) == 1)
        #expect(try await bench.read(paper.id).usedIn == [DossierCode(rawValue: "code-D1")])
        #expect(try await bench.list().items[0].usedIn == [DossierCode(rawValue: "code-D1")])
    }

    @Test func `opens a paper to officers of the unit that was granted it, with a reason`()
        async throws
    {
        let bench = try await Workbench()
        let paper = try await bench.store()
        let (mine, other) = (bench.officer(of: "48.1"), bench.officer(of: "48.2"))
        #expect(
            try await code { try await bench.openDownload(paper.id, as: mine, reason: "xem") }
                == "not-found")
        try await bench.submit("D1", [paper.id], unit: "48.1")
        #expect(
            try await code { try await bench.openDownload(paper.id, as: other, reason: "xem") }
                == "not-found")
        #expect(
            try await code { try await bench.openDownload(paper.id, as: mine, reason: " \n ") }
                == "fields-not-valid reason")
        #expect(try await count("accesses", bench) == 0)
        let opened = try await bench.openDownload(
            paper.id, as: mine, reason: "Thẩm tra hồ sơ", id: "m")
        let again = try await bench.openDownload(
            paper.id, as: mine, reason: "Thẩm tra hồ sơ", id: "m")
        #expect(opened.url == again.url)
        #expect(try await bench.fetch(opened.url) == Workbench.pdf("x"))
        #expect(try await count("accesses WHERE officer = 'OFFICER'", bench) == 1)
        #expect(try await count("audit WHERE action = 'document-opened'", bench) == 1)
        #expect(try await bench.store.verifyAudit().firstBad == nil)
        for role in [Caller.Role.administrator, .operator, .service] {
            let caller = Caller(role: role, id: "X", unit: UnitCode(rawValue: "48.1"))
            #expect(
                try await code { try await bench.openDownload(paper.id, as: caller, reason: "x") }
                    == "not-found")
        }
    }

    @Test func `keeps with the dossier what its owner takes away`() async throws {
        let bench = try await Workbench()
        let paper = try await bench.store()
        try await bench.submit("D1", [paper.id])
        try await bench.remove(paper.id)
        #expect(try await bench.list().items.isEmpty)
        bench.time.advance(by: .seconds(100_000))
        try await SweepFiles(store: bench.store, blobs: bench.blobs, clock: bench.time.clock)
            .sweep()
        let officer = bench.officer(of: "48.1")
        let opened = try await bench.openDownload(paper.id, as: officer, reason: "Thẩm tra")
        #expect(try await bench.fetch(opened.url) == Workbench.pdf("x"))
        #expect(try await bench.openDownload(paper.id).url != nil)
        let used: Int? = try await bench.store.read {
            try $0.first("SELECT used_bytes FROM citizens")?["used_bytes"]
        }
        #expect(used == 0)
    }

    @Test func `saves a paper removed just before its dossier was heard of`() async throws {
        let bench = try await Workbench()
        let paper = try await bench.store()
        try await bench.remove(paper.id)
        try await bench.submit("D1", [paper.id])
        bench.time.advance(by: .seconds(100_000))
        try await SweepFiles(store: bench.store, blobs: bench.blobs, clock: bench.time.clock)
            .sweep()
        let officer = bench.officer(of: "48.1")
        #expect(try await bench.openDownload(paper.id, as: officer, reason: "Thẩm tra").url != nil)
    }

    @Test func `follows an amended dossier, whatever the order of the news`() async throws {
        let bench = try await Workbench()
        let (first, second) = (try await bench.store("a.pdf"), try await bench.store("b.pdf"))
        try await bench.amend("D1", [second.id], sequence: 2)
        try await bench.submit("D1", [first.id])
        #expect(try await bench.read(first.id).usedIn.isEmpty)
        #expect(try await bench.read(second.id).usedIn.count == 1)
        try await bench.amend("D1", [first.id], sequence: 3)
        #expect(try await bench.read(first.id).usedIn.count == 1)
        #expect(try await bench.read(second.id).usedIn.isEmpty)
        let officer = bench.officer(of: "48.1")
        #expect(
            try await code { try await bench.openDownload(second.id, as: officer, reason: "x") }
                == "not-found")
    }

    @Test func `destroys a removed paper once the last dossier lets go of it`() async throws {
        let bench = try await Workbench()
        let paper = try await bench.store()
        try await bench.submit("D1", [paper.id])
        try await bench.remove(paper.id)
        try await bench.amend("D1", [], sequence: 2)
        bench.time.advance(by: Disposal.grace)
        try await SweepFiles(store: bench.store, blobs: bench.blobs, clock: bench.time.clock)
            .sweep()
        #expect(bench.blobFiles().isEmpty)
    }

    @Test func `attaches nothing that is not the citizen's`() async throws {
        let bench = try await Workbench()
        let paper = try await bench.store()
        try await bench.submit("D1", [paper.id], citizen: Workbench.minh)
        #expect(try await bench.read(paper.id).usedIn.isEmpty)
        let officer = bench.officer(of: "48.1")
        #expect(
            try await code { try await bench.openDownload(paper.id, as: officer, reason: "x") }
                == "not-found")
    }

    @Test func `lets a download ticket give every byte once`() async throws {
        let bench = try await Workbench()
        let bytes = Workbench.pdf(size: 150_000)
        let upload = try await bench.openUpload("a.pdf", "application/pdf", size: bytes.count)
        _ = try await bench.send(bytes, to: upload.url)
        let url = try await bench.openDownload(upload.id).url
        let ticket = try #require(try await bench.ticket(url))
        func part(_ range: Range<Int>) async throws -> [UInt8] {
            let next = try await bench.files.send.pieces(of: range, ticket)
            var part: [UInt8] = []
            while let piece = try await next() { part += piece }
            return part
        }
        #expect(try await part(100_000..<150_000) == Array(bytes[100_000...]))
        #expect(try await part(0..<70_000) == Array(bytes[..<70_000]))
        #expect(try await part(70_000..<150_000) == Array(bytes[70_000...]))
        #expect(try await bench.ticket(url) == nil)
        await #expect(throws: (any Error).self) { try await part(0..<150_000) }
    }
}
