/// The path and query of a request, read strictly (RFC 3986): no `.`, `..` or empty segment, no
/// encoded separator, no control character, nothing that is not UTF-8.
struct RequestTarget {
    /// The path as it was sent.
    let rawPath: String
    /// Its decoded segments; a `/` at the end adds none.
    let segments: [String]
    /// The decoded names and values of the query, at most 200.
    let query: [(name: String, value: String)]

    /// Reads what stands between the method and the version.
    init(_ bytes: [UInt8]) throws(Problem) {
        // Printable ASCII; `#` never travels, `\` is a separator to some.
        guard bytes.first == UInt8(ascii: "/"),
            bytes.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "#") })
        else { throw .badTarget }
        let end = bytes.firstIndex(of: UInt8(ascii: "?")) ?? bytes.endIndex
        let path = bytes[..<end]
        rawPath = String(decoding: path, as: UTF8.self)
        segments = try Self.readPath(path)
        query = end == bytes.endIndex ? [] : try Self.readQuery(bytes[(end + 1)...])
    }

    private static func readPath(_ path: ArraySlice<UInt8>) throws(Problem) -> [String] {
        var pieces = path.dropFirst().split(
            separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        if pieces.last?.isEmpty == true { pieces.removeLast() }
        var segments: [String] = []
        for piece in pieces {
            let segment = try decoded(piece, plusIsBlank: false)
            guard !segment.isEmpty, segment != ".", segment != "..",
                !segment.utf8.contains(where: { $0 == UInt8(ascii: "/") || $0 == 0x5C })
            else { throw .badTarget }
            segments.append(segment)
        }
        return segments
    }

    private static func readQuery(
        _ query: ArraySlice<UInt8>
    ) throws(Problem) -> [(name: String, value: String)] {
        var pairs: [(name: String, value: String)] = []
        for pair in query.split(separator: UInt8(ascii: "&")) {
            guard pairs.count < 200 else { throw .badTarget }
            let middle = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
            pairs.append(
                (
                    try decoded(pair[..<middle], plusIsBlank: true),
                    try decoded(pair[middle...].dropFirst(), plusIsBlank: true)
                ))
        }
        return pairs
    }

    private static func decoded(
        _ bytes: ArraySlice<UInt8>, plusIsBlank: Bool
    ) throws(Problem) -> String {
        var plain: [UInt8] = []
        plain.reserveCapacity(bytes.count)
        var rest = bytes
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = rest.popFirst()?.hexValue, let low = rest.popFirst()?.hexValue
                else { throw .badTarget }
                plain.append(high << 4 | low)
            case UInt8(ascii: "+") where plusIsBlank: plain.append(0x20)
            default: plain.append(byte)
            }
        }
        guard plain.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }),
            let text = String(validating: plain, as: UTF8.self)
        else { throw .badTarget }
        return text
    }
}

extension UInt8 {
    fileprivate var hexValue: UInt8? {
        switch self {
        case 0x30...0x39: self - 0x30
        case 0x41...0x46: self - 0x37
        case 0x61...0x66: self - 0x57
        default: nil
        }
    }
}
