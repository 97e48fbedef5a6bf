import Contracts
import Foundation
import HTTP
import Lifecycle

/// Answers a reply that is a file by the file's own bytes: to be saved, never shown inside the
/// portal's origin, and kept by no cache.
enum FileAnswer {
    /// What owners may send; anything else is an owner's fault, not a file.
    private static let types: Set<String> = ["application/pdf"]

    /// The bytes of the file in this JSON.
    static func response(to json: [UInt8]) throws(Refusal) -> HTTPResponse {
        guard let file = try? StrictJSON.decode(PaperFile.self, trusted: json),
            types.contains(file.contentType), isPlain(file.fileName),
            let bytes = Foundation.Data(base64Encoded: file.base64)
        else {
            Log.error("an owner's file is not understood")
            throw .unavailable
        }
        return HTTPResponse(
            status: 200,
            headers: [
                ("Content-Type", file.contentType),
                ("Content-Disposition", "attachment; filename=\"\(file.fileName)\""),
                ("Cache-Control", "private, no-store"),
                ("Content-Security-Policy", "default-src 'none'; sandbox; frame-ancestors 'none'"),
            ], body: .bytes(Array(bytes)))
    }

    /// Letters that need no quoting in the header.
    private static func isPlain(_ name: String) -> Bool {
        (1...150).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."):
                    true
                default: false
                }
            }
    }
}
