import Contracts
import Cryptography
import Foundation
import Lifecycle
import Messaging
import TestSupport
import Testing

@testable import DocumentStorage

struct KilledProgramTests {
    @Test func `goes on with an upload in the middle of which it was killed`() async throws {
        let program = try RunningProgram()
        let client = PortClient(port: program.port)
        let bytes = Workbench.pdf(size: 1_000_000)
        let lan = Caller.citizen(Workbench.lan)
        try await program.withBus { bus in
            let upload = try await bus.request(
                OpenUpload(fileName: "a.pdf", mediaType: "application/pdf", size: bytes.count),
                as: lan, timeout: .seconds(60))
            let url = String((upload.url ?? "").dropFirst(Workbench.publicURL.count))
            _ = try await client.send("PUT", url, body: bytes, cutAfter: 600_000)
            _ = try await offset(of: url, client) { $0 > 0 }
            program.kill()
            try program.start()
            let offset = try await offset(of: url, client) { $0 >= 0 }
            #expect(offset > 0 && offset.isMultiple(of: ChunkSeal.plainBytes))
            let rest = try await client.send(
                "PUT", url,
                headers: ["Content-Range": "bytes \(offset)-\(bytes.count - 1)/\(bytes.count)"],
                body: Array(bytes[offset...]))
            #expect(rest?.status == 201, "\(rest?.text ?? "no answer")")
            let paper = try await bus.request(
                ReadPaper(id: upload.id), as: lan, timeout: .seconds(60))
            #expect(paper.state == .stored && paper.sha256 == SHA256.hash(bytes).hex)
            program.kill()
            try program.start()
            let download = try await bus.request(
                OpenDownload(id: upload.id), as: lan, timeout: .seconds(60))
            let path = String((download.url ?? "").dropFirst(Workbench.publicURL.count))
            #expect(try await client.send("GET", path)?.body == bytes)
            #expect(program.stop() == 0)
        }
    }

    /// Asks where an upload stands until `isEnough`; the program may still be starting.
    private func offset(
        of url: String, _ client: PortClient, until isEnough: (Int) -> Bool
    ) async throws -> Int {
        let patience = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < patience {
            // A refused connection means that the program is not there yet.
            let head = try? await client.send("HEAD", url)
            if let offset = head?.headers["upload-offset"].flatMap({ Int($0) }), isEnough(offset) {
                return offset
            }
        }
        return -1
    }
}
