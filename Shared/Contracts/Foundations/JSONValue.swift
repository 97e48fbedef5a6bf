/// Any JSON, for what the catalogue and not the code gives a form: the answers of a form.
package enum JSONValue: Hashable, Sendable {
    case null
    case boolean(Bool)
    case number(Double)
    case text(String)
    case list([JSONValue])
    case object([String: JSONValue])

    /// The text, when it is one.
    package var text: String? {
        if case .text(let value) = self { value } else { nil }
    }
}

extension JSONValue: Codable {
    /// Reads whatever is there.
    package init(from decoder: any Decoder) throws {
        if let reading = decoder as? JSONReading {
            self = try reading.anything
            return
        }
        let container = try decoder.singleValueContainer()
        // Each failed attempt only says that it is another of the six kinds.
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .boolean(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .text(value)
        } else if let value = try? container.decode([JSONValue].self) {
            self = .list(value)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

    /// Writes it back.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .boolean(let value): try container.encode(value)
        case .number(let value):
            if let whole = Int64(exactly: value) {
                try container.encode(whole)
            } else {
                try container.encode(value)
            }
        case .text(let value): try container.encode(value)
        case .list(let value): try container.encode(value)
        case .object(let value): try container.encode(value)
        }
    }
}

extension JSONValue: ShapeDescribed {
    /// Anything.
    package static var shape: Shape { .any }
    /// Nothing.
    package static var sample: JSONValue { .null }
}
