import Cryptography

/// How a file lies on the disk: pieces of 64 KiB, each sealed under the file's key and bound to the
/// file, its content version, its place and whether it is the last, so that no piece can be swapped,
/// left out or rolled back, and any part can be read alone.
struct ChunkSeal: Sendable {
    /// Plain bytes of each chunk but the last.
    static let plainBytes = 64 * 1024
    /// Sealed bytes of each chunk but the last.
    static let sealedBytes = plainBytes + Sealing.overhead

    /// The document's id.
    let file: String
    /// Which attempt to send the content this is.
    let contentVersion: Int64
    /// Plain bytes of the whole file, at least 1.
    let size: Int
    /// The file's own key.
    let key: SecretKey

    /// How many chunks the file has.
    var count: Int { (size + Self.plainBytes - 1) / Self.plainBytes }

    /// Plain bytes of a chunk.
    func plainCount(of index: Int) -> Int {
        index == count - 1 ? size - index * Self.plainBytes : Self.plainBytes
    }

    /// Sealed bytes of the whole file.
    var sealedSize: Int { size + count * Sealing.overhead }

    /// A chunk as it goes to the disk.
    func seal(_ plain: [UInt8], at index: Int) -> [UInt8] {
        Sealing.seal(plain, key: key, context: context(of: index))
    }

    /// A chunk's plain bytes; throws when it is not this file's chunk of this place.
    func open(_ sealed: [UInt8], at index: Int) throws -> [UInt8] {
        try Sealing.open(sealed, key: key, context: context(of: index))
    }

    private func context(of index: Int) -> [UInt8] {
        Array(
            "chunk \(file) \(contentVersion) \(index) \(index == count - 1 ? "last" : "more")".utf8)
    }
}
