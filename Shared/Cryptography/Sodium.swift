import CSodium

/// A key, a hash input or a sealed text that is not what it should be.
package struct CryptographyError: Error, CustomStringConvertible {
    /// What was wrong, without any of the secret.
    package let description: String
}

/// A secret key of 32 bytes.
package struct SecretKey: Sendable {
    let bytes: [UInt8]

    /// A key from exactly 32 bytes.
    package init(bytes: [UInt8]) throws {
        guard bytes.count == 32 else {
            throw CryptographyError(
                description: "a key must have 32 bytes, this has \(bytes.count)")
        }
        self.bytes = bytes
    }

    /// A new random key.
    package static func random() -> SecretKey { SecretKey(unchecked: randomBytes(32)) }

    private init(unchecked bytes: [UInt8]) { self.bytes = bytes }

    /// The key for one purpose, derived from this one: the same purpose gives the same key.
    package func derived(for purpose: String) -> SecretKey {
        SecretKey(unchecked: keyedHash(key: self, Array("key".utf8), Array(purpose.utf8)))
    }

    /// The raw key, for wrapping it under another.
    package var rawBytes: [UInt8] { bytes }
}

private let ready: Bool = egov_sodium_buffer_randomness() == 0 && sodium_init() >= 0

/// That many random bytes, for any use.
package func randomBytes(_ count: Int) -> [UInt8] {
    precondition(ready, "libsodium did not start")
    return [UInt8](unsafeUninitializedCapacity: count) { bytes, filled in
        randombytes_buf(bytes.baseAddress!, count)
        filled = count
    }
}

/// Whether both are equal, in a time that does not tell where they differ.
package func equalInConstantTime(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    left.count == right.count && sodium_memcmp(left, right, left.count) == 0
}

/// BLAKE2b of the parts (each with its length before it, so that no two lists of parts look the
/// same), under `key` when one is given; `count` is 16 to 64 bytes.
package func keyedHash(key: SecretKey?, count: Int = 32, _ parts: [UInt8]...) -> [UInt8] {
    precondition(ready, "libsodium did not start")
    var input: [UInt8] = []
    input.reserveCapacity(parts.reduce(0) { $0 + $1.count + 8 })
    for part in parts {
        withUnsafeBytes(of: UInt64(part.count).littleEndian) { input += $0 }
        input += part
    }
    var hash = [UInt8](repeating: 0, count: count)
    let keyBytes = key?.bytes ?? []
    crypto_generichash(&hash, count, input, UInt64(input.count), keyBytes, keyBytes.count)
    return hash
}

/// A secret key that signs (Ed25519, RFC 8032).
package struct SigningKey: Sendable {
    private let pair: [UInt8]
    /// The key that everybody may have, to verify.
    package let verifying: VerifyingKey

    /// The key pair that belongs to a secret key of 32 bytes: the same gives the same.
    package init(seed: SecretKey) {
        precondition(ready, "libsodium did not start")
        var secret = [UInt8](repeating: 0, count: Int(crypto_sign_SECRETKEYBYTES))
        var open = [UInt8](repeating: 0, count: Int(crypto_sign_PUBLICKEYBYTES))
        crypto_sign_seed_keypair(&open, &secret, seed.bytes)
        pair = secret
        verifying = VerifyingKey(unchecked: open)
    }

    /// The signature of `message`, 64 bytes; the same message gets the same.
    package func sign(_ message: [UInt8]) -> [UInt8] {
        var signature = [UInt8](repeating: 0, count: Int(crypto_sign_BYTES))
        crypto_sign_detached(&signature, nil, message, UInt64(message.count), pair)
        return signature
    }
}

