import Lifecycle

/// Reads the text of a signed receipt, as a camera or a person brings it.
package enum ReceiptReader {
    /// More letters than any receipt has.
    package static let longestText = 8_000

    /// The receipt in `text` (an address around it does not count), whether or not its signature is
    /// right, and the name of the key it was signed with.
    package static func read(
        _ text: String
    ) throws(ReceiptFault) -> (receipt: SignedReceipt, keyID: String) {
        let parts = try parts(of: text)
        guard SignedReceipt.isWord(parts[1]) else { throw .unreadable(part: .code) }
        guard let time = number(parts[2]) else { throw .unreadable(part: .time) }
        guard let steps = number(parts[3]) else { throw .unreadable(part: .steps) }
        guard let head = hash(parts[4]) else { throw .unreadable(part: .history) }
        let components = try components(parts[5])
        guard parts[6].wholeMatch(of: /[0-9a-f]{8}/) != nil else { throw .unreadable(part: .key) }
        let receipt = SignedReceipt(
            code: parts[1], time: Timestamp(milliseconds: time), stepCount: Int(steps),
            historyHead: head, components: components)
        return (receipt, parts[6])
    }

    /// The receipt in `text` when `key` has signed exactly this; throws what does not fit.
    package static func verify(
        _ text: String, with key: VerifyingKey
    ) throws(ReceiptFault) -> SignedReceipt {
        let (receipt, keyID) = try read(text)
        guard keyID == key.receiptKeyID else { throw .otherKey(id: keyID) }
        let parts = try parts(of: text)
        guard let signature = [UInt8](base64URL: parts[7]), signature.count == 64 else {
            throw .unreadable(part: .signature)
        }
        let message = parts[..<7].joined(separator: "~")
        guard key.verifies(signature, of: Array(message.utf8)) else { throw .signature }
        return receipt
    }

    private static func parts(of text: String) throws(ReceiptFault) -> [String] {
        guard text.utf8.count <= longestText else { throw .notAReceipt }
        // Line breaks of a copied text do not count, nor does the address in front.
        let compact = text.filter { !$0.isWhitespace }
        let body = compact.split(separator: "#", omittingEmptySubsequences: false).last ?? ""
        let parts = body.split(separator: "~", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 8, parts[0] == SignedReceipt.form else { throw .notAReceipt }
        return parts
    }

    private static func components(
        _ text: String
    ) throws(ReceiptFault) -> [SignedReceipt.Component] {
        guard !text.isEmpty else { return [] }
        var all: [SignedReceipt.Component] = []
        for part in text.split(separator: ";", omittingEmptySubsequences: false) {
            let halves = part.split(separator: ":", omittingEmptySubsequences: false)
            guard halves.count == 2, SignedReceipt.isWord(String(halves[0])) else {
                throw .unreadable(part: .documents)
            }
            var hashes: [[UInt8]] = []
            for word in halves[1].split(separator: ",", omittingEmptySubsequences: false)
            where !halves[1].isEmpty {
                guard let bytes = hash(String(word)) else { throw .unreadable(part: .documents) }
                hashes.append(bytes)
            }
            all.append(.init(key: String(halves[0]), hashes: hashes))
        }
        return all
    }

    private static func hash(_ text: String) -> [UInt8]? {
        [UInt8](base64URL: text).flatMap { $0.count == 32 ? $0 : nil }
    }

    private static func number(_ text: String) -> Int64? {
        guard (1...15).contains(text.utf8.count),
            text.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        return Int64(text)
    }
}
