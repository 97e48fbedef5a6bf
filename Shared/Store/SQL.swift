package import Lifecycle

/// A value as the stores keep it.
package enum SQLValue: Hashable, Sendable {
    case null
    case integer(Int64)
    case text(String)
    case bytes([UInt8])
}

/// A Swift value that can be bound to a statement and read from a row.
package protocol SQLConvertible {
    /// The value to bind.
    var sqlValue: SQLValue { get }
    /// The Swift value of a stored one; nil when it is of another kind.
    init?(sqlValue: SQLValue)
}

/// A statement written as SQL whose interpolations become bound parameters (`$1`, `$2`, …), so that
/// no value can ever become SQL.
package struct SQL: ExpressibleByStringInterpolation, Sendable {
    /// The statement with `$n` for its parameters.
    package private(set) var text: String
    /// The values of the parameters.
    package private(set) var values: [SQLValue]

    /// A statement without parameters.
    package init(stringLiteral text: String) {
        self.text = text
        values = []
    }

    /// A statement with its parameters.
    package init(stringInterpolation: StringInterpolation) {
        text = stringInterpolation.text
        values = stringInterpolation.values
    }

    /// Collects text and parameters.
    package struct StringInterpolation: StringInterpolationProtocol {
        var text = ""
        var values: [SQLValue] = []

        /// Starts a statement.
        package init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + interpolationCount * 3)
            values.reserveCapacity(interpolationCount)
        }

        /// SQL as it stands in the source.
        package mutating func appendLiteral(_ literal: String) { text += literal }

        /// A parameter.
        package mutating func appendInterpolation(_ value: some SQLConvertible) {
            bind(value.sqlValue)
        }

        /// A parameter that may be NULL.
        package mutating func appendInterpolation(_ value: (some SQLConvertible)?) {
            bind(value?.sqlValue ?? .null)
        }

        /// A parameter that is an id or a word of an enum.
        package mutating func appendInterpolation<Value: RawRepresentable>(_ value: Value)
        where Value.RawValue: SQLConvertible { bind(value.rawValue.sqlValue) }

        /// A parameter that is an id or a word of an enum, or NULL.
        package mutating func appendInterpolation<Value: RawRepresentable>(_ value: Value?)
        where Value.RawValue: SQLConvertible { bind(value?.rawValue.sqlValue ?? .null) }

        /// A list of parameters in parentheses, for `IN`; must not be empty.
        package mutating func appendInterpolation(list values: [some SQLConvertible]) {
            text += "("
            for (index, value) in values.enumerated() {
                if index > 0 { text += ", " }
                bind(value.sqlValue)
            }
            text += ")"
        }

        /// Another statement's text and parameters, at this place.
        package mutating func appendInterpolation(part: SQL) {
            // Numbers of the part's parameters move up behind those that stand already.
            var rest = Substring(part.text)
            while let mark = rest.firstIndex(of: "$") {
                text += rest[..<mark]
                let digits = rest[rest.index(after: mark)...].prefix { $0.isNumber }
                bind(part.values[Int(digits)! - 1])
                rest = rest[digits.endIndex...]
            }
            text += rest
        }

        private mutating func bind(_ value: SQLValue) {
            values.append(value)
            text += "$"
            text +=
                values.count < Self.numerals.count
                ? Self.numerals[values.count] : "\(values.count)"
        }

        /// Written once: each statement of each message is put together from them.
        private static let numerals = (0..<64).map { "\($0)" }
    }
}

extension Int64: SQLConvertible {
    /// BIGINT.
    package var sqlValue: SQLValue { .integer(self) }
    /// From BIGINT.
    package init?(sqlValue: SQLValue) {
        guard case .integer(let value) = sqlValue else { return nil }
        self = value
    }
}

extension Int: SQLConvertible {
    /// BIGINT.
    package var sqlValue: SQLValue { .integer(Int64(self)) }
    /// From BIGINT.
    package init?(sqlValue: SQLValue) {
        guard case .integer(let value) = sqlValue else { return nil }
        self = Int(value)
    }
}

extension Bool: SQLConvertible {
    /// BIGINT 0 or 1.
    package var sqlValue: SQLValue { .integer(self ? 1 : 0) }
    /// From BIGINT.
    package init?(sqlValue: SQLValue) {
        guard case .integer(let value) = sqlValue else { return nil }
        self = value != 0
    }
}

extension String: SQLConvertible {
    /// TEXT.
    package var sqlValue: SQLValue { .text(self) }
    /// From TEXT.
    package init?(sqlValue: SQLValue) {
        guard case .text(let value) = sqlValue else { return nil }
        self = value
    }
}

extension [UInt8]: SQLConvertible {
    /// BYTEA, BLOB.
    package var sqlValue: SQLValue { .bytes(self) }
    /// From BYTEA, BLOB.
    package init?(sqlValue: SQLValue) {
        guard case .bytes(let value) = sqlValue else { return nil }
        self = value
    }
}

extension Timestamp: SQLConvertible {
    /// BIGINT milliseconds.
    package var sqlValue: SQLValue { .integer(milliseconds) }
    /// From BIGINT milliseconds.
    package init?(sqlValue: SQLValue) {
        guard case .integer(let value) = sqlValue else { return nil }
        self.init(milliseconds: value)
    }
}

extension LocalDate: SQLConvertible {
    /// TEXT `YYYY-MM-DD`.
    package var sqlValue: SQLValue { .text(description) }
    /// From TEXT.
    package init?(sqlValue: SQLValue) {
        guard case .text(let value) = sqlValue else { return nil }
        self.init(value)
    }
}
