import Contracts
import Cryptography
import Foundation
import Lifecycle

extension Subcommand {
    /// `egovctl receipt key`.
    static let showReceiptKey = Subcommand(
        words: ["receipt", "key"], synopsis: "[--json]",
        summary: "prints the public key that receipts are verified with, the one in use first",
        flags: ["--json"]
    ) { arguments, environment in
        try arguments.expectPositions(atMost: 0)
        let keys = try await Console.open(environment) { try await $0.ask(ReadReceiptKeys()).keys }
        try Report.show(
            keys, inWords: keys.map(\.publicKey).joined(separator: "\n"), for: arguments)
        return .done
    }

    /// `egovctl receipt verify`.
    static let verifyReceipt = Subcommand(
        words: ["receipt", "verify"], synopsis: "RECEIPT [DOCUMENT...] --key KEY [--json]",
        summary:
            "verifies a signed receipt without asking anybody, and that the DOCUMENTs are those it names",
        flags: ["--json"],
        options: ["--key": "the public key as `receipt key` prints it, or a file with it"]
    ) { arguments, _ in
        let finding = ReceiptFinding.verify(
            try textOrFile(try arguments.position(0, "RECEIPT (its text, or a file with it)")),
            with: try key(try textOrFile(try arguments.required("--key"))),
            documents: try arguments.positions.dropFirst().map { path in
                (path, try hash(ofFile: path))
            })
        try Report.show(finding, inWords: finding.words, for: arguments)
        return finding.isWell ? .done : .failed
    }

    private static func textOrFile(_ word: String) throws -> String {
        guard FileManager.default.fileExists(atPath: word) else { return word }
        return try String(contentsOfFile: word, encoding: .utf8)
    }

    private static func key(_ text: String) throws(UsageError) -> VerifyingKey {
        let word = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard let bytes = [UInt8](base64URL: word), let key = VerifyingKey(bytes: bytes) else {
            throw UsageError(description: "--key is not a public key as `receipt key` prints it")
        }
        return key
    }

    private static func hash(ofFile path: String) throws -> [UInt8] {
        let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
        defer { try? file.close() }
        var hash = SHA256()
        while let piece = try file.read(upToCount: 1 << 20), !piece.isEmpty {
            piece.withUnsafeBytes { hash.update($0) }
        }
        return hash.finish()
    }
}

/// What was found of a signed receipt.
struct ReceiptFinding: Codable, Sendable {
    /// Whether the key has signed exactly this.
    var isGenuine: Bool
    /// What does not fit, when it is not genuine.
    var fault: String?
    /// Mã số biên nhận.
    var code: String?
    /// When it was given.
    var givenAt: Timestamp?
    /// The steps of the history it covers.
    var steps: Int?
    /// The hash of the last of them.
    var historyHead: String?
    /// What was handed in.
    var documents: [Document] = []
    /// Files that were given and that it does not name.
    var unknownFiles: [String] = []

    /// A document the receipt names.
    struct Document: Codable, Sendable {
        /// The component's key.
        var component: String
        /// The hash in hexadecimal.
        var sha256: String
        /// The given file that is this document.
        var file: String?
    }

    /// Whether all was as it should be.
    var isWell: Bool { isGenuine && unknownFiles.isEmpty }

    /// Verifies a receipt, and looks up the hashes of files in it.
    static func verify(
        _ text: String, with key: VerifyingKey, documents files: [(path: String, hash: [UInt8])]
    ) -> ReceiptFinding {
        let receipt: SignedReceipt
        do throws(ReceiptFault) {
            receipt = try ReceiptReader.verify(text, with: key)
        } catch {
            return ReceiptFinding(isGenuine: false, fault: error.description)
        }
        let documents = receipt.components.flatMap { component in
            component.hashes.map { hash in
                Document(
                    component: component.key, sha256: hash.hex,
                    file: files.first { $0.hash == hash }?.path)
            }
        }
        let known = Set(receipt.components.flatMap(\.hashes))
        return ReceiptFinding(
            isGenuine: true, code: receipt.code, givenAt: receipt.time, steps: receipt.stepCount,
            historyHead: receipt.historyHead.hex, documents: documents,
            unknownFiles: files.filter { !known.contains($0.hash) }.map(\.path))
    }

    /// As a person reads it.
    var words: String {
        guard isGenuine, let code, let givenAt, let steps else {
            return "NOT GENUINE: \(fault ?? "")"
        }
        let table = Report.table(
            ["COMPONENT", "SHA-256", "FILE"],
            documents.map { [$0.component, $0.sha256, $0.file ?? "-"] })
        let unknown = unknownFiles.map { "NOT IN THE RECEIPT: \($0)" }
        let head = "genuine: \(code), given \(givenAt.rfc3339), history of \(steps) steps"
        return
            ([head, "history head \(historyHead ?? "")"]
            + (documents.isEmpty ? ["no documents"] : [table]) + unknown).joined(separator: "\n")
    }
}
