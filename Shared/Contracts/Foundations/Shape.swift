package import Lifecycle

/// What a type's JSON looks like, read from the type's own `init(from:)`: strict reading, the
/// OpenAPI document and the tests of the wire form all stand on this one source.
package indirect enum Shape: Hashable, Sendable {
    case string(format: String?)
    case choice([String])
    case integer
    case number
    case boolean
    case list(Shape)
    case map(Shape)
    case object([Field])
    case any

    /// One member of an object.
    package struct Field: Hashable, Sendable {
        /// The JSON name.
        package var name: String
        /// What it holds.
        package var shape: Shape
        /// Whether it must be there.
        package var isRequired: Bool
    }

    /// The shape of `type`; stops the program for a type that cannot be read without real values
    /// (let it conform to `ShapeDescribed`).
    package static func of(_ type: any Decodable.Type) -> Shape {
        do {
            return try ShapeReader.value(of: type, at: []).shape
        } catch {
            preconditionFailure("no shape for \(type): \(error)")
        }
    }
}

/// A type that tells its JSON shape itself, because its `init(from:)` checks what it reads.
package protocol ShapeDescribed {
    /// What its JSON looks like.
    static var shape: Shape { get }
    /// Any value, for reading the shapes of types that hold one.
    static var sample: Self { get }
}

extension Shape {
    /// A closed set of words, for `ShapeDescribed` enums.
    package static func words<Word: CaseIterable & RawRepresentable>(of type: Word.Type) -> Shape
    where Word.RawValue == String { .choice(type.allCases.map(\.rawValue)) }
}

private enum ShapeReader {
    static func value<Value: Decodable>(
        of type: Value.Type, at path: [any CodingKey]
    ) throws -> (value: Value, shape: Shape) {
        if let described = type as? any ShapeDescribed.Type {
            return (described.sample as! Value, described.shape)
        }
        if let words = type as? any CaseIterable.Type, let first = words.anyFirst as? Value {
            return (first, .choice(words.words))
        }
        let sink = Sink()
        let value = try Value(from: ShapeDecoder(codingPath: path, sink: sink))
        return (value, sink.shape ?? .object(sink.fields))
    }
}

extension CaseIterable {
    fileprivate static var anyFirst: Any? { allCases.first }
    fileprivate static var words: [String] {
        allCases.compactMap { ($0 as? any RawRepresentable)?.rawValue as? String }
    }
}

/// What a decoder has been asked for so far.
private final class Sink {
    var shape: Shape?
    var fields: [Shape.Field] = []

    func add(_ name: String, _ shape: Shape, isRequired: Bool) {
        fields.append(.init(name: name, shape: shape, isRequired: isRequired))
    }
}

private struct ShapeDecoder: Decoder {
    let codingPath: [any CodingKey]
    let sink: Sink
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(KeyedShape<Key>(codingPath: codingPath, sink: sink))
    }
    func unkeyedContainer() -> any UnkeyedDecodingContainer {
        ListShape(codingPath: codingPath, sink: sink)
    }
    func singleValueContainer() -> any SingleValueDecodingContainer {
        SingleShape(codingPath: codingPath, sink: sink)
    }
}

private struct KeyedShape<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let codingPath: [any CodingKey]
    let sink: Sink
    var allKeys: [Key] { [] }

    func contains(_ key: Key) -> Bool { true }
    func decodeNil(forKey key: Key) -> Bool { false }
    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
        let (value, shape) = try ShapeReader.value(of: type, at: codingPath + [key])
        sink.add(key.stringValue, shape, isRequired: true)
        return value
    }
    func decodeIfPresent<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T? {
        let (value, shape) = try ShapeReader.value(of: type, at: codingPath + [key])
        sink.add(key.stringValue, shape, isRequired: false)
        return value
    }
    func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? {
        sink.add(key.stringValue, .string(format: nil), isRequired: false)
        return ""
    }
    func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? {
        sink.add(key.stringValue, .boolean, isRequired: false)
        return false
    }
    func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? {
        sink.add(key.stringValue, .integer, isRequired: false)
        return 0
    }
    func decodeIfPresent(_ type: Int64.Type, forKey key: Key) throws -> Int64? {
        sink.add(key.stringValue, .integer, isRequired: false)
        return 0
    }
    func decodeIfPresent(_ type: Double.Type, forKey key: Key) throws -> Double? {
        sink.add(key.stringValue, .number, isRequired: false)
        return 0
    }
    func nestedContainer<NestedKey: CodingKey>(
        keyedBy type: NestedKey.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<NestedKey> { throw Unsupported() }
    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        throw Unsupported()
    }
    func superDecoder() throws -> any Decoder { throw Unsupported() }
    func superDecoder(forKey key: Key) throws -> any Decoder { throw Unsupported() }
}

