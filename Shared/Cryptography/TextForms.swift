/// Bytes as text and back.
extension [UInt8] {
    /// Lower-case hexadecimal.
    package var hex: String {
        String(unsafeUninitializedCapacity: count * 2) { out in
            for (index, byte) in self.enumerated() {
                out[2 * index] = Self.hexDigit(of: byte >> 4)
                out[2 * index + 1] = Self.hexDigit(of: byte & 15)
            }
            return count * 2
        }
    }

    private static func hexDigit(of value: UInt8) -> UInt8 {
        value < 10 ? 0x30 + value : 0x61 + value - 10
    }

    /// Bytes from hexadecimal of either case; nil when it is not that.
    package init?(hex: String) {
        let text = Array(hex.utf8)
        guard text.count.isMultiple(of: 2) else { return nil }
        var out: [UInt8] = []
        out.reserveCapacity(text.count / 2)
        for index in stride(from: 0, to: text.count, by: 2) {
            guard let high = Self.hexDigit(text[index]), let low = Self.hexDigit(text[index + 1])
            else { return nil }
            out.append(high << 4 | low)
        }
        self = out
    }

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }

    /// Base64 for URLs, without padding (RFC 4648 §5).
    package var base64URL: String {
        inGroups(
            of: 6, alphabet: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    }

    /// Bytes from base64 for URLs without padding; nil for anything else, also for text that would
    /// be written otherwise, so that no two texts mean the same bytes.
    package init?(base64URL text: String) {
        var out: [UInt8] = []
        var (buffer, held) = (0, 0)
        for letter in text.utf8 {
            guard let digit = Self.base64URLDigit(letter) else { return nil }
            buffer = (buffer << 6 | digit) & 0xFFFF
            held += 6
            if held >= 8 {
                held -= 8
                out.append(UInt8(truncatingIfNeeded: buffer >> held))
            }
        }
        guard out.base64URL == text else { return nil }
        self = out
    }

    private static func base64URLDigit(_ letter: UInt8) -> Int? {
        switch letter {
        case 0x41...0x5A: Int(letter) - 0x41
        case 0x61...0x7A: Int(letter) - 0x61 + 26
        case 0x30...0x39: Int(letter) - 0x30 + 52
        case UInt8(ascii: "-"): 62
        case UInt8(ascii: "_"): 63
        default: nil
        }
    }

    /// Crockford's base32 in upper case: no I, L, O or U to misread.
    package var crockford32: String {
        inGroups(of: 5, alphabet: "0123456789ABCDEFGHJKMNPQRSTVWXYZ")
    }

    private func inGroups(of bits: Int, alphabet: String) -> String {
        let letters = [UInt8](alphabet.utf8)
        var out: [UInt8] = []
        var buffer = 0
        var held = 0
        for byte in self {
            buffer = buffer << 8 | Int(byte)
            held += 8
            while held >= bits {
                held -= bits
                out.append(letters[buffer >> held & (1 << bits - 1)])
            }
            buffer &= 1 << held - 1
        }
        if held > 0 { out.append(letters[buffer << (bits - held) & (1 << bits - 1)]) }
        return String(decoding: out, as: UTF8.self)
    }
}
