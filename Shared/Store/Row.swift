/// One row of a result; columns are read by name as the type that is asked for.
package struct Row: Sendable {
    let columns: Columns
    let values: [SQLValue]

    /// The names of a statement's columns, shared by its rows.
    final class Columns: Sendable {
        let names: [String]
        init(_ names: [String]) { self.names = names }
    }

    /// The column's value; throws when there is no such column or it holds another kind.
    package subscript<Value: SQLConvertible>(_ name: String) -> Value {
        get throws {
            guard let value = Value(sqlValue: try raw(name)) else { throw wrong(name) }
            return value
        }
    }

    /// The column's value, nil for NULL.
    package subscript<Value: SQLConvertible>(_ name: String) -> Value? {
        get throws {
            let raw = try raw(name)
            if raw == .null { return nil }
            guard let value = Value(sqlValue: raw) else { throw wrong(name) }
            return value
        }
    }

    /// The column's value as an id or a word of an enum.
    package subscript<Value: RawRepresentable>(_ name: String) -> Value
    where Value.RawValue: SQLConvertible {
        get throws {
            guard let word = Value.RawValue(sqlValue: try raw(name)),
                let value = Value(rawValue: word)
            else { throw wrong(name) }
            return value
        }
    }

    /// The column's value as an id or a word of an enum, nil for NULL.
    package subscript<Value: RawRepresentable>(_ name: String) -> Value?
    where Value.RawValue: SQLConvertible {
        get throws {
            let raw = try raw(name)
            if raw == .null { return nil }
            guard let word = Value.RawValue(sqlValue: raw), let value = Value(rawValue: word)
            else { throw wrong(name) }
            return value
        }
    }

    private func raw(_ name: String) throws -> SQLValue {
        guard let index = columns.names.firstIndex(of: name) else {
            throw StoreError.unexpected("no column \(name)")
        }
        return values[index]
    }

    private func wrong(_ name: String) -> StoreError {
        .unexpected("column \(name) holds another kind")
    }
}

/// What went wrong in a store; never a refusal, since the person who asked cannot help it.
package enum StoreError: Error, Sendable, Equatable {
    /// A UNIQUE, FOREIGN KEY, CHECK or NOT NULL rule of the schema was broken.
    case constraint(String)
    /// The disk is full or fails, or the store is closed: nothing of the batch was kept.
    case unavailable(String)
    /// A mistake in the program or a damaged store.
    case unexpected(String)
}