/// The public half of a `SigningKey`.
package struct VerifyingKey: Hashable, Sendable {
    /// The 32 bytes, as WebCrypto's `raw` format has them.
    package let bytes: [UInt8]

    /// A key from exactly 32 bytes; nil for another length.
    package init?(bytes: [UInt8]) {
        guard bytes.count == Int(crypto_sign_PUBLICKEYBYTES) else { return nil }
        self.bytes = bytes
    }

    fileprivate init(unchecked bytes: [UInt8]) { self.bytes = bytes }

    /// Whether `signature` was made of `message` with the secret half.
    package func verifies(_ signature: [UInt8], of message: [UInt8]) -> Bool {
        precondition(ready, "libsodium did not start")
        return signature.count == Int(crypto_sign_BYTES)
            && crypto_sign_verify_detached(signature, message, UInt64(message.count), bytes) == 0
    }
}

/// Authenticated encryption: XChaCha20-Poly1305 (IETF) with a random nonce in front.
package enum Sealing {
    /// Bytes that sealing adds: nonce 24, tag 16.
    package static let overhead = 40

    /// `plain` sealed under `key` and bound to `context`.
    package static func seal(_ plain: [UInt8], key: SecretKey, context: [UInt8]) -> [UInt8] {
        precondition(ready, "libsodium did not start")
        return [UInt8](unsafeUninitializedCapacity: plain.count + overhead) { sealed, filled in
            let nonce = sealed.baseAddress!
            randombytes_buf(nonce, 24)
            crypto_aead_xchacha20poly1305_ietf_encrypt(
                nonce + 24, nil, plain, UInt64(plain.count), context, UInt64(context.count), nil,
                nonce, key.bytes)
            filled = plain.count + overhead
        }
    }

    /// The plain text; throws when key or context differ or a bit was changed.
    package static func open(
        _ sealed: [UInt8], key: SecretKey, context: [UInt8]
    ) throws -> [UInt8] {
        guard sealed.count >= overhead else {
            throw CryptographyError(description: "sealed text is too short")
        }
        return try [UInt8](unsafeUninitializedCapacity: sealed.count - overhead) { plain, filled in
            let result = sealed.withUnsafeBufferPointer { all in
                crypto_aead_xchacha20poly1305_ietf_decrypt(
                    plain.baseAddress, nil, nil, all.baseAddress! + 24, UInt64(all.count - 24),
                    context, UInt64(context.count), all.baseAddress!, key.bytes)
            }
            guard result == 0 else {
                throw CryptographyError(description: "sealed text does not open with this key")
            }
            filled = sealed.count - overhead
        }
    }
}

/// Argon2id password hashes in their usual text form.
package enum PasswordHash {
    /// Hashes `password` (NFC bytes); blocks for about 50 ms: never on the shared pool.
    package static func make(
        _ password: [UInt8], memoryBytes: Int = 46 * 1024 * 1024, passes: Int = 1
    ) throws -> String {
        precondition(ready, "libsodium did not start")
        var out = [CChar](repeating: 0, count: Int(crypto_pwhash_STRBYTES))
        let result = password.withUnsafeBytes { bytes in
            crypto_pwhash_str_alg(
                &out, bytes.bindMemory(to: CChar.self).baseAddress ?? emptyText,
                UInt64(bytes.count), UInt64(passes), memoryBytes,
                crypto_pwhash_ALG_ARGON2ID13)
        }
        guard result == 0 else {
            throw CryptographyError(description: "no memory for a password hash")
        }
        return String(decoding: out.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// Whether `password` belongs to `hash`; blocks as long as `make`.
    package static func verify(_ password: [UInt8], against hash: String) -> Bool {
        precondition(ready, "libsodium did not start")
        return password.withUnsafeBytes { bytes in
            crypto_pwhash_str_verify(
                hash, bytes.bindMemory(to: CChar.self).baseAddress ?? emptyText,
                UInt64(bytes.count)) == 0
        }
    }

    private static var emptyText: UnsafePointer<CChar> {
        UnsafeRawPointer(StaticString("").utf8Start).assumingMemoryBound(to: CChar.self)
    }
}
