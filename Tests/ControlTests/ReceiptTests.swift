import Cryptography
import Lifecycle
import Testing

@testable import Control

@Suite struct ReceiptTests {
    private static let key = SigningKey(seed: .random())
    private static let text =
        (try? SignedReceipt(
            code: "H17-261123-0001", time: Timestamp(milliseconds: 0), stepCount: 2,
            historyHead: SHA256.hash([0]),
            components: [.init(key: "statement", hashes: [SHA256.hash([1]), SHA256.hash([2])])]
        ).signed(by: key)) ?? ""

    @Test func `finds which file is which document, and which is none`() {
        let finding = ReceiptFinding.verify(
            Self.text, with: Self.key.verifying,
            documents: [("b.pdf", SHA256.hash([2])), ("x.pdf", SHA256.hash([3]))])
        #expect(finding.isGenuine && !finding.isWell)
        #expect(finding.documents.map(\.file) == [nil, "b.pdf"])
        #expect(finding.unknownFiles == ["x.pdf"])
        #expect(finding.words.contains("H17-261123-0001"))
        #expect(finding.words.contains("NOT IN THE RECEIPT: x.pdf"))
        #expect(
            ReceiptFinding.verify(Self.text, with: Self.key.verifying, documents: []).isWell)
    }

    @Test func `says why a receipt is not genuine`() {
        let forged = ReceiptFinding.verify(
            Self.text.replacing("0001", with: "0002"), with: Self.key.verifying, documents: [])
        #expect(!forged.isWell && forged.words.hasPrefix("NOT GENUINE: something in it"))
        let other = ReceiptFinding.verify(
            Self.text, with: SigningKey(seed: .random()).verifying, documents: [])
        #expect(other.fault?.contains("signed with the key") == true)
    }
}
