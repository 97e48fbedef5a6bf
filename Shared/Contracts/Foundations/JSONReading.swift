/// Reads `Decodable` values from a `JSONText`.
struct JSONReading: Decoder {
    let text: JSONText
    let node: Int
    let path: Path?

    /// How a value was reached; made into a coding path only when something is wrong.
    final class Path: Sendable {
        let key: Key
        let parent: Path?

        enum Key: Sendable {
            case name(String)
            case index(Int)
        }

        init(_ key: Key, _ parent: Path?) {
            self.key = key
            self.parent = parent
        }
    }

    /// The value that the whole text stands for.
    static func value<Value: Decodable>(_ type: Value.Type, in text: JSONText) throws -> Value {
        try JSONReading(text: text, node: 0, path: nil).value(type)
    }

    /// The value here.
    func value<Value: Decodable>(_ type: Value.Type) throws -> Value {
        type == String.self ? try string() as! Value : try Value(from: self)
    }

    func at(_ node: Int, _ key: @autoclosure () -> Path.Key) -> JSONReading {
        JSONReading(text: text, node: node, path: Path(key(), path))
    }

    // MARK: - Decoder

    var codingPath: [any CodingKey] {
        var keys: [any CodingKey] = []
        var path = path
        while let step = path {
            switch step.key {
            case .name(let name): keys.append(JSONKey(stringValue: name))
            case .index(let index): keys.append(JSONKey(intValue: index))
            }
            path = step.parent
        }
        return keys.reversed()
    }

    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard kind == .object else { throw mismatch([String: Any].self) }
        return KeyedDecodingContainer(MemberReading<Key>(self))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard kind == .list else { throw mismatch([Any].self) }
        return ElementReading(self)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer { self }

    // MARK: - Values

    var kind: JSONText.Kind { text.nodes[node].kind }

    func string() throws -> String {
        guard kind == .text || kind == .escapedText else { throw mismatch(String.self) }
        return text.string(node)
    }

    func bool() throws -> Bool {
        guard kind == .yes || kind == .no else { throw mismatch(Bool.self) }
        return kind == .yes
    }

    func double() throws -> Double {
        guard kind == .number else { throw mismatch(Double.self) }
        guard let value = Double(String(decoding: digits, as: UTF8.self)), value.isFinite else {
            throw unfit(Double.self)
        }
        return value
    }

    func integer<Value: FixedWidthInteger>(_ type: Value.Type) throws -> Value {
        guard kind == .number else { throw mismatch(type) }
        // As written without a fraction; `1.0` and `1e2` are whole numbers too.
        if let value = Value(String(decoding: digits, as: UTF8.self)) { return value }
        guard let value = Value(exactly: try double()) else { throw unfit(type) }
        return value
    }

    private var digits: ArraySlice<UInt8> {
        text.bytes[text.nodes[node].start..<text.nodes[node].end]
    }

    private func mismatch(_ type: Any.Type) -> DecodingError {
        let context = DecodingError.Context(codingPath: codingPath, debugDescription: "\(kind)")
        return kind == .null ? .valueNotFound(type, context) : .typeMismatch(type, context)
    }

    private func unfit(_ type: Any.Type) -> DecodingError {
        .dataCorrupted(.init(codingPath: codingPath, debugDescription: "not a \(type)"))
    }

    /// Whatever is here.
    var anything: JSONValue {
        get throws {
            switch kind {
            case .null: return .null
            case .no: return .boolean(false)
            case .yes: return .boolean(true)
            case .number: return .number(try double())
            case .text, .escapedText: return .text(text.string(node))
            case .list:
                return .list(
                    try text.children(of: node).enumerated().map {
                        try at($0.element, .index($0.offset)).anything
                    })
            case .object:
                var members: [String: JSONValue] = [:]
                var children = text.children(of: node)
                while let name = children.next(), let value = children.next() {
                    let key = text.string(name)
                    members[key] = try at(value, .name(key)).anything
                }
                return .object(members)
            }
        }
    }
}

/// A name or a place in a path.
struct JSONKey: CodingKey {
    let stringValue: String
    let intValue: Int?

    init(stringValue: String) {
        self.stringValue = stringValue
        intValue = nil
    }

    init(intValue: Int) {
        stringValue = "\(intValue)"
        self.intValue = intValue
    }
}

extension JSONReading: SingleValueDecodingContainer {
    func decodeNil() -> Bool { kind == .null }
    func decode(_ type: Bool.Type) throws -> Bool { try bool() }
    func decode(_ type: String.Type) throws -> String { try string() }
    func decode(_ type: Double.Type) throws -> Double { try double() }
    func decode(_ type: Float.Type) throws -> Float { Float(try double()) }
    func decode(_ type: Int.Type) throws -> Int { try integer(type) }
    func decode(_ type: Int8.Type) throws -> Int8 { try integer(type) }
    func decode(_ type: Int16.Type) throws -> Int16 { try integer(type) }
    func decode(_ type: Int32.Type) throws -> Int32 { try integer(type) }
    func decode(_ type: Int64.Type) throws -> Int64 { try integer(type) }
    func decode(_ type: UInt.Type) throws -> UInt { try integer(type) }
    func decode(_ type: UInt8.Type) throws -> UInt8 { try integer(type) }
    func decode(_ type: UInt16.Type) throws -> UInt16 { try integer(type) }
    func decode(_ type: UInt32.Type) throws -> UInt32 { try integer(type) }
    func decode(_ type: UInt64.Type) throws -> UInt64 { try integer(type) }
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try value(type) }
}

