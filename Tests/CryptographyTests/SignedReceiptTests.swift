import Lifecycle
import Testing

@testable import Cryptography

@Suite struct SignedReceiptTests {
    private static let key = SigningKey(seed: .random())
    private static let receipt = SignedReceipt(
        code: "000.00.19.H17-261123-0001", time: Timestamp(milliseconds: 1_770_000_000_123),
        stepCount: 3, historyHead: SHA256.hash([7]),
        components: [
            .init(key: "statement", hashes: [SHA256.hash([1]), SHA256.hash([2])]),
            .init(key: "land-paper", hashes: [SHA256.hash([3])]),
        ])

    @Test func `is verified by the key's public half, wherever the text comes from`() throws {
        let text = try Self.receipt.signed(by: Self.key)
        for form in [text, "https://portal.example/kiem-tra-bien-nhan#\(text)", " \(text)\n"] {
            #expect(try ReceiptReader.verify(form, with: Self.key.verifying) == Self.receipt)
        }
        #expect(text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F })
        #expect(try Self.receipt.signed(by: Self.key) == text)
    }

    @Test func `tells every change of a sign`() throws {
        let text = Array(try Self.receipt.signed(by: Self.key).utf8)
        for index in text.indices {
            for other in ["0", "A", "~"] where text[index] != other.utf8.first {
                var changed = text
                changed[index] = other.utf8.first!
                #expect(throws: ReceiptFault.self) {
                    try ReceiptReader.verify(
                        String(decoding: changed, as: UTF8.self), with: Self.key.verifying)
                }
            }
        }
        #expect(throws: ReceiptFault.notAReceipt) {
            try ReceiptReader.verify(
                String(decoding: text.dropLast(90), as: UTF8.self), with: Self.key.verifying)
        }
    }

    @Test(arguments: [
        (1, "a b", ReceiptFault.Part.code), (2, "now", .time), (3, "-1", .steps),
        (4, "AAAA", .history), (5, "statement:AAAA", .documents), (6, "key", .key),
        (7, "AAAA", .signature),
    ])
    func `names the part that cannot be read`(
        place: Int, word: String, part: ReceiptFault.Part
    ) throws {
        var parts = try Self.receipt.signed(by: Self.key)
            .split(separator: "~", omittingEmptySubsequences: false).map(String.init)
        parts[place] = word == "a b" ? "a(b" : word
        #expect(throws: ReceiptFault.unreadable(part: part)) {
            try ReceiptReader.verify(parts.joined(separator: "~"), with: Self.key.verifying)
        }
    }

    @Test func `names another key`() throws {
        let other = SigningKey(seed: .random())
        #expect(throws: ReceiptFault.otherKey(id: other.verifying.receiptKeyID)) {
            try ReceiptReader.verify(
                try Self.receipt.signed(by: other), with: Self.key.verifying)
        }
    }

    @Test func `names what does not fit with what is kept`() {
        var kept = Self.receipt
        #expect(Self.receipt.faults(against: kept) == [])
        kept.components[0].hashes[1] = SHA256.hash([9])
        kept.components[1].hashes.append(SHA256.hash([4]))
        kept.historyHead = SHA256.hash([8])
        kept.time = Timestamp(milliseconds: 0)
        kept.code = "H17-1"
        #expect(
            Self.receipt.faults(against: kept) == [
                .code, .time, .history, .document(component: "statement", number: 2),
                .document(component: "land-paper", number: 2),
            ])
    }

    @Test func `is not made of what its text would give a meaning`() {
        for code in ["", "a~b", "a#b", "á"] {
            var wrong = Self.receipt
            wrong.code = code
            #expect(throws: CryptographyError.self) { try wrong.signed(by: Self.key) }
        }
        var short = Self.receipt
        short.historyHead = [1]
        #expect(throws: CryptographyError.self) { try short.signed(by: Self.key) }
    }

    @Test func `signs as RFC 8032 says`() throws {
        // Test 2 of section 7.1.
        let seed = try #require(
            [UInt8](hex: "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"))
        let key = SigningKey(seed: try SecretKey(bytes: seed))
        #expect(
            key.verifying.bytes.hex
                == "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
        let signature = key.sign([0x72])
        #expect(
            signature.hex
                == "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        )
        #expect(key.verifying.verifies(signature, of: [0x72]))
        #expect(!key.verifying.verifies(signature, of: [0x73]))
    }

    @Test func `reads base64 for URLs strictly`() {
        for count in 0...70 {
            let bytes = randomBytes(count)
            #expect([UInt8](base64URL: bytes.base64URL) == bytes)
        }
        for text in ["A", "AB", "AA=", "A+", "A A", "é"] {
            #expect([UInt8](base64URL: text) == nil, "\(text)")
        }
    }
}
