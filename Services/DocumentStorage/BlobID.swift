import Cryptography

/// The random name of a file's sealed bytes; it tells nothing about the document.
struct BlobID: RawRepresentable, Hashable, Sendable {
    /// 32 hexadecimal digits.
    let rawValue: String

    /// A name from the store.
    init(rawValue: String) { self.rawValue = rawValue }

    /// A new name.
    static func random() -> BlobID { BlobID(rawValue: randomBytes(16).hex) }

    /// The folders it lies in, two levels of 256 each, and its file: `3f/a0/3fa0….blob`.
    var path: String { "\(folders)/\(rawValue).blob" }

    /// The two levels of folders.
    var folders: String { "\(rawValue.prefix(2))/\(rawValue.dropFirst(2).prefix(2))" }

    /// A number from its random digits, to spread work with.
    var spread: Int { rawValue.prefix(4).reduce(0) { $0 * 16 + ($1.hexDigitValue ?? 0) } }
}
