import Contracts
import Cryptography
import Lifecycle
import Messaging
import Store

/// Verifies a signed receipt for anybody, and holds a genuine one against what is kept: the history
/// up to then must still be the same, and the documents those of the version it was given for.
struct CheckReceiptHandler: QueryHandler {
    private let store: Store
    private let keys: ReceiptKeys
    private let perAddress: RateLimit

    /// Checks with a limit of 20 in a minute for each address.
    init(store: Store, keys: ReceiptKeys, clock: WallClock) {
        (self.store, self.keys) = (store, keys)
        perAddress = RateLimit(tries: 20, per: .seconds(60), clock: clock)
    }

    /// What fits and what does not.
    func answer(_ query: CheckReceipt, for caller: Caller) async throws -> CheckReceipt.Reply {
        if let wait = perAddress.count(NetworkAddress.household(of: caller.address ?? "")) {
            throw Refusal.tooManyLookups(retryAfterSeconds: Int(wait.components.seconds) + 1)
        }
        let receipt: SignedReceipt
        do throws(ReceiptFault) {
            receipt = try keys.verify(query.text)
        } catch {
            return CheckReceipt.Reply(isGenuine: false, faults: [error.inVietnamese])
        }
        let (faults, count) = try await store.read { try Self.compare(receipt, in: $0) }
        return CheckReceipt.Reply(
            isGenuine: true, faults: faults, code: DossierCode(rawValue: receipt.code),
            givenAt: receipt.time,
            documentCount: count)
    }

    /// What does not fit between a genuine receipt and the dossier as it is kept, and how many
    /// documents the receipt is of.
    private static func compare(
        _ receipt: SignedReceipt, in reader: borrowing some SQLReader & ~Copyable
    ) throws -> (faults: [String], documentCount: Int) {
        let code = DossierCode(rawValue: receipt.code)
        guard let row = try reader.first(DossierStatement.named(code)) else {
            return (["Không còn hồ sơ nào mang mã này."], receipt.documentCount)
        }
        let dossier: DossierID = try row["id"]
        let links = try DossierHistory.links(dossier, in: reader)
        var faults: [String] = []
        switch HistoryChain.firstFault(
            in: links, of: dossier, head: receipt.historyHead, count: receipt.stepCount)
        {
        case .step(let number):
            faults.append("Bước thứ \(number) trong lịch sử hồ sơ không còn như khi được ghi.")
        case .head: faults.append(ReceiptFault.history.inVietnamese)
        case nil: break
        }
        let version = links.prefix(receipt.stepCount).last?.step.version ?? 1
        let kept = try reader.first(DossierStatement.components(of: dossier, until: version))
        let components = try kept.map {
            try StrictJSON.decode([AttachedComponent].self, trusted: $0["components"])
        }
        var expected = receipt
        expected.components = PaperDesk.components(components ?? [])
        let count = expected.documentCount
        if receipt.isCondensed { expected = expected.condensed }
        return (faults + receipt.faults(against: expected).map(\.inVietnamese), count)
    }
}

extension ReceiptFault {
    /// As people read it.
    var inVietnamese: String {
        switch self {
        case .notAReceipt: "Nội dung này không phải là biên nhận điện tử, hoặc bị thiếu."
        case .unreadable(let part): "Không đọc được phần \(part.inVietnamese) của biên nhận."
        case .otherKey(let id):
            "Biên nhận được ký bằng khoá khác (\(id)), không phải khoá của hệ thống này."
        case .signature: "Chữ ký không khớp: nội dung biên nhận đã bị thay đổi."
        case .code: "Mã hồ sơ không khớp."
        case .time: "Thời điểm không khớp."
        case .history: "Lịch sử hồ sơ không còn như khi biên nhận được cấp."
        case .document(let component, let number):
            "Tệp thứ \(number) của thành phần “\(component)” không khớp."
        }
    }
}

extension ReceiptFault.Part {
    fileprivate var inVietnamese: String {
        switch self {
        case .code: "mã hồ sơ"
        case .time: "thời điểm"
        case .steps: "số bước lịch sử"
        case .history: "dấu vết lịch sử"
        case .documents: "dấu vết các tệp"
        case .key: "tên khoá"
        case .signature: "chữ ký"
        }
    }
}
