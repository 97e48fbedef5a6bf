/// What part of a file a download asks for (RFC 9110 §14).
enum ByteRange: Equatable, Sendable {
    /// All of it.
    case whole
    /// These bytes.
    case part(Range<Int>)
    /// Bytes that are not there.
    case unsatisfiable

    /// Reads a `Range` header; one that is not understood asks for the whole, as does more than one
    /// range at once.
    init(header: String?, size: Int) {
        self = header.flatMap { Self.read($0, size) } ?? .whole
    }

    private static func read(_ header: String, _ size: Int) -> ByteRange? {
        guard header.lowercased().hasPrefix("bytes=") else { return nil }
        let ends = header.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2 else { return nil }
        if ends[0].isEmpty {
            guard let count = digits(ends[1]) else { return nil }
            return count == 0 ? .unsatisfiable : .part(max(0, size - count)..<size)
        }
        guard let first = digits(ends[0]) else { return nil }
        if ends[1].isEmpty { return first < size ? .part(first..<size) : .unsatisfiable }
        guard let last = digits(ends[1]), last >= first else { return nil }
        return first < size ? .part(first..<min(last, size - 1) + 1) : .unsatisfiable
    }
}

/// What part of a file an upload brings: `Content-Range: bytes 65536-99999/100000`.
struct ContentRange: Equatable, Sendable {
    /// The bytes.
    let bytes: Range<Int>
    /// The size of the whole file.
    let total: Int

    /// Reads the header; nil when it is not one.
    init?(header: String) {
        guard header.lowercased().hasPrefix("bytes ") else { return nil }
        let parts = header.dropFirst(6).split(separator: "/", omittingEmptySubsequences: false)
        let ends = parts.first?.split(separator: "-", omittingEmptySubsequences: false) ?? []
        guard parts.count == 2, ends.count == 2, let first = digits(ends[0]),
            let last = digits(ends[1]), let total = digits(parts[1]), first <= last, last < total
        else { return nil }
        bytes = first..<last + 1
        self.total = total
    }
}

/// A number of decimal digits alone, not longer than a file can need.
private func digits(_ text: Substring) -> Int? {
    guard (1...15).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) })
    else {
        return nil
    }
    return Int(text)
}
