/// Writes `Encodable` values as JSON, the members of each object sorted by name, so that the same
/// value is the same bytes.
final class JSONWriter {
    // One value is written by one call: nothing else can reach these meanwhile.
    @exclusivity(unchecked) private(set) var bytes: [UInt8] = []
    /// The objects and lists that are not closed yet.
    @exclusivity(unchecked) private var open: [Frame] = []
    /// Where the members of all open objects begin.
    @exclusivity(unchecked) private var members: [Int] = []

    private struct Frame {
        let isObject: Bool
        let firstMember: Int
        /// Whether it was opened piece by piece inside another, whose next piece ends it.
        let isNested: Bool
    }

    /// The value as JSON.
    static func write(_ value: some Encodable) throws -> [UInt8] {
        let writer = JSONWriter()
        writer.bytes.reserveCapacity(256)
        try writer.addValue(value)
        return writer.bytes
    }

    fileprivate var level: Int { open.count }

    /// Opens an object or a list at `level`, unless the value there has opened it already.
    fileprivate func begin(isObject: Bool, isNested: Bool = false, at level: Int) {
        if open.count > level { return }
        open.append(Frame(isObject: isObject, firstMember: members.count, isNested: isNested))
        bytes.append(isObject ? UInt8(ascii: "{") : UInt8(ascii: "["))
    }

    /// Closes all that is open above `level`.
    fileprivate func close(to level: Int) {
        while open.count > level {
            let frame = open.removeLast()
            if frame.isObject { sort(frame.firstMember) }
            let end = frame.isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")
            if bytes.last == UInt8(ascii: ",") {
                bytes[bytes.count - 1] = end
            } else {
                bytes.append(end)
            }
            if frame.isNested { endElement() }
        }
    }

    /// Brings the members of the object that ends here, each with its comma, into their order.
    private func sort(_ first: Int) {
        let count = members.count - first
        defer { members.removeLast(count) }
        if count < 2 { return }
        members.append(bytes.count)
        var order = (first..<(first + count)).map { (prefix: prefix(of: $0), member: $0) }
        order.sort { precedes($0, $1) }
        defer { members.removeLast() }
        if zip(order, order.dropFirst()).allSatisfy({ $0.member < $1.member }) { return }
        let start = members[first]
        let body = [UInt8](unsafeUninitializedCapacity: bytes.count - start) { body, filled in
            bytes.withUnsafeBufferPointer { bytes in
                for (_, member) in order {
                    let part = bytes[members[member]..<members[member + 1]]
                    filled = body[filled...].initialize(fromContentsOf: part)
                }
            }
        }
        bytes.replaceSubrange(start..., with: body)
    }

    /// The first eight bytes of a member's name and what follows it, which sort as the names do: the
    /// mark behind a name comes before any letter.
    private func prefix(of member: Int) -> UInt64 {
        let start = members[member] + 1
        return (start..<(start + 8)).reduce(0) { prefix, place in
            prefix << 8 | (place < bytes.count ? UInt64(bytes[place]) : 0)
        }
    }

    private func precedes(
        _ left: (prefix: UInt64, member: Int), _ right: (prefix: UInt64, member: Int)
    ) -> Bool {
        if left.prefix != right.prefix { return left.prefix < right.prefix }
        func name(_ member: Int) -> ArraySlice<UInt8> {
            bytes[(members[member] + 1)..<members[member + 1]]
        }
        return name(left.member).lexicographicallyPrecedes(name(right.member))
    }

    // MARK: - Values

    /// Writes a member's name; its value and `endElement` follow.
    fileprivate func beginMember(_ name: String) {
        members.append(bytes.count)
        add(name)
        bytes.append(UInt8(ascii: ":"))
    }

    /// Ends a member or an element.
    fileprivate func endElement() { bytes.append(UInt8(ascii: ",")) }

    fileprivate func addValue<Value: Encodable>(_ value: Value) throws {
        if let text = value as? String {
            add(text)
            return
        }
        let (level, count) = (level, bytes.count)
        try value.encode(to: JSONWriting(writer: self, level: level))
        close(to: level)
        if bytes.count == count { addWord("{}") }
    }

    fileprivate func addWord(_ word: StaticString) {
        bytes.append(
            contentsOf: UnsafeBufferPointer(
                start: word.utf8Start, count: word.utf8CodeUnitCount))
    }

    fileprivate func add(_ value: Bool) { addWord(value ? "true" : "false") }

    fileprivate func addInteger(_ value: some BinaryInteger) { append("\(value)") }

    fileprivate func add(_ value: Double) throws {
        guard value.isFinite else {
            throw EncodingError.invalidValue(
                value, .init(codingPath: [], debugDescription: "JSON has no \(value)"))
        }
        let text = "\(value)"
        append(text.hasSuffix(".0") ? String(text.dropLast(2)) : text)
    }

    private func append(_ text: String) {
        var text = text
        text.withUTF8 { bytes.append(contentsOf: $0) }
    }

