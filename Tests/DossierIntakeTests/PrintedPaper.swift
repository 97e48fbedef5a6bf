import Contracts
import Foundation
import Testing

@testable import DossierIntake

/// A printed paper in a file, read by the tools a person would use.
final class PrintedPaper {
    /// A word and where it stands, in points from the upper left corner.
    struct Word {
        let text: String
        let page: Int
        let left: Double
        let right: Double
        let top: Double
        let bottom: Double
    }

    private let folder: String
    private var file: String { folder + "/paper.pdf" }
    private let typeset: PaperPress.Print?
    /// What the press says of it; of one that was printed here.
    var print: PaperPress.Print { get throws { try #require(typeset) } }

    /// Prints a paper; `KEEP_PAPERS` names a folder where all are kept, to look at them.
    init(_ paper: Paper, as name: String? = nil) async throws {
        let print = try await PaperPress().typeset(paper)
        typeset = print
        folder = NSTemporaryDirectory() + "paper-" + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        let bytes = Foundation.Data(print.bytes)
        try bytes.write(to: URL(fileURLWithPath: folder + "/paper.pdf"))
        if let keep = ProcessInfo.processInfo.environment["KEEP_PAPERS"] {
            let name = name ?? "\(paper.kind)-\(print.pageCount)"
            try bytes.write(to: URL(fileURLWithPath: "\(keep)/\(name).pdf"))
        }
    }

    /// A paper that a person has fetched.
    init(_ paper: PaperFile) throws {
        typeset = nil
        folder = NSTemporaryDirectory() + "paper-" + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        let bytes = Foundation.Data(base64Encoded: paper.base64) ?? Foundation.Data()
        #expect(bytes.starts(with: Array("%PDF-".utf8)))
        try bytes.write(to: URL(fileURLWithPath: folder + "/paper.pdf"))
        if let keep = ProcessInfo.processInfo.environment["KEEP_PAPERS"] {
            try bytes.write(to: URL(fileURLWithPath: "\(keep)/\(paper.fileName)"))
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// All words in reading order, with single spaces between them.
    func text() throws -> String {
        try Self.run("pdftotext", ["-raw", file, "-"]).split(whereSeparator: \.isWhitespace)
            .joined(separator: " ")
    }

    /// Width and height of the first page in points.
    func size() throws -> (width: Double, height: Double) {
        let info = try Self.run("pdfinfo", [file])
        let match = try #require(info.firstMatch(of: /Page size: +([\d.]+) x ([\d.]+) pts/))
        return (try #require(Double(match.1)), try #require(Double(match.2)))
    }

    /// All words with their places.
    func words() throws -> [Word] {
        let text = try Self.run("pdftotext", ["-bbox", file, "-"])
        var page = 0
        return text.split(separator: "\n").compactMap { line in
            if line.contains("<page") { page += 1 }
            guard
                let match = line.firstMatch(
                    of:
                        /xMin="([\d.\-]+)" yMin="([\d.\-]+)" xMax="([\d.\-]+)" yMax="([\d.\-]+)">(.*)<\/word>/
                ), let left = Double(match.1), let top = Double(match.2),
                let right = Double(match.3), let bottom = Double(match.4)
            else { return nil }
            return Word(
                text: String(match.5), page: page, left: left, right: right, top: top,
                bottom: bottom)
        }
    }

    /// The texts of the QR codes a camera finds on the page, printed at 300 dots per inch.
    func codes(onPage page: Int) throws -> [String] {
        _ = try Self.run(
            "pdftoppm",
            ["-r", "300", "-png", "-f", "\(page)", "-l", "\(page)", file, folder + "/p"]
        )
        let picture = try #require(
            try FileManager.default.contentsOfDirectory(atPath: folder).first {
                $0.hasSuffix(".png")
            })
        defer { try? FileManager.default.removeItem(atPath: "\(folder)/\(picture)") }
        return try Self.run("zbarimg", ["--quiet", "--raw", "\(folder)/\(picture)"])
            .split(separator: "\n").map(String.init)
    }

    private static func run(_ tool: String, _ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/\(tool)")
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let bytes = try pipe.fileHandleForReading.readToEnd() ?? Foundation.Data()
        process.waitUntilExit()
        return String(decoding: bytes, as: UTF8.self)
    }
}
