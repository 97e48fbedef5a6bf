import Contracts
import Foundation
import Glibc
import HTTP
import TestSupport
import Testing

@testable import DocumentStorage

struct FullDiskTests {
    @Test(.enabled("needs the right to mount") { canMount() })
    func `answers 503 while the disk is full, stores nothing half, and works again`() async throws {
        let bench = try await Workbench()
        try #require(mountSmallDisk(at: bench.folder))
        defer { umount2(bench.folder, Int32(MNT_DETACH)) }
        mkdir(bench.folder + "/incoming", 0o700)
        let server = try HTTPServer(port: 0, handler: bench.files.respond)
        try await withThrowingTaskGroup { group in
            group.addTask { try await server.run() }
            try await fillAndEmpty(bench, PortClient(port: server.port))
            group.cancelAll()
        }
    }

    private func fillAndEmpty(_ bench: Workbench, _ client: PortClient) async throws {
        func put(_ bytes: [UInt8]) async throws -> (DocumentID, PortClient.Answer?) {
            let upload = try await bench.openUpload("a.pdf", "application/pdf", size: bytes.count)
            let path = (upload.url ?? "").dropFirst(Workbench.publicURL.count)
            return (upload.id, try await client.send("PUT", String(path), body: bytes))
        }
        let (big, full) = try await put(Workbench.pdf(size: 3_000_000))
        #expect(full?.status == 503 && full?.problem == "storage-unavailable")
        #expect(full?.headers["retry-after"] != nil)
        #expect(bench.blobFiles().isEmpty)
        #expect(try await bench.read(big).state == .awaitingUpload)
        let (small, fits) = try await put(Workbench.pdf(size: 500_000))
        #expect(fits?.status == 201)
        let download = try await bench.openDownload(small)
        #expect(try await bench.fetch(download.url) == Workbench.pdf(size: 500_000))
    }
}

/// Puts a disk of one mebibyte there.
private func mountSmallDisk(at path: String) -> Bool {
    mount("tmpfs", path, "tmpfs", 0, "size=1m") == 0
}

/// Whether this process may mount: root outside of a locked container.
private func canMount() -> Bool {
    guard let folder = try? TemporaryFolder(), mountSmallDisk(at: folder.path) else {
        return false
    }
    return umount2(folder.path, Int32(MNT_DETACH)) == 0
}