private struct ListShape: UnkeyedDecodingContainer {
    let codingPath: [any CodingKey]
    let sink: Sink
    var count: Int? { nil }
    var isAtEnd: Bool { currentIndex > 0 }
    var currentIndex = 0

    mutating func decodeNil() -> Bool { false }
    mutating func decode<T: Decodable>(_ type: T.Type) throws -> T {
        let (value, shape) = try ShapeReader.value(of: type, at: codingPath)
        sink.shape = .list(shape)
        currentIndex += 1
        return value
    }
    mutating func nestedContainer<NestedKey: CodingKey>(
        keyedBy type: NestedKey.Type
    ) throws -> KeyedDecodingContainer<NestedKey> { throw Unsupported() }
    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        throw Unsupported()
    }
    mutating func superDecoder() throws -> any Decoder { throw Unsupported() }
}

private struct SingleShape: SingleValueDecodingContainer {
    let codingPath: [any CodingKey]
    let sink: Sink

    func decodeNil() -> Bool { false }
    func decode(_ type: Bool.Type) -> Bool { note(.boolean, false) }
    func decode(_ type: String.Type) -> String { note(.string(format: nil), "") }
    func decode(_ type: Double.Type) -> Double { note(.number, 0) }
    func decode(_ type: Float.Type) -> Float { note(.number, 0) }
    func decode(_ type: Int.Type) -> Int { note(.integer, 0) }
    func decode(_ type: Int8.Type) -> Int8 { note(.integer, 0) }
    func decode(_ type: Int16.Type) -> Int16 { note(.integer, 0) }
    func decode(_ type: Int32.Type) -> Int32 { note(.integer, 0) }
    func decode(_ type: Int64.Type) -> Int64 { note(.integer, 0) }
    func decode(_ type: UInt.Type) -> UInt { note(.integer, 0) }
    func decode(_ type: UInt8.Type) -> UInt8 { note(.integer, 0) }
    func decode(_ type: UInt16.Type) -> UInt16 { note(.integer, 0) }
    func decode(_ type: UInt32.Type) -> UInt32 { note(.integer, 0) }
    func decode(_ type: UInt64.Type) -> UInt64 { note(.integer, 0) }
    func decode<T: Decodable>(_ type: T.Type) throws -> T {
        let (value, shape) = try ShapeReader.value(of: type, at: codingPath)
        sink.shape = shape
        return value
    }

    private func note<Value>(_ shape: Shape, _ value: Value) -> Value {
        sink.shape = shape
        return value
    }
}

private struct Unsupported: Error {}

extension Dictionary: ShapeDescribed where Key == String, Value: Decodable {
    /// An object with any names.
    package static var shape: Shape { .map(.of(Value.self)) }
    /// An empty one.
    package static var sample: Self { [:] }
}

extension Timestamp: ShapeDescribed {
    /// RFC 3339.
    package static var shape: Shape { .string(format: "date-time") }
    /// Any moment.
    package static var sample: Timestamp { Timestamp(milliseconds: 0) }
}

extension LocalDate: ShapeDescribed {
    /// `YYYY-MM-DD`.
    package static var shape: Shape { .string(format: "date") }
    /// Any day.
    package static var sample: LocalDate { LocalDate(daysSinceEpoch: 0) }
}
