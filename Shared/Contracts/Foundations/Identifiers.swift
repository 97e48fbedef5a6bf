package import Lifecycle

/// An id we make ourselves, a text that sorts by the time it was made.
package protocol Identifier: RawRepresentable, Codable, Hashable, Sendable, ShapeDescribed,
    CustomStringConvertible
where RawValue == String {
    /// An id with this text.
    init(rawValue: String)
}

extension Identifier {
    /// A new id: a ULID, 48 bits of time and 80 random bits in Crockford's base32.
    package static func make(at time: Timestamp) -> Self {
        var generator = SystemRandomNumberGenerator()
        var number =
            UInt128(truncatingIfNeeded: time.milliseconds) << 80
            | (UInt128(generator.next() as UInt64) << 16 | UInt128(generator.next() as UInt16))
        let letters = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)
        var text = [UInt8](repeating: 0, count: 26)
        for index in text.indices.reversed() {
            text[index] = letters[Int(number & 31)]
            number >>= 5
        }
        return Self(rawValue: String(decoding: text, as: UTF8.self))
    }

    /// The id's text.
    package var description: String { rawValue }
    /// A string.
    package static var shape: Shape { .string(format: nil) }
    /// Any value, for reading shapes.
    package static var sample: Self { Self(rawValue: "") }
}

/// A citizen's account.
package struct CitizenID: Identifier {
    /// The id's text.
    package let rawValue: String
    /// An id with this text.
    package init(rawValue: String) { self.rawValue = rawValue }
}

/// An officer's account.
package struct OfficerID: Identifier {
    /// The id's text.
    package let rawValue: String
    /// An id with this text.
    package init(rawValue: String) { self.rawValue = rawValue }
}

/// A dossier inside the system; people see its `DossierCode`.
package struct DossierID: Identifier {
    /// The id's text.
    package let rawValue: String
    /// An id with this text.
    package init(rawValue: String) { self.rawValue = rawValue }
}

/// A stored file: a personal paper or an attachment.
package struct DocumentID: Identifier {
    /// The id's text.
    package let rawValue: String
    /// An id with this text.
    package init(rawValue: String) { self.rawValue = rawValue }
}

/// A mail on its way out.
package struct MailID: Identifier {
    /// The id's text.
    package let rawValue: String
    /// An id with this text.
    package init(rawValue: String) { self.rawValue = rawValue }
}

/// A notice in a person's inbox.
package struct NoticeID: Identifier {
    /// The id's text.
    package let rawValue: String
    /// An id with this text.
    package init(rawValue: String) { self.rawValue = rawValue }
}

/// An administrative unit of the catalogue, such as `48.20194` (province code, unit code).
package struct UnitCode: Identifier {
    /// The code's text.
    package let rawValue: String
    /// A code with this text.
    package init(rawValue: String) { self.rawValue = rawValue }
}

/// A procedure of the national catalogue, such as `1.001193`.
package struct ProcedureCode: Identifier {
    /// The code's text.
    package let rawValue: String
    /// A code with this text.
    package init(rawValue: String) { self.rawValue = rawValue }
}

/// Mã số biên nhận: `000.00.19.H17-221122-0001`, agency id, day and serial number.
package struct DossierCode: Identifier {
    /// The code's text as it is printed.
    package let rawValue: String
    /// A code with this text.
    package init(rawValue: String) { self.rawValue = rawValue }
}
