package import Lifecycle

/// A receipt that anybody can verify without asking us: what was handed in, when, and how the
/// dossier's history then stood, signed by the deployment's receipt key.
///
/// Its text is `BN1~code~milliseconds~steps~head~component:hash,hash;component:hash~key~signature`:
/// short enough for a QR code, and every sign of it may stand in the fragment of an address. Hashes
/// and signature are base64 for URLs; the signature is over all that stands before its `~`.
package struct SignedReceipt: Hashable, Sendable {
    /// The documents of one component, in the dossier's order.
    package struct Component: Hashable, Sendable {
        /// The component's key in the procedure.
        package var key: String
        /// The SHA-256 of each document.
        package var hashes: [[UInt8]]

        /// A component with the hashes of its documents.
        package init(key: String, hashes: [[UInt8]]) {
            self.key = key
            self.hashes = hashes
        }
    }

    /// Mã số biên nhận.
    package var code: String
    /// When the receipt was given.
    package var time: Timestamp
    /// How many steps the dossier's history then had.
    package var stepCount: Int
    /// The hash of the last of them, which covers all before it.
    package var historyHead: [UInt8]
    /// What was handed in.
    package var components: [Component]

    /// The words that the text begins with: what it is, and in which form.
    package static let form = "BN1"

    /// A receipt to be signed.
    package init(
        code: String, time: Timestamp, stepCount: Int, historyHead: [UInt8],
        components: [Component]
    ) {
        self.code = code
        self.time = time
        self.stepCount = stepCount
        self.historyHead = historyHead
        self.components = components
    }

    /// The key under which a condensed receipt names all documents together.
    private static let all = "tat-ca"

    /// Whether it names all documents by one hash.
    package var isCondensed: Bool { components.map(\.key) == [Self.all] }

    /// The same receipt with one hash over the keys and hashes of all components, for dossiers with
    /// so many documents that a QR code would not hold them.
    package var condensed: SignedReceipt {
        if isCondensed { return self }
        var input: [UInt8] = []
        for component in components {
            input += Array("\(component.key):\(component.hashes.count):".utf8)
            input += component.hashes.joined()
        }
        var receipt = self
        receipt.components = [Component(key: Self.all, hashes: [SHA256.hash(input)])]
        return receipt
    }

    /// How many hashes it names.
    package var documentCount: Int { components.reduce(0) { $0 + $1.hashes.count } }

    /// The text of the receipt with its signature; throws when a code or key has signs that the text
    /// gives a meaning, or a hash is none.
    package func signed(by key: SigningKey) throws -> String {
        let words = [code] + components.map(\.key)
        let hashes = [historyHead] + components.flatMap(\.hashes)
        guard words.allSatisfy(Self.isWord), hashes.allSatisfy({ $0.count == 32 }), stepCount >= 0
        else { throw CryptographyError(description: "no receipt can be made of this") }
        let message = ([Self.form] + parts + [key.verifying.receiptKeyID]).joined(separator: "~")
        return message + "~" + key.sign(Array(message.utf8)).base64URL
    }

    /// What does not fit between this receipt and what it should say, part by part; empty when
    /// nothing.
    package func faults(against expected: SignedReceipt) -> [ReceiptFault] {
        var faults: [ReceiptFault] = []
        if code != expected.code { faults.append(.code) }
        if time != expected.time { faults.append(.time) }
        if stepCount != expected.stepCount || historyHead != expected.historyHead {
            faults.append(.history)
        }
        let keys = components.map(\.key)
        for key in keys + expected.components.map(\.key).filter({ !keys.contains($0) }) {
            let here = components.first { $0.key == key }?.hashes ?? []
            let there = expected.components.first { $0.key == key }?.hashes ?? []
            for index in 0..<max(here.count, there.count)
            where !here.indices.contains(index) || !there.indices.contains(index)
                || here[index] != there[index]
            {
                faults.append(.document(component: key, number: index + 1))
            }
        }
        return faults
    }

    private var parts: [String] {
        [
            code, "\(time.milliseconds)", "\(stepCount)", historyHead.base64URL,
            components.map { component in
                component.key + ":" + component.hashes.map(\.base64URL).joined(separator: ",")
            }.joined(separator: ";"),
        ]
    }

    static func isWord(_ text: String) -> Bool {
        (1...100).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
                case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "/"):
                    true
                default: false
                }
            }
    }
}

/// What is wrong with a signed receipt.
package enum ReceiptFault: Error, Hashable, Sendable {
    /// The text is no receipt, or is cut short.
    case notAReceipt
    /// This part cannot be read: the code, the time, ….
    case unreadable(part: Part)
    /// It names a key that is not the one given.
    case otherKey(id: String)
    /// All can be read, but something is not what was signed; which, the signature cannot tell.
    case signature
    /// The code is another than it should be.
    case code
    /// The time is another than it should be.
    case time
    /// The history up to then is not what it was.
    case history
    /// This document of this component, from 1, is another, or there is one too many or too few.
    case document(component: String, number: Int)

    /// The parts of the text.
    package enum Part: String, Hashable, Sendable, CaseIterable {
        case code, time, steps, history, documents, key, signature
    }
}

extension ReceiptFault: CustomStringConvertible {
    /// What an operator reads.
    package var description: String {
        switch self {
        case .notAReceipt: "this is no receipt, or it is cut short"
        case .unreadable(let part): "its \(part.rawValue) cannot be read"
        case .otherKey(let id): "it was signed with the key \(id), not with the one given"
        case .signature: "something in it is not what was signed"
        case .code: "the code is another"
        case .time: "the time is another"
        case .history: "the history is not what it was"
        case .document(let component, let number):
            "document \(number) of \(component) is another"
        }
    }
}

extension VerifyingKey {
    /// The short name of the key in receipts: the first 4 bytes of its SHA-256 in hexadecimal.
    package var receiptKeyID: String { Array(SHA256.hash(bytes).prefix(4)).hex }
}
