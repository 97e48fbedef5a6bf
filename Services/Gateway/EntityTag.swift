import Cryptography

/// Validators of what is shown (RFC 9110, section 8.8.3).
enum EntityTag {
    /// A tag of bytes that have no version.
    static func of(_ bytes: [UInt8]) -> String {
        "\"\(keyedHash(key: nil, count: 16, bytes).hex)\""
    }

    /// Whether `If-None-Match` names the tag, compared weakly.
    static func matches(_ header: String?, _ tag: String) -> Bool {
        guard let header else { return false }
        return header.split(separator: ",").contains { part in
            var part = part.drop { $0 == " " }
            while part.last == " " { part.removeLast() }
            if part.hasPrefix("W/") { part = part.dropFirst(2) }
            return part == "*" || part == tag
        }
    }
}

/// Looks into JSON of our own without decoding it.
enum JSONText {
    /// The text member `name` of a flat object, when its value needs no unescaping. The quotes of
    /// a text are always escaped, so that no value can look like the member.
    static func member(_ name: String, of json: [UInt8]) -> String? {
        let mark = Array("\"\(name)\":\"".utf8)
        guard json.count > mark.count else { return nil }
        for start in 0...(json.count - mark.count)
        where json[start] == mark[0] && json[start..<(start + mark.count)].elementsEqual(mark) {
            let value = json[(start + mark.count)...].prefix { $0 != UInt8(ascii: "\"") }
            let isPlain = value.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
                default: false
                }
            }
            return isPlain && !value.isEmpty ? String(decoding: value, as: UTF8.self) : nil
        }
        return nil
    }
}
