import CCrypto

/// SHA-256 of bytes that come piece by piece (libcrypto: five times libsodium's speed).
package struct SHA256: ~Copyable {
    private let context: OpaquePointer

    /// Starts a hash.
    package init() {
        context = EVP_MD_CTX_new()
        EVP_DigestInit_ex(context, EVP_sha256(), nil)
    }

    deinit { EVP_MD_CTX_free(context) }

    /// Adds the next piece.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
    }

    /// The 32 bytes of the hash; ends it.
    package consuming func finish() -> [UInt8] {
        var hash = [UInt8](repeating: 0, count: 32)
        EVP_DigestFinal_ex(context, &hash, nil)
        return hash
    }

    /// The hash of all of `bytes`.
    package static func hash(_ bytes: [UInt8]) -> [UInt8] {
        var hash = SHA256()
        bytes.withUnsafeBytes { hash.update($0) }
        return hash.finish()
    }
}
