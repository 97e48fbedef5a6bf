/// Reads and writes the JSON of messages; what comes from outside is read strictly.
package enum StrictJSON {
    /// Nesting that is still read.
    package static let depthLimit = 32

    /// Nesting of what this deployment wrote: what came from outside stands inside of something.
    private static let trustedDepthLimit = 2 * depthLimit

    /// The value as JSON, the members of objects sorted by name: the same value is the same bytes,
    /// and a repeat is known by its hash.
    package static func encode(_ value: some Encodable) throws -> [UInt8] {
        try JSONWriter.write(value)
    }

    /// A value that this deployment wrote itself.
    package static func decode<Value: Decodable>(
        _ type: Value.Type, trusted bytes: [UInt8]
    ) throws -> Value {
        do {
            return try JSONReading.value(
                type, in: JSONText(bytes, depthLimit: trustedDepthLimit))
        } catch let fault as JSONText.Fault {
            throw DecodingError.dataCorrupted(
                .init(codingPath: [], debugDescription: "\(fault)"))
        }
    }

    /// A value from outside, of the given shape (`Shape.of(type)`, kept by the caller).
    ///
    /// Refuses, with a Vietnamese sentence and the field's path: bad UTF-8, bad JSON, nesting over
    /// 32, a name twice, an unknown name, a missing one, a wrong type.
    package static func decode<Value: Decodable>(
        _ type: Value.Type, shape: Shape, untrusted bytes: [UInt8]
    ) throws(Refusal) -> Value {
        let text = try text(untrusted: bytes)
        var check = ShapeCheck(text)
        try check.value(0, shape)
        do {
            return try JSONReading.value(type, in: text)
        } catch let error as DecodingError {
            throw refusal(for: error)
        } catch {
            throw notJSON
        }
    }

    private static func text(untrusted bytes: [UInt8]) throws(Refusal) -> JSONText {
        guard String(validating: bytes, as: UTF8.self) != nil else { throw notJSON }
        do {
            return try JSONText(bytes, depthLimit: depthLimit)
        } catch .tooDeep {
            throw Refusal(.invalid, "too-deep", "Nội dung gửi lên lồng nhau quá sâu.")
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

/// Finds what a decoder would let through: unknown names, names twice, and texts with NUL.
private struct ShapeCheck {
    private let text: JSONText
    private var path: [String] = []

    init(_ text: JSONText) { self.text = text }

    mutating func value(_ node: Int, _ shape: Shape) throws(Refusal) {
        switch text.nodes[node].kind {
        case .object: try object(node, shape)
        case .list:
            let inner: Shape = if case .list(let inner) = shape { inner } else { .any }
            for element in text.children(of: node) { try value(element, inner) }
        case .escapedText where text.string(node).utf8.contains(0):
            throw wrong(nil, "Không được chứa ký tự rỗng.")
        default: break
        }
    }

    private mutating func object(_ node: Int, _ shape: Shape) throws(Refusal) {
        var seen: Set<String> = []
        var children = text.children(of: node)
        while let nameNode = children.next(), let valueNode = children.next() {
            let name = text.string(nameNode)
            guard !name.utf8.contains(0) else { throw wrong(nil, "Không được chứa ký tự rỗng.") }
            guard seen.insert(name).inserted else { throw wrong(name, "Thông tin bị lặp lại.") }
            path.append(name)
            try value(valueNode, try member(name, of: shape))
            path.removeLast()
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

    private func wrong(_ name: String?, _ message: String) -> Refusal {
        .fields([.init((path + (name.map { [$0] } ?? [])).joined(separator: "."), message)])
    }
}
