import Cryptography

/// The W3C trace a request belongs to (`traceparent`).
enum Trace {
    /// The trace to go on with: the caller's with a step of our own, or a new one.
    static func next(after header: String?) -> String {
        let step = randomBytes(8).hex
        guard let header, let (trace, flags) = read(header) else {
            return "00-\(randomBytes(16).hex)-\(step)-01"
        }
        return "00-\(trace)-\(step)-\(flags)"
    }

    private static func read(_ header: String) -> (trace: Substring, flags: Substring)? {
        let parts = header.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0] == "00", isHex(parts[1], 32), isHex(parts[2], 16),
            isHex(parts[3], 2), parts[1].contains(where: { $0 != "0" }),
            parts[2].contains(where: { $0 != "0" })
        else { return nil }
        return (parts[1], parts[3])
    }

    private static func isHex(_ text: Substring, _ count: Int) -> Bool {
        text.utf8.count == count
            && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
}
