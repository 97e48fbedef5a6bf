/// A JSON text (RFC 8259) taken apart once: its values lie one behind the other, each followed by
/// what it holds. Whoever reads it (the check of its shape, the decoder) goes by number and reads
/// the bytes themselves only when it wants them.
final class JSONText: Sendable {
    /// One value, or the name of a member.
    struct Node: Sendable {
        let kind: Kind
        /// Where its bytes begin: of a text, behind the quotation mark.
        let start: Int
        /// Where they end.
        var end: Int
        /// The number of what follows behind all that it holds.
        var next: Int
    }

    enum Kind: UInt8, Sendable { case null, no, yes, number, text, escapedText, list, object }

    /// Why a text was not read.
    enum Fault: Error { case notJSON, tooDeep }

    let bytes: [UInt8]
    /// The values; the whole text is the first. In an object, names and values take turns.
    let nodes: [Node]

    /// Takes `bytes` apart; the nesting is at most `depthLimit`. Bytes in texts that are no UTF-8
    /// are let through.
    init(_ bytes: [UInt8], depthLimit: Int) throws(Fault) {
        self.bytes = bytes
        var parser = Parser(bytes, depthLimit: depthLimit)
        try parser.whole()
        nodes = parser.nodes
    }

    /// The members of an object or the elements of a list.
    func children(of node: Int) -> Children {
        Children(text: self, position: node + 1, end: nodes[node].next)
    }

    /// Walks over the values that one holds: in an object, over names and values by turns.
    struct Children: Sequence, IteratorProtocol {
        let text: JSONText
        var position: Int
        let end: Int

        mutating func next() -> Int? {
            guard position < end else { return nil }
            defer { position = text.nodes[position].next }
            return position
        }
    }

    /// The text of a text or a name.
    func string(_ node: Int) -> String {
        let node = nodes[node]
        let raw = bytes[node.start..<node.end]
        guard node.kind == .escapedText else { return String(decoding: raw, as: UTF8.self) }
        // Its escapes were checked when the text was taken apart.
        return String(decoding: Self.unescaped(raw) ?? [], as: UTF8.self)
    }

    /// Whether a name or text is this one.
    func string(_ node: Int, is other: String) -> Bool {
        let place = nodes[node]
        guard place.kind == .text else { return string(node) == other }
        guard place.end - place.start == other.utf8.count else { return false }
        return bytes[place.start..<place.end].elementsEqual(other.utf8)
    }

    /// The bytes that a text with escapes stands for; nil when an escape is none.
    static func unescaped(_ raw: ArraySlice<UInt8>) -> [UInt8]? {
        var out: [UInt8] = []
        out.reserveCapacity(raw.count)
        var rest = raw
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\") else {
                out.append(byte)
                continue
            }
            guard let letter = rest.popFirst() else { return nil }
            if letter == UInt8(ascii: "u") {
                guard let scalar = scalar(&rest) else { return nil }
                out += UTF8.encode(scalar)!
            } else {
                guard let plain = escapes[letter] else { return nil }
                out.append(plain)
            }
        }
        return out
    }

    private static let escapes: [UInt8: UInt8] = [
        UInt8(ascii: "\""): UInt8(ascii: "\""), UInt8(ascii: "\\"): UInt8(ascii: "\\"),
        UInt8(ascii: "/"): UInt8(ascii: "/"), UInt8(ascii: "b"): 0x08, UInt8(ascii: "f"): 0x0C,
        UInt8(ascii: "n"): 0x0A, UInt8(ascii: "r"): 0x0D, UInt8(ascii: "t"): 0x09,
    ]

    /// What stands behind `\u`, with the second half of a pair.
    private static func scalar(_ rest: inout ArraySlice<UInt8>) -> Unicode.Scalar? {
        guard let unit = hexadecimal(&rest) else { return nil }
        guard UTF16.isLeadSurrogate(unit) else { return Unicode.Scalar(unit) }
        guard rest.starts(with: #"\u"#.utf8) else { return nil }
        rest.removeFirst(2)
        guard let second = hexadecimal(&rest), UTF16.isTrailSurrogate(second) else { return nil }
        return Unicode.Scalar(
            0x10000 + (UInt32(unit) - 0xD800) << 10 + (UInt32(second) - 0xDC00))
    }

    private static func hexadecimal(_ rest: inout ArraySlice<UInt8>) -> UInt16? {
        guard rest.count >= 4 else { return nil }
        var value: UInt16 = 0
        for _ in 0..<4 {
            guard let digit = Character(Unicode.Scalar(rest.removeFirst())).hexDigitValue else {
                return nil
            }
            value = value << 4 | UInt16(digit)
        }
        return value
    }
}

