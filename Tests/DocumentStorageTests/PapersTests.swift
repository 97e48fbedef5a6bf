import Contracts
import Foundation
import Lifecycle
import Store
import TestSupport
import Testing

@testable import DocumentStorage

struct PapersTests {
    @Test func `lists a citizen's papers, newest first, page by page`() async throws {
        let bench = try await Workbench()
        var names: [String] = []
        for number in 1...5 {
            bench.time.advance(by: .seconds(1))
            names.append(try await bench.store("giấy \(number).pdf").fileName)
        }
        _ = try await bench.store(as: Workbench.minh)
        _ = try await bench.openUpload("chưa tới.pdf", "application/pdf", size: 9)
        var seen: [String] = []
        var after: String?
        repeat {
            let page = try await bench.list(after: after, limit: 2)
            seen += page.items.map(\.fileName)
            after = page.next
        } while after != nil
        #expect(seen == names.reversed())
        #expect(try await code { try await bench.list(limit: 101) } == "fields-not-valid limit")
        #expect(try await code { try await bench.list(after: "?") } == "fields-not-valid after")
    }

    @Test func `shows nobody else's papers`() async throws {
        let bench = try await Workbench()
        let paper = try await bench.store()
        let minh = Workbench.minh
        #expect(try await code { try await bench.read(paper.id, as: minh) } == "not-found")
        #expect(try await code { try await bench.remove(paper.id, as: minh) } == "not-found")
        #expect(
            try await code { try await bench.rename(paper.id, version: 1, to: "x.pdf", as: minh) }
                == "not-found")
        #expect(
            try await code { try await bench.openDownload(paper.id, as: .citizen(minh)) }
                == "not-found")
        #expect(
            try await code { try await bench.openDownload(paper.id, as: .anonymous()) }
                == "sign-in-needed")
        #expect(try await bench.describe([paper.id], of: minh).isEmpty)
    }

    @Test func `renames only what has not changed meanwhile`() async throws {
        let bench = try await Workbench()
        let paper = try await bench.store("cũ.pdf")
        let renamed = try await bench.rename(paper.id, version: 1, to: "mới.pdf")
        #expect(renamed.fileName == "mới.pdf" && renamed.version == 2)
        #expect(
            try await code { try await bench.rename(paper.id, version: 1, to: "khác.pdf") }
                == "changed-meanwhile")
        #expect(
            try await code { try await bench.rename(paper.id, version: 2, to: "khác.png") }
                == "extension-not-fitting fileName")
        #expect(try await bench.read(paper.id).fileName == "mới.pdf")
    }

    @Test func `tells dossier intake alone about a citizen's usable documents`() async throws {
        let bench = try await Workbench()
        let paper = try await bench.store()
        let waiting = try await bench.openUpload("b.pdf", "application/pdf", size: 9)
        let removed = try await bench.store("c.pdf")
        try await bench.remove(removed.id)
        let described = try await bench.describe(
            [paper.id, waiting.id, removed.id, DocumentID(rawValue: "none")])
        #expect(described.map(\.id) == [paper.id] && described[0].sha256 == paper.sha256)
        let handler = DescribeDocumentsHandler(store: bench.store)
        let query = DescribeDocuments(owner: Workbench.lan, ids: [paper.id])
        for caller in [Caller.citizen(Workbench.lan), .service(.notification), .anonymous()] {
            #expect(
                try await code { try await handler.answer(query, for: caller) } == "not-allowed")
        }
    }

    @Test func `destroys a removed paper that no dossier holds, key and bytes`() async throws {
        let bench = try await Workbench()
        let paper = try await bench.store()
        try await bench.remove(paper.id)
        #expect(try await bench.list().items.isEmpty)
        #expect(try await code { try await bench.remove(paper.id) } == "not-found")
        #expect(try await code { try await bench.openDownload(paper.id) } == "not-found")
        let sweep = SweepFiles(store: bench.store, blobs: bench.blobs, clock: bench.time.clock)
        try await sweep.sweep()
        #expect(bench.blobFiles().count == 1)
        bench.time.advance(by: Disposal.grace)
        try await sweep.sweep()
        #expect(bench.blobFiles().isEmpty)
        let rows = try await bench.store.read { try $0.rows("SELECT id FROM documents").count }
        #expect(rows == 0)
        #expect(try await bench.store.verifyAudit().firstBad == nil)
    }

    @Test func `clears away uploads that never came and files nobody owns`() async throws {
        let bench = try await Workbench()
        let bytes = Workbench.pdf(size: 100_000)
        let upload = try await bench.openUpload("a.pdf", "application/pdf", size: bytes.count)
        _ = try await code { try await bench.send(bytes, to: upload.url, cutAfter: 80_000) }
        #expect(bench.blobFiles().count == 1)
        bench.time.advance(by: Ticket.lifetime)
        let sweep = SweepFiles(store: bench.store, blobs: bench.blobs, clock: bench.time.clock)
        try await sweep.sweep()
        #expect(bench.blobFiles().isEmpty)
        #expect(try await code { try await bench.read(upload.id) } == "not-found")
        let orphan = bench.folder + "/incoming/0123.part"
        try Foundation.Data([1]).write(to: URL(fileURLWithPath: orphan))
        let now = bench.time.clock.now()
        func age(_ hours: Double) throws {
            let date = Date(timeIntervalSince1970: Double(now.milliseconds) / 1000 - hours * 3600)
            try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: orphan)
        }
        try age(23)
        try await sweep.sweep()
        #expect(bench.blobFiles().count == 1)
        try age(25)
        try await sweep.sweep()
        #expect(bench.blobFiles().isEmpty)
    }

    @Test func `finds every row by an index`() async throws {
        let bench = try await Workbench()
        let now = bench.time.clock.now()
        let (lan, id) = (Workbench.lan, DocumentID(rawValue: "D"))
        let statements: [SQL] = [
            OpenTicket.statement(hash: [1], time: now),
            ListPapersHandler.statement(of: lan, before: nil, limit: 21),
            ListPapersHandler.statement(of: lan, before: "D", limit: 21),
            StoredDocument.usedInStatement([id, id]),
            Admission.grantStatement(id, UnitCode(rawValue: "48.1")),
            Disposal.dueStatement(of: lan, at: now), Disposal.dueStatement(at: now),
        ]
        for statement in statements {
            let plan = try await bench.store.read { try $0.plan(statement) }
            #expect(!plan.isEmpty)
            for step in plan {
                #expect(!step.hasPrefix("SCAN"), "\(statement.text): \(step)")
                #expect(
                    !step.contains("TEMP B-TREE") || statement.text.contains("usedIn")
                        || statement.text.contains("dossiers.code"), "\(statement.text): \(step)")
            }
        }
    }
}
