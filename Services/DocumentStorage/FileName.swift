import Contracts
import Foundation

/// The name a person gave a file: shown to people, never used as a path.
struct FileName: Equatable, Sendable {
    /// Characters a name may have.
    static let limit = 200

    /// The cleaned name, in NFC.
    let text: String

    /// Cleans what was sent: NFC, without folders and control or invisible characters; refuses
    /// what is then empty or too long.
    init(_ sent: String) throws(Refusal) {
        let last = sent.split(omittingEmptySubsequences: false) { "/\\".contains($0) }.last ?? ""
        var clean = String.UnicodeScalarView()
        clean.append(contentsOf: last.unicodeScalars.filter { !Self.isInvisible($0) })
        let name = String(clean).precomposedStringWithCanonicalMapping
            .trimmingCharacters(in: .whitespaces)
        guard !name.isEmpty, name.contains(where: { $0 != "." }) else {
            throw .fields([.init("fileName", "Vui lòng đặt tên cho tệp.")])
        }
        // Marks that pile up on one letter count too, so that a name stays small in the store.
        guard name.count <= Self.limit, name.unicodeScalars.count <= 2 * Self.limit else {
            throw .fields([.init("fileName", "Tên tệp dài quá \(Self.limit) ký tự.")])
        }
        text = name
    }

    /// What follows the last dot, in lower case.
    var fileExtension: String {
        guard let dot = text.lastIndex(of: "."), dot != text.startIndex else { return "" }
        return text[text.index(after: dot)...].lowercased()
    }

    /// `Content-Disposition` for a download under this name (RFC 6266): an ASCII form for old
    /// programs, the true name in UTF-8 for the others.
    static func attachment(_ name: String) -> String {
        let ascii = name.decomposedStringWithCanonicalMapping.unicodeScalars
            .filter {
                !$0.properties.isDiacritic && $0.properties.generalCategory != .nonspacingMark
            }
            .map { scalar -> Character in
                switch scalar {
                case "đ": "d"
                case "Đ": "D"
                case "\"", "\\", "%", ";": "_"
                case " "..."~": Character(scalar)
                default: "_"
                }
            }
        let plain = Set(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$&+-.^_`|~".utf8)
        let coded = name.utf8.map { byte in
            plain.contains(byte)
                ? String(UnicodeScalar(byte))
                : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        }
        return "attachment; filename=\"\(String(ascii))\"; filename*=UTF-8''\(coded.joined())"
    }

    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned,
            .surrogate:
            true
        default: false
        }
    }
}