/// One pass over the bytes.
private struct Parser {
    private let bytes: [UInt8]
    private let depthLimit: Int
    private var position = 0
    var nodes: [JSONText.Node] = []

    init(_ bytes: [UInt8], depthLimit: Int) {
        self.bytes = bytes
        self.depthLimit = depthLimit
        nodes.reserveCapacity(32)
    }

    mutating func whole() throws(JSONText.Fault) {
        try value(depth: 0)
        skipSpace()
        guard position == bytes.count else { throw .notJSON }
    }

    private mutating func value(depth: Int) throws(JSONText.Fault) {
        guard depth <= depthLimit else { throw .tooDeep }
        skipSpace()
        switch peek {
        case UInt8(ascii: "\""): try text()
        case UInt8(ascii: "{"): try object(depth)
        case UInt8(ascii: "["): try list(depth)
        case UInt8(ascii: "t"): try word("true", .yes)
        case UInt8(ascii: "f"): try word("false", .no)
        case UInt8(ascii: "n"): try word("null", .null)
        default: try number()
        }
    }

    private mutating func object(_ depth: Int) throws(JSONText.Fault) {
        let opened = open(.object)
        skipSpace()
        if !take("}") {
            repeat {
                skipSpace()
                guard peek == UInt8(ascii: "\"") else { throw .notJSON }
                try text()
                skipSpace()
                guard take(":") else { throw .notJSON }
                try value(depth: depth + 1)
                skipSpace()
            } while take(",")
            guard take("}") else { throw .notJSON }
        }
        close(opened)
    }

    private mutating func list(_ depth: Int) throws(JSONText.Fault) {
        let opened = open(.list)
        skipSpace()
        if !take("]") {
            repeat {
                try value(depth: depth + 1)
                skipSpace()
            } while take(",")
            guard take("]") else { throw .notJSON }
        }
        close(opened)
    }

    private mutating func open(_ kind: JSONText.Kind) -> Int {
        nodes.append(.init(kind: kind, start: position, end: position, next: 0))
        position += 1
        return nodes.count - 1
    }

    private mutating func close(_ opened: Int) {
        nodes[opened].end = position
        nodes[opened].next = nodes.count
    }

    private mutating func add(_ kind: JSONText.Kind, _ start: Int, _ end: Int) {
        nodes.append(.init(kind: kind, start: start, end: end, next: nodes.count + 1))
    }

    private mutating func text() throws(JSONText.Fault) {
        position += 1
        let start = position
        var isEscaped = false
        while let byte = peek, byte != UInt8(ascii: "\"") {
            guard byte >= 0x20 else { throw .notJSON }
            if byte == UInt8(ascii: "\\") {
                isEscaped = true
                position += 1
            }
            position += 1
        }
        guard position < bytes.count else { throw .notJSON }
        if isEscaped, JSONText.unescaped(bytes[start..<position]) == nil { throw .notJSON }
        add(isEscaped ? .escapedText : .text, start, position)
        position += 1
    }

    private mutating func word(
        _ word: StaticString, _ kind: JSONText.Kind
    ) throws(JSONText.Fault) {
        let end = position + word.utf8CodeUnitCount
        guard end <= bytes.count,
            bytes[position..<end].elementsEqual(
                UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
        else { throw .notJSON }
        add(kind, position, end)
        position = end
    }

    private mutating func number() throws(JSONText.Fault) {
        let start = position
        _ = take("-")
        if !take("0") { try digits() }
        if take(".") { try digits() }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            try digits()
        }
        add(.number, start, position)
    }

    private mutating func digits() throws(JSONText.Fault) {
        let start = position
        while let byte = peek, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
            position += 1
        }
        guard position > start else { throw .notJSON }
    }

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func take(_ letter: Unicode.Scalar) -> Bool {
        guard peek == UInt8(ascii: letter) else { return false }
        position += 1
        return true
    }

    private mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
            position += 1
        }
    }
}