/// The members of an object.
private struct MemberReading<Key: CodingKey>: KeyedDecodingContainerProtocol {
    private let reading: JSONReading
    /// The values by name, when there are so many that a walk over them would be slow.
    private let index: [String: Int]?

    private static var walkLimit: Int { 24 }

    init(_ reading: JSONReading) {
        self.reading = reading
        let node = reading.text.nodes[reading.node]
        guard node.next - reading.node > Self.walkLimit * 2 else {
            index = nil
            return
        }
        var index: [String: Int] = [:]
        var children = reading.text.children(of: reading.node)
        while let name = children.next(), let value = children.next() {
            // Of a name twice the first counts, as in a walk.
            let key = reading.text.string(name)
            if index[key] == nil { index[key] = value }
        }
        self.index = index
    }

    var codingPath: [any CodingKey] { reading.codingPath }

    var allKeys: [Key] {
        var keys: [Key] = []
        var children = reading.text.children(of: reading.node)
        while let name = children.next(), children.next() != nil {
            if let key = Key(stringValue: reading.text.string(name)) { keys.append(key) }
        }
        return keys
    }

    private func node(_ key: Key) -> Int? {
        let name = key.stringValue
        if let index { return index[name] }
        var children = reading.text.children(of: reading.node)
        while let candidate = children.next(), let value = children.next() {
            if reading.text.string(candidate, is: name) { return value }
        }
        return nil
    }

    private func member(_ key: Key) throws -> JSONReading {
        guard let node = node(key) else {
            throw DecodingError.keyNotFound(
                key, .init(codingPath: codingPath, debugDescription: "no member"))
        }
        return reading.at(node, .name(key.stringValue))
    }

    private func present(_ key: Key) -> JSONReading? {
        guard let node = node(key), reading.text.nodes[node].kind != .null else { return nil }
        return reading.at(node, .name(key.stringValue))
    }

    func contains(_ key: Key) -> Bool { node(key) != nil }
    func decodeNil(forKey key: Key) throws -> Bool { try member(key).kind == .null }

    func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try member(key).bool() }
    func decode(_ type: String.Type, forKey key: Key) throws -> String { try member(key).string() }
    func decode(_ type: Double.Type, forKey key: Key) throws -> Double { try member(key).double() }
    func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try member(key).integer(type) }
    func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 {
        try member(key).integer(type)
    }
    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        try member(key).value(type)
    }

    func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? {
        try present(key)?.bool()
    }
    func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? {
        try present(key)?.string()
    }
    func decodeIfPresent(_ type: Double.Type, forKey key: Key) throws -> Double? {
        try present(key)?.double()
    }
    func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? {
        try present(key)?.integer(type)
    }
    func decodeIfPresent(_ type: Int64.Type, forKey key: Key) throws -> Int64? {
        try present(key)?.integer(type)
    }
    func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
        try present(key)?.value(type)
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> { try member(key).container(keyedBy: type) }
    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try member(key).unkeyedContainer()
    }
    func superDecoder() throws -> any Decoder { reading }
    func superDecoder(forKey key: Key) throws -> any Decoder { try member(key) }
}

/// The elements of a list.
private struct ElementReading: UnkeyedDecodingContainer {
    private let reading: JSONReading
    private var children: JSONText.Children
    private(set) var currentIndex = 0

    init(_ reading: JSONReading) {
        self.reading = reading
        children = reading.text.children(of: reading.node)
    }

    var codingPath: [any CodingKey] { reading.codingPath }
    var count: Int? { nil }
    var isAtEnd: Bool { children.position >= children.end }

    private mutating func element() throws -> JSONReading {
        guard let node = children.next() else {
            throw DecodingError.valueNotFound(
                Any.self, .init(codingPath: codingPath, debugDescription: "no more elements"))
        }
        defer { currentIndex += 1 }
        return reading.at(node, .index(currentIndex))
    }

    mutating func decodeNil() throws -> Bool {
        guard !isAtEnd, reading.text.nodes[children.position].kind == .null else { return false }
        _ = try element()
        return true
    }
    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        try element().value(type)
    }
    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type
    ) throws -> KeyedDecodingContainer<Nested> { try element().container(keyedBy: type) }
    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        try element().unkeyedContainer()
    }
    mutating func superDecoder() throws -> any Decoder { try element() }
}
