import Foundation

/// Reads and writes the JSON of messages; what comes from outside is read strictly.
package enum StrictJSON {
    /// Nesting that is still read.
    package static let depthLimit = 32

    private static let encoder: JSONEncoder = {
        let encoder = JSONEncoder()
        // Sorted, so that the same value is the same bytes: a repeat is known by its hash.
        encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
        return encoder
    }()
    private static let decoder = JSONDecoder()

    /// The value as JSON.
    package static func encode(_ value: some Encodable) throws -> [UInt8] {
        Array(try encoder.encode(value))
    }

    /// A value that this deployment wrote itself.
    package static func decode<Value: Decodable>(
        _ type: Value.Type, trusted bytes: [UInt8]
    ) throws -> Value { try decoder.decode(type, from: Foundation.Data(bytes)) }

    /// A value from outside, of the given shape (`Shape.of(type)`, kept by the caller).
    ///
    /// Refuses, with a Vietnamese sentence and the field's path: bad UTF-8, bad JSON, nesting over
    /// 32, a name twice, an unknown name, a missing one, a wrong type.
    package static func decode<Value: Decodable>(
        _ type: Value.Type, shape: Shape, untrusted bytes: [UInt8]
    ) throws(Refusal) -> Value {
        var scanner = ShapeScanner(bytes)
        try scanner.check(shape)
        do {
            return try decoder.decode(type, from: Foundation.Data(bytes))
        } catch let error as DecodingError {
            throw refusal(for: error)
        } catch {
            throw notJSON
        }
    }

    /// The bytes are no JSON text.
    package static let notJSON = Refusal(
        .invalid, "not-json", "Nội dung gửi lên không phải là JSON hợp lệ (UTF-8).")

    private static func refusal(for error: DecodingError) -> Refusal {
        switch error {
        case .keyNotFound(let key, let context):
            .fields([.init(path(context.codingPath + [key]), "Thiếu thông tin bắt buộc.")])
        case .valueNotFound(_, let context):
            .fields([.init(path(context.codingPath), "Thiếu thông tin bắt buộc.")])
        case .typeMismatch(_, let context):
            .fields([.init(path(context.codingPath), "Kiểu dữ liệu không đúng.")])
        case .dataCorrupted(let context):
            context.codingPath.isEmpty
                ? notJSON : .fields([.init(path(context.codingPath), "Giá trị không hợp lệ.")])
        @unknown default: notJSON
        }
    }

    private static func path(_ keys: [any CodingKey]) -> String {
        keys.reduce(into: "") { path, key in
            if let index = key.intValue {
                path += "[\(index)]"
            } else {
                path += path.isEmpty ? key.stringValue : ".\(key.stringValue)"
            }
        }
    }
}

/// One pass over the bytes that finds what Foundation lets through.
private struct ShapeScanner {
    private let bytes: [UInt8]
    private var position = 0
    private var path: [String] = []

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func check(_ shape: Shape) throws(Refusal) {
        guard String(validating: bytes, as: UTF8.self) != nil else { throw StrictJSON.notJSON }
        try value(shape, depth: 0)
        skipSpace()
        guard position == bytes.count else { throw StrictJSON.notJSON }
    }

    private mutating func value(_ shape: Shape, depth: Int) throws(Refusal) {
        guard depth <= StrictJSON.depthLimit else {
            throw Refusal(.invalid, "too-deep", "Nội dung gửi lên lồng nhau quá sâu.")
        }
        skipSpace()
        switch peek {
        case UInt8(ascii: "{"): try object(shape, depth: depth)
        case UInt8(ascii: "["): try list(shape, depth: depth)
        case UInt8(ascii: "\""): _ = try quoted()
        case .none: throw StrictJSON.notJSON
        default: try word()
        }
    }

    private mutating func object(_ shape: Shape, depth: Int) throws(Refusal) {
        position += 1
        var seen: Set<String> = []
        skipSpace()
        if take("}") { return }
        while true {
            skipSpace()
            guard peek == UInt8(ascii: "\"") else { throw StrictJSON.notJSON }
            let name = try name()
            guard seen.insert(name).inserted else { throw wrong(name, "Thông tin bị lặp lại.") }
            skipSpace()
            guard take(":") else { throw StrictJSON.notJSON }
            path.append(name)
            try value(try member(name, of: shape), depth: depth + 1)
            path.removeLast()
            skipSpace()
            if take("}") { return }
            guard take(",") else { throw StrictJSON.notJSON }
        }
    }

    private func member(_ name: String, of shape: Shape) throws(Refusal) -> Shape {
        switch shape {
        case .object(let fields):
            guard let field = fields.first(where: { $0.name == name }) else {
                throw Refusal.fields([.init(path.joined(separator: "."), "Không có mục này.")])
            }
            return field.shape
        case .map(let inner): return inner
        default: return .any
        }
    }

    private mutating func list(_ shape: Shape, depth: Int) throws(Refusal) {
        position += 1
        let inner: Shape = if case .list(let inner) = shape { inner } else { .any }
        skipSpace()
        if take("]") { return }
        while true {
            try value(inner, depth: depth + 1)
            skipSpace()
            if take("]") { return }
            guard take(",") else { throw StrictJSON.notJSON }
        }
    }

    /// Passes over a text; Foundation checks its escapes when it reads it.
    private mutating func quoted() throws(Refusal) -> (content: Range<Int>, isEscaped: Bool) {
        position += 1
        let start = position
        var isEscaped = false
        while let byte = peek, byte != UInt8(ascii: "\"") {
            guard byte >= 0x20 else { throw StrictJSON.notJSON }
            if byte == UInt8(ascii: "\\") {
                isEscaped = true
                position += 1
                if bytes[position...].starts(with: "u0000".utf8) {
                    throw wrong(nil, "Không được chứa ký tự rỗng.")
                }
            }
            position += 1
        }
        guard position < bytes.count else { throw StrictJSON.notJSON }
        defer { position += 1 }
        return (start..<position, isEscaped)
    }

    private mutating func name() throws(Refusal) -> String {
        let (content, isEscaped) = try quoted()
        let raw = String(decoding: bytes[content], as: UTF8.self)
        guard isEscaped else { return raw }
        // A name may be written with escapes; it is the same name (and the same name twice).
        let quoted = Foundation.Data("\"\(raw)\"".utf8)
        guard let text = try? JSONDecoder().decode(String.self, from: quoted) else {
            throw StrictJSON.notJSON
        }
        return text
    }

    /// A number or `true`, `false`, `null`: Foundation checks the spelling.
    private mutating func word() throws(Refusal) {
        let start = position
        while let byte = peek, !" \t\r\n,]}:".utf8.contains(byte) { position += 1 }
        guard position > start else { throw StrictJSON.notJSON }
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

    private func wrong(_ name: String?, _ message: String) -> Refusal {
        .fields([.init((path + (name.map { [$0] } ?? [])).joined(separator: "."), message)])
    }
}
