import Contracts

/// A code that a citizen shows at the counter, in the form it came: scanned or typed.
struct CounterCode: Hashable, Sendable {
    /// Characters of the form in the QR code.
    static let scannedLength = 26
    /// Characters of the form that is typed.
    static let typedLength = 8

    /// The characters, as they are hashed.
    let characters: String
    /// Whether it is the long form.
    var isScanned: Bool { characters.utf8.count == Self.scannedLength }

    /// Reads what was scanned (the address that ends with the code) or typed (any case, O for 0,
    /// hyphens, spaces); nil when it is no such code.
    init?(_ text: String) {
        guard text.utf8.count <= 200 else { return nil }
        let end = text.split(separator: "#").last.map(String.init) ?? ""
        characters = Link.spelledOut(end)
        guard [Self.scannedLength, Self.typedLength].contains(characters.utf8.count),
            characters.utf8.allSatisfy({
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0)
            })
        else { return nil }
    }
}
