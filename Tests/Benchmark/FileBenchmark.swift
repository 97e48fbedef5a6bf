import Cryptography
import Foundation
import Lifecycle
import TestSupport

/// (e) Files of 10 MiB by their tickets, beside the sealing and the disk alone.
struct FileBenchmark: Sendable {
    private let stand: SystemStand
    private let raw: RawFiles
    private let content: [UInt8]

    private static let sizeMiB = 10

    /// Measures one at a time and eight at once.
    static func run(on stand: SystemStand) async throws -> [Figure] {
        let content =
            Array("%PDF-1.4\n".utf8) + randomBytes(sizeMiB * 1024 * 1024 - 18)
            + Array("\n%%EOF\n.\n".utf8)
        let benchmark = FileBenchmark(stand: stand, raw: try RawFiles(), content: content)
        var figures: [Figure] = []
        for atOnce in [1, 8] { figures += try await benchmark.figures(atOnce) }
        return figures
    }

    /// The turns of uploads, raw writes, downloads and raw reads of the same bytes.
    private func figures(_ atOnce: Int) async throws -> [Figure] {
        let threads = (0..<atOnce).map { BlockingThread("file-\($0)") }
        let files = stand.options.isSmoke ? atOnce : max(8, 3 * atOnce)
        var samples: [[Sample]] = [[], [], [], []]
        for round in 1...stand.options.rounds {
            Progress.show("(e) files, \(atOnce) at once, round \(round) of \(stand.options.rounds)")
            let uploads = try (0..<files).map { try openUpload(of: stand.citizens(at: $0)) }
            samples[0].append(try await move(uploads, threads) { try put($0) })
            samples[1].append(
                try await measure(files, threads, [.own]) { try raw.write(content, $0) })
            let downloads = try uploads.map { try openDownload($0) }
            samples[2].append(try await move(downloads, threads) { try get($0) })
            samples[3].append(try await measure(files, threads, [.own]) { try raw.read($0) })
            for upload in uploads { try remove(upload) }
            raw.remove(files)
        }
        return [
            figure("upload", atOnce, samples[0], "seal, write, fsync", samples[1]),
            figure("download", atOnce, samples[2], "read, open", samples[3]),
        ]
    }

    private func figure(
        _ what: String, _ atOnce: Int, _ samples: [Sample], _ other: String, _ beside: [Sample]
    ) -> Figure {
        Figure(
            section: "e", name: "\(what) of \(Self.sizeMiB) MiB, \(atOnce) at once", unit: "MiB",
            samples: samples, residentMiB: stand.residentMiB, besideName: other, beside: beside)
    }

    /// A ticket for the bytes of a document.
    private struct Transfer: Sendable {
        let citizen: Citizen
        let document: String
        let path: String
    }

    private func move(
        _ transfers: [Transfer], _ threads: [BlockingThread],
        _ work: @escaping @Sendable (Transfer) throws -> Void
    ) async throws -> Sample {
        try await measure(transfers.count, threads, stand.watched + [.own]) {
            try work(transfers[$0])
        }
    }

    /// Does the work for each file, shared among the threads.
    private func measure(
        _ files: Int, _ threads: [BlockingThread], _ watched: [Watched],
        _ work: @escaping @Sendable (Int) throws -> Void
    ) async throws -> Sample {
        let meter = Meter(watched)
        let begun = ContinuousClock.now
        let times = try await onAll(threads) { thread in
            try stride(from: thread, to: files, by: threads.count).map { file in
                let begun = ContinuousClock.now
                try work(file)
                return (ContinuousClock.now - begun) / .milliseconds(1)
            }
        }
        return Sample(
            count: Double(files * Self.sizeMiB),
            seconds: (ContinuousClock.now - begun) / .seconds(1),
            p50: times.percentile(50), p99: times.percentile(99), cpu: meter.taken)
    }

    private func openUpload(of citizen: Citizen) throws -> Transfer {
        let opened = try citizen.send(
            "POST", "/api/v1/documents",
            json: #"{"fileName":"to.pdf","mediaType":"application/pdf","size":\#(content.count)}"#)
        guard let id = opened.json["id"] as? String else { throw Deployment.Failure(opened.text) }
        return Transfer(citizen: citizen, document: id, path: try Self.path(in: opened))
    }

    private func openDownload(_ upload: Transfer) throws -> Transfer {
        let opened = try upload.citizen.send(
            "POST", "/api/v1/documents/\(upload.document)/downloads", json: "{}")
        return Transfer(
            citizen: upload.citizen, document: upload.document, path: try Self.path(in: opened))
    }

    private func put(_ transfer: Transfer) throws {
        let stored = try HTTPClient(port: stand.deployment.documentsPort).send(
            "PUT", transfer.path, headers: [("Content-Type", "application/pdf")], body: content)
        guard stored.status == 201 else { throw Deployment.Failure(stored.text) }
    }

    private func get(_ transfer: Transfer) throws {
        let answer = try HTTPClient(port: stand.deployment.documentsPort)
            .send("GET", transfer.path)
        guard answer.status == 200, answer.body == content else {
            throw Deployment.Failure("a download is not what was uploaded: \(answer.status)")
        }
    }

    private func remove(_ transfer: Transfer) throws {
        let removed = try transfer.citizen.send("DELETE", "/api/v1/documents/\(transfer.document)")
        guard removed.status == 204 else { throw Deployment.Failure(removed.text) }
    }

    private static func path(in answer: HTTPClient.Answer) throws -> String {
        guard let url = (answer.json["url"] as? String).flatMap(URL.init(string:)) else {
            throw Deployment.Failure(answer.text)
        }
        return url.path
    }
}

/// Files sealed in pieces as document storage seals them, and nothing else.
private struct RawFiles: Sendable {
    private let folder: TemporaryFolder
    private let key = SecretKey.random()
    private static let pieceBytes = 64 * 1024

    init() throws { folder = try TemporaryFolder() }

    /// Writes a file; it is on the disk when this returns.
    func write(_ content: [UInt8], _ number: Int) throws {
        let path = path(number)
        guard FileManager.default.createFile(atPath: path, contents: nil),
            let file = FileHandle(forWritingAtPath: path)
        else { throw CocoaError(.fileWriteUnknown) }
        for start in stride(from: 0, to: content.count, by: Self.pieceBytes) {
            let piece = Array(content[start..<min(start + Self.pieceBytes, content.count)])
            let sealed = Sealing.seal(piece, key: key, context: Array("\(number) \(start)".utf8))
            try file.write(contentsOf: sealed)
        }
        try file.synchronize()
        try file.close()
    }

    /// Reads a file that was written.
    func read(_ number: Int) throws {
        guard let file = FileHandle(forReadingAtPath: path(number)) else {
            throw CocoaError(.fileReadNoSuchFile)
        }
        var start = 0
        while let sealed = try file.read(upToCount: Self.pieceBytes + Sealing.overhead),
            !sealed.isEmpty
        {
            let context = Array("\(number) \(start)".utf8)
            start += try Sealing.open(Array(sealed), key: key, context: context).count
        }
        try file.close()
    }

    /// Removes so many files.
    func remove(_ count: Int) {
        // What cannot be removed goes with the folder.
        for number in 0..<count { try? FileManager.default.removeItem(atPath: path(number)) }
    }

    private func path(_ number: Int) -> String { "\(folder.path)/\(number)" }
}