    fileprivate func add(_ text: String) {
        var text = text
        bytes.append(UInt8(ascii: "\""))
        text.withUTF8 { utf8 in
            var start = 0
            for (position, byte) in utf8.enumerated() where Self.mustBeEscaped(byte) {
                bytes.append(contentsOf: utf8[start..<position])
                addEscaped(byte)
                start = position + 1
            }
            bytes.append(contentsOf: utf8[start...])
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func mustBeEscaped(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private func addEscaped(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): addWord(#"\""#)
        case UInt8(ascii: "\\"): addWord(#"\\"#)
        case 0x08: addWord(#"\b"#)
        case 0x0C: addWord(#"\f"#)
        case 0x0A: addWord(#"\n"#)
        case 0x0D: addWord(#"\r"#)
        case 0x09: addWord(#"\t"#)
        default:
            addWord(byte < 0x10 ? #"\u000"# : #"\u00"#)
            append(String(byte, radix: 16))
        }
    }
}

/// One value being written.
private struct JSONWriting: Encoder {
    let writer: JSONWriter
    /// How many objects and lists are open around it.
    let level: Int

    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        writer.begin(isObject: true, at: level)
        return KeyedEncodingContainer(MemberWriting<Key>(writer: writer, level: level + 1))
    }
    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        writer.begin(isObject: false, at: level)
        return ElementWriting(writer: writer, level: level + 1)
    }
    func singleValueContainer() -> any SingleValueEncodingContainer { self }
}

extension JSONWriting: SingleValueEncodingContainer {
    func encodeNil() { writer.addWord("null") }
    func encode(_ value: Bool) { writer.add(value) }
    func encode(_ value: String) { writer.add(value) }
    func encode(_ value: Double) throws { try writer.add(value) }
    func encode(_ value: Float) throws { try writer.add(Double(value)) }
    func encode(_ value: Int) { writer.addInteger(value) }
    func encode(_ value: Int8) { writer.addInteger(value) }
    func encode(_ value: Int16) { writer.addInteger(value) }
    func encode(_ value: Int32) { writer.addInteger(value) }
    func encode(_ value: Int64) { writer.addInteger(value) }
    func encode(_ value: UInt) { writer.addInteger(value) }
    func encode(_ value: UInt8) { writer.addInteger(value) }
    func encode(_ value: UInt16) { writer.addInteger(value) }
    func encode(_ value: UInt32) { writer.addInteger(value) }
    func encode(_ value: UInt64) { writer.addInteger(value) }
    func encode(_ value: some Encodable) throws { try writer.addValue(value) }
}

/// The members of an object being written.
private struct MemberWriting<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let writer: JSONWriter
    /// How many objects and lists are open, this one among them.
    let level: Int
    var codingPath: [any CodingKey] { [] }

    private func begin(_ key: Key) {
        writer.close(to: level)
        writer.beginMember(key.stringValue)
    }

    private func member(_ key: Key, _ add: () throws -> Void) rethrows {
        begin(key)
        try add()
        writer.endElement()
    }

    func encodeNil(forKey key: Key) { member(key) { writer.addWord("null") } }
    func encode(_ value: Bool, forKey key: Key) { member(key) { writer.add(value) } }
    func encode(_ value: String, forKey key: Key) { member(key) { writer.add(value) } }
    func encode(_ value: Double, forKey key: Key) throws {
        try member(key) { try writer.add(value) }
    }
    func encode(_ value: Int, forKey key: Key) { member(key) { writer.addInteger(value) } }
    func encode(_ value: Int64, forKey key: Key) { member(key) { writer.addInteger(value) } }
    func encode(_ value: some Encodable, forKey key: Key) throws {
        try member(key) { try writer.addValue(value) }
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy keyType: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        begin(key)
        writer.begin(isObject: true, isNested: true, at: level)
        return KeyedEncodingContainer(MemberWriting<Nested>(writer: writer, level: level + 1))
    }
    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        begin(key)
        writer.begin(isObject: false, isNested: true, at: level)
        return ElementWriting(writer: writer, level: level + 1)
    }

    // For subclasses: no message is a class.
    func superEncoder() -> any Encoder { preconditionFailure("a class in a message") }
    func superEncoder(forKey key: Key) -> any Encoder {
        preconditionFailure("a class in a message")
    }
}

/// The elements of a list being written.
private struct ElementWriting: UnkeyedEncodingContainer {
    let writer: JSONWriter
    let level: Int
    private(set) var count = 0
    var codingPath: [any CodingKey] { [] }

    init(writer: JSONWriter, level: Int) {
        self.writer = writer
        self.level = level
    }

    mutating func encodeNil() {
        begin()
        writer.addWord("null")
        writer.endElement()
    }
    mutating func encode(_ value: some Encodable) throws {
        begin()
        try writer.addValue(value)
        writer.endElement()
    }
    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy keyType: Nested.Type
    ) -> KeyedEncodingContainer<Nested> {
        begin()
        writer.begin(isObject: true, isNested: true, at: level)
        return KeyedEncodingContainer(MemberWriting<Nested>(writer: writer, level: level + 1))
    }
    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        begin()
        writer.begin(isObject: false, isNested: true, at: level)
        return ElementWriting(writer: writer, level: level + 1)
    }
    mutating func superEncoder() -> any Encoder { preconditionFailure("a class in a message") }

    private mutating func begin() {
        writer.close(to: level)
        count += 1
    }
}
