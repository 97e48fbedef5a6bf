import Cryptography
import Testing

@Suite struct SealingTests {
    let key = SecretKey.random()
    let context = Array("egov:commands:mailer".utf8)

    @Test(arguments: [0, 1, 65_536])
    func `opens what it sealed`(count: Int) throws {
        let plain = randomBytes(count)
        let sealed = Sealing.seal(plain, key: key, context: context)
        #expect(sealed.count == count + Sealing.overhead)
        #expect(try Sealing.open(sealed, key: key, context: context) == plain)
    }

    @Test func `opens nothing under another key, in another context or with a changed bit`() {
        var sealed = Sealing.seal([1, 2, 3], key: key, context: context)
        #expect(throws: CryptographyError.self) {
            try Sealing.open(sealed, key: .random(), context: context)
        }
        #expect(throws: CryptographyError.self) {
            try Sealing.open(sealed, key: key, context: Array("egov:commands:identity".utf8))
        }
        for index in sealed.indices {
            sealed[index] ^= 1
            #expect(throws: CryptographyError.self) {
                try Sealing.open(sealed, key: key, context: context)
            }
            sealed[index] ^= 1
        }
        #expect(throws: CryptographyError.self) {
            try Sealing.open(Array(sealed.dropLast()), key: key, context: context)
        }
    }

    @Test func `parts of a keyed hash cannot be moved across their borders`() {
        #expect(keyedHash(key: key, [1, 2], [3]) != keyedHash(key: key, [1], [2, 3]))
        #expect(keyedHash(key: key, [1]) != keyedHash(key: nil, [1]))
    }

    @Test func `a password opens only its own hash`() throws {
        let hash = try PasswordHash.make(Array("Sông Hàn 2026".utf8), memoryBytes: 1 << 20)
        #expect(hash.hasPrefix("$argon2id$"))
        #expect(PasswordHash.verify(Array("Sông Hàn 2026".utf8), against: hash))
        #expect(!PasswordHash.verify(Array("Sông Hàn 2025".utf8), against: hash))
        #expect(!PasswordHash.verify([], against: hash))
    }

    @Test func `SHA-256 is the standard's (FIPS 180-4, B.1)`() {
        #expect(
            SHA256.hash(Array("abc".utf8)).hex
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    @Test(arguments: [
        ("", "", ""), ("f", "Zg", "CR"), ("foobar", "Zm9vYmFy", "CSQPYRK1E8"),
    ])
    func `text forms are those of RFC 4648 and Crockford`(
        text: String, base64: String, base32: String
    ) {
        let bytes = Array(text.utf8)
        #expect(bytes.base64URL == base64)
        #expect(bytes.crockford32 == base32)
        #expect([UInt8](hex: bytes.hex) == bytes)
        #expect([UInt8](hex: "0g") == nil)
    }
}
