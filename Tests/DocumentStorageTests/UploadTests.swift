import Contracts
import Cryptography
import Foundation
import Lifecycle
import Store
import TestSupport
import Testing

@testable import DocumentStorage

struct UploadTests {
    @Test(arguments: [9, 10, 65_535, 65_536, 65_537, 131_072, 10 * 1024 * 1024])
    func `gives back exactly what was sent`(size: Int) async throws {
        let bench = try await Workbench()
        let bytes = Workbench.pdf(size: size)
        let upload = try await bench.openUpload("a.pdf", "application/pdf", size: size)
        let paper = try #require(try await bench.send(bytes, to: upload.url))
        #expect(paper.state == .stored && paper.id == upload.id)
        #expect(paper.sha256 == SHA256.hash(bytes).hex)
        let download = try await bench.openDownload(upload.id)
        #expect(try await bench.fetch(download.url) == bytes)
    }

    @Test func `hands the same ticket out for the same message and keeps none of it`() async throws
    {
        let bench = try await Workbench()
        let first = try await bench.openUpload("a.pdf", "application/pdf", size: 9, id: "m1")
        let again = try await bench.openUpload("a.pdf", "application/pdf", size: 9, id: "m1")
        #expect(first.id == again.id && first.url == again.url && first.url != nil)
        let keyed = try await bench.openUpload(
            "b.pdf", "application/pdf", size: 9, id: "m2", idempotencyKey: "k")
        let repeated = try await bench.openUpload(
            "b.pdf", "application/pdf", size: 9, id: "m3", idempotencyKey: "k")
        #expect(keyed.id == repeated.id && keyed.url == repeated.url && keyed.url != first.url)
        let texts = [first.url, keyed.url].compactMap { $0?.split(separator: "/").last }
        #expect(texts.allSatisfy { $0.utf8.count == 43 })
        let file = bench.test.folder.path
        for name in try FileManager.default.contentsOfDirectory(atPath: file)
        where name.hasPrefix("store.db") {
            let content = try Foundation.Data(contentsOf: URL(fileURLWithPath: "\(file)/\(name)"))
            for text in texts { #expect(content.range(of: Foundation.Data(text.utf8)) == nil) }
        }
    }

    @Test func `takes one completed transfer for a ticket, within its ten minutes`() async throws {
        let bench = try await Workbench()
        let bytes = Workbench.pdf("một")
        let upload = try await bench.openUpload("a.pdf", "application/pdf", size: bytes.count)
        _ = try await bench.send(bytes, to: upload.url)
        #expect(
            try await code { try await bench.send(bytes, to: upload.url) } == "ticket-not-valid")
        let late = try await bench.openUpload("b.pdf", "application/pdf", size: bytes.count)
        bench.time.advance(by: .seconds(600))
        #expect(try await code { try await bench.send(bytes, to: late.url) } == "ticket-not-valid")
    }

    @Test func `goes on where a cut upload stopped`() async throws {
        let bench = try await Workbench()
        let bytes = Workbench.pdf(size: 300_000)
        let upload = try await bench.openUpload("a.pdf", "application/pdf", size: bytes.count)
        let cut = try await code {
            try await bench.send(bytes, to: upload.url, cutAfter: 150_000)
        }
        #expect(cut == "upload-interrupted")
        let ticket = try #require(try await bench.ticket(upload.url))
        #expect(try await bench.files.receive.offset(of: ticket) == 131_072)
        let elsewhere = try await code { try await bench.send(bytes, to: upload.url, from: 65_536) }
        #expect(elsewhere == "upload-offset-differs")
        let paper = try await bench.send(bytes, to: upload.url, from: 131_072)
        #expect(paper?.sha256 == SHA256.hash(bytes).hex)
    }

    @Test func `starts again from the first byte when asked`() async throws {
        let bench = try await Workbench()
        let wrong = Workbench.pdf(size: 200_000)
        let right = wrong.prefix(20) + wrong.dropFirst(20).reversed()
        try #require(wrong.count == right.count)
        let upload = try await bench.openUpload("a.pdf", "application/pdf", size: right.count)
        _ = try await code { try await bench.send(wrong, to: upload.url, cutAfter: 150_000) }
        let paper = try await bench.send(Array(right), to: upload.url)
        #expect(paper?.sha256 == SHA256.hash(Array(right)).hex)
    }

    @Test func `never takes chunks of an earlier attempt for the later one`() async throws {
        let bench = try await Workbench()
        let bytes = Workbench.pdf(size: 200_000)
        let upload = try await bench.openUpload("a.pdf", "application/pdf", size: bytes.count)
        _ = try await code { try await bench.send(bytes, to: upload.url, cutAfter: 150_000) }
        let part = "\(bench.folder)/\(bench.blobFiles()[0])"
        let old = try Foundation.Data(contentsOf: URL(fileURLWithPath: part))
        _ = try await code { try await bench.send(bytes, to: upload.url, cutAfter: 150_000) }
        try old.write(to: URL(fileURLWithPath: part))
        let mixed = try await code { try await bench.send(bytes, to: upload.url, from: 131_072) }
        #expect(mixed == "upload-offset-differs")
        let paper = try await bench.send(bytes, to: upload.url)
        #expect(paper?.sha256 == SHA256.hash(bytes).hex)
    }

