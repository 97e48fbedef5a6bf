import Contracts
import Cryptography
import Foundation
import Testing

@testable import DocumentStorage

struct AtRestTests {
    @Test func `leaves no plain byte on the disk, and nobody else may read it`() async throws {
        let bench = try await Workbench()
        let paper = try await bench.store("giấy.pdf", "MARKER-OF-A-PLAIN-PAPER")
        let path = try await bench.blobPath(paper.id)
        let content = try Foundation.Data(contentsOf: URL(fileURLWithPath: path))
        #expect(content.count > 0)
        #expect(content.range(of: Foundation.Data("MARKER".utf8)) == nil)
        #expect(content.range(of: Foundation.Data("%PDF".utf8)) == nil)
        func mode(_ path: String) throws -> Int? {
            try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        }
        #expect(try mode(path) == 0o600)
        #expect(try mode(URL(fileURLWithPath: path).deletingLastPathComponent().path) == 0o700)
        #expect(try mode(bench.folder) == 0o700)
        #expect(!path.contains(paper.id.rawValue))
    }

    enum Damage: CaseIterable { case swapped, cut, flipped, ofAnother, longer }

    @Test(arguments: Damage.allCases)
    func `does not read a file that was tampered with`(damage: Damage) async throws {
        let bench = try await Workbench()
        let size = 3 * ChunkSeal.plainBytes
        let bytes = Workbench.pdf(size: size)
        let upload = try await bench.openUpload("a.pdf", "application/pdf", size: size)
        _ = try await bench.send(bytes, to: upload.url)
        let other = try await bench.openUpload("b.pdf", "application/pdf", size: size)
        _ = try await bench.send(bytes, to: other.url)
        let url = URL(fileURLWithPath: try await bench.blobPath(upload.id))
        let before = Array(try Foundation.Data(contentsOf: url))
        let chunk = ChunkSeal.sealedBytes
        let after: [UInt8]
        switch damage {
        case .swapped:
            after = Array(before[chunk..<2 * chunk] + before[..<chunk] + before[(2 * chunk)...])
        case .cut: after = Array(before[..<(2 * chunk)])
        case .flipped: after = before.enumerated().map { $0 == 2 * chunk + 100 ? $1 ^ 1 : $1 }
        case .ofAnother:
            after = Array(
                try Foundation.Data(
                    contentsOf: URL(fileURLWithPath: try await bench.blobPath(other.id))))
        case .longer: after = before + before[..<chunk]
        }
        try Foundation.Data(after).write(to: url)
        let download = try await bench.openDownload(upload.id)
        await #expect(throws: BlobFolder.Damaged.self) { try await bench.fetch(download.url) }
    }

    @Test func `binds each chunk to its file, attempt, place and end`() throws {
        let key = SecretKey.random()
        let size = 2 * ChunkSeal.plainBytes + 5
        let seal = ChunkSeal(file: "f", contentVersion: 2, size: size, key: key)
        #expect(seal.count == 3 && seal.plainCount(of: 2) == 5)
        #expect(seal.sealedSize == size + 120)
        let sealed = seal.seal([1, 2, 3, 4, 5], at: 2)
        #expect(try seal.open(sealed, at: 2) == [1, 2, 3, 4, 5])
        let others = [
            ChunkSeal(file: "g", contentVersion: 2, size: size, key: key),
            ChunkSeal(file: "f", contentVersion: 1, size: size, key: key),
            ChunkSeal(file: "f", contentVersion: 2, size: size + ChunkSeal.plainBytes, key: key),
            ChunkSeal(file: "f", contentVersion: 2, size: size, key: .random()),
        ]
        for other in others {
            #expect(throws: CryptographyError.self) { try other.open(sealed, at: 2) }
        }
        #expect(throws: CryptographyError.self) { try seal.open(sealed, at: 1) }
    }

    @Test func `cannot open a file without the citizen's key`() throws {
        let (lan, minh) = (Workbench.lan, Workbench.minh)
        let document = DocumentID(rawValue: "d")
        let keys = KeyRing(master: .random())
        let (mine, theirs) = (keys.newCitizenKey(of: lan), keys.newCitizenKey(of: minh))
        let sealed = try keys.newFileKey(of: document, owner: lan, citizenKey: mine)
        let key = try keys.fileKey(sealed, of: document, owner: lan, citizenKey: mine)
        #expect(key.rawBytes.count == 32)
        #expect(throws: CryptographyError.self) {
            try keys.fileKey(sealed, of: document, owner: minh, citizenKey: theirs)
        }
        #expect(throws: CryptographyError.self) {
            try keys.fileKey(sealed, of: document, owner: lan, citizenKey: theirs)
        }
        #expect(throws: CryptographyError.self) {
            try KeyRing(master: .random())
                .fileKey(sealed, of: document, owner: lan, citizenKey: mine)
        }
    }

    @Test(arguments: [1, 65_535, 65_536, 65_537])
    func `keeps files of every length`(size: Int) async throws {
        let bench = try await Workbench()
        let bytes = Workbench.pdf(size: size)
        let seal = ChunkSeal(file: "f", contentVersion: 1, size: size, key: .random())
        let turn = bench.blobs.takeTurn(.random())
        for index in 0..<seal.count {
            let start = index * ChunkSeal.plainBytes
            let plain = Array(bytes[start..<start + seal.plainCount(of: index)])
            try await bench.blobs.add(plain, at: index, turn, seal)
        }
        #expect(try await bench.blobs.verify(turn, seal).sha256 == SHA256.hash(bytes).hex)
        try await bench.blobs.keep(turn)
        var back: [UInt8] = []
        for index in 0..<seal.count {
            back += try await bench.blobs.chunk(index, of: turn.blob, seal)
        }
        #expect(back == bytes)
    }

    @Test func `lets only the latest transfer write`() async throws {
        let bench = try await Workbench()
        let seal = ChunkSeal(file: "f", contentVersion: 1, size: 5, key: .random())
        let blob = BlobID.random()
        let first = bench.blobs.takeTurn(blob)
        let second = bench.blobs.takeTurn(blob)
        await #expect(throws: BlobFolder.TakenOver.self) {
            try await bench.blobs.add([1, 2, 3, 4, 5], at: 0, first, seal)
        }
        try await bench.blobs.add([1, 2, 3, 4, 5], at: 0, second, seal)
        bench.blobs.end(first)
        try await bench.blobs.keep(second)
        bench.blobs.end(second)
        await #expect(throws: BlobFolder.TakenOver.self) { try await bench.blobs.keep(second) }
    }
}