    @Test func `restarts cleanly when the process died between the disk and the store`()
        async throws
    {
        let bench = try await Workbench()
        let bytes = Workbench.pdf(size: 100_000)
        let upload = try await bench.openUpload("a.pdf", "application/pdf", size: bytes.count)
        _ = try await code { try await bench.send(bytes, to: upload.url, cutAfter: 90_000) }
        // As after a kill: half a chunk at the end, then the complete file without its row.
        let part = "\(bench.folder)/\(bench.blobFiles()[0])"
        let handle = try #require(FileHandle(forWritingAtPath: part))
        try handle.seekToEnd()
        handle.write(Foundation.Data(repeating: 7, count: 1000))
        try handle.close()
        let ticket = try #require(try await bench.ticket(upload.url))
        #expect(try await bench.files.receive.offset(of: ticket) == 65_536)
        let final = try await bench.blobPath(upload.id)
        try FileManager.default.createDirectory(
            atPath: URL(fileURLWithPath: final).deletingLastPathComponent().path,
            withIntermediateDirectories: true)
        try FileManager.default.moveItem(atPath: part, toPath: final)
        #expect(try await bench.files.receive.offset(of: ticket) == 0)
        #expect(try await bench.read(upload.id).state == .awaitingUpload)
        let paper = try await bench.send(bytes, to: upload.url)
        #expect(paper?.sha256 == SHA256.hash(bytes).hex)
        let download = try await bench.openDownload(upload.id)
        #expect(try await bench.fetch(download.url) == bytes)
    }

    @Test func `drops a file whose content is of another kind`() async throws {
        let bench = try await Workbench()
        let upload = try await bench.openUpload(
            "a.pdf", "application/pdf", size: Workbench.png.count)
        #expect(
            try await code { try await bench.send(Workbench.png, to: upload.url) }
                == "content-not-fitting")
        #expect(bench.blobFiles().isEmpty)
        #expect(try await code { try await bench.read(upload.id) } == "not-found")
        let used: Int? = try await bench.store.read {
            try $0.first("SELECT used_bytes FROM citizens")?["used_bytes"]
        }
        #expect(used == 0)
        let png = try await bench.openUpload("a.png", "image/png", size: Workbench.png.count)
        #expect(try await bench.send(Workbench.png, to: png.url)?.mediaType == "image/png")
    }

    /// libmagic itself looks for the mark of a PDF within the first bytes, not at the first.
    @Test(arguments: ["<script>alert(1)</script>", "MZ", "\n"])
    func `takes no paper in front of which something else stands`(front: String) async throws {
        let bench = try await Workbench()
        let bytes = Array(front.utf8) + Workbench.pdf("một")
        let upload = try await bench.openUpload("a.pdf", "application/pdf", size: bytes.count)
        #expect(
            try await code { try await bench.send(bytes, to: upload.url) }
                == "content-not-fitting")
        #expect(bench.blobFiles().isEmpty)
    }

    @Test func `refuses what cannot be a paper before any byte`() async throws {
        let bench = try await Workbench()
        func refused(_ name: String, _ type: String, _ size: Int) async throws -> String? {
            try await code { try await bench.openUpload(name, type, size: size) }
        }
        #expect(
            try await refused("a.exe", "application/x-msdownload", 9) == "type-not-taken mediaType")
        #expect(
            try await refused("a.png", "application/pdf", 9) == "extension-not-fitting fileName")
        #expect(try await refused("", "application/pdf", 9) == "fields-not-valid fileName")
        #expect(try await refused("a.pdf", "application/pdf", 0) == "fields-not-valid size")
        #expect(try await refused("a.pdf", "application/pdf", -1) == "fields-not-valid size")
        let limit = 10 * 1024 * 1024
        #expect(try await refused("a.pdf", "application/pdf", limit + 1) == "file-too-large size")
        #expect(try await refused("a.pdf", "application/pdf", limit) == nil)
        #expect(
            try await code {
                try await OpenUploadHandler(keys: bench.keys, publicURL: "").handle(
                    OpenUpload(fileName: "a.pdf", mediaType: "application/pdf", size: 9),
                    bench.test.delivery(of: OpenUpload.self, from: .anonymous()))
            } == "sign-in-needed")
    }

    @Test func `lets a citizen have 200 MiB, exactly, under a rush`() async throws {
        let bench = try await Workbench()
        let opened = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    let reply = try? await bench.openUpload(
                        "a.pdf", "application/pdf", size: PaperType.sizeLimit)
                    return reply != nil
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(opened == 20)
        #expect(
            try await code { try await bench.openUpload("a.pdf", "application/pdf", size: 1) }
                == "storage-used-up")
        #expect(
            try await bench.openUpload("a.pdf", "application/pdf", size: 1, as: Workbench.minh).url
                != nil)
        bench.time.advance(by: Ticket.lifetime)
        #expect(try await bench.openUpload("a.pdf", "application/pdf", size: 1).url != nil)
        let used: Int? = try await bench.store.read { snapshot in
            try snapshot.first("SELECT used_bytes FROM citizens WHERE id = \(Workbench.lan)")?[
                "used_bytes"]
        }
        #expect(used == 1)
    }

    @Test func `answers that the disk takes nothing, and stores nothing half`() async throws {
        let bench = try await Workbench()
        let upload = try await bench.openUpload("a.pdf", "application/pdf", size: 100_000)
        try FileManager.default.removeItem(atPath: bench.folder + "/incoming")
        try Foundation.Data().write(to: URL(fileURLWithPath: bench.folder + "/incoming"))
        let bytes = Workbench.pdf(size: 100_000)
        #expect(
            try await code { try await bench.send(bytes, to: upload.url) } == "storage-unavailable")
        #expect(try await bench.read(upload.id).state == .awaitingUpload)
        try FileManager.default.removeItem(atPath: bench.folder + "/incoming")
        try FileManager.default.createDirectory(
            atPath: bench.folder + "/incoming", withIntermediateDirectories: false)
        #expect(try await bench.send(bytes, to: upload.url)?.state == .stored)
    }
}
