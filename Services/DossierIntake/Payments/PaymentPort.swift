import Contracts
import Lifecycle

/// Where fees can be paid online. A payment gateway of a bank or of the national portal gets an
/// implementation of its own; what it confirms is recorded by the same move as at the counter.
protocol PaymentPort: Sendable {
    /// How a person pays this for a dossier; nil when there is no way here.
    func way(toPay amountDong: Int, for code: DossierCode) -> PaymentWay?
}

/// A transfer to the city's account that the citizen reports and reception records when the money
/// is there.
struct RecordedTransfer: PaymentPort {
    let bank: String
    let accountNumber: String
    let holder: String

    /// The account in a setting, `bank;number;holder`; nil for an empty one.
    init?(setting: String) throws {
        guard !setting.isEmpty else { return nil }
        let parts = setting.split(separator: ";", omittingEmptySubsequences: false).map {
            $0.trimmingPrefix { $0 == " " }
        }
        guard parts.count == 3, parts.allSatisfy({ !$0.isEmpty }),
            parts[1].allSatisfy({ $0.isASCII && ($0.isNumber || $0.isLetter) })
        else {
            throw ConfigurationError(
                DossierIntakeSettings.transferAccount.name, "BANK;NUMBER;HOLDER")
        }
        (bank, accountNumber, holder) = (String(parts[0]), String(parts[1]), String(parts[2]))
    }

    func way(toPay amountDong: Int, for code: DossierCode) -> PaymentWay? {
        // Banks let through letters and digits: the code without its dots and dashes is found as well.
        let words = "DVC " + code.rawValue.filter { $0.isLetter || $0.isNumber }
        return PaymentWay(
            title: "Chuyển khoản ngân hàng",
            facts: [
                .init("Ngân hàng", bank), .init("Số tài khoản", accountNumber),
                .init("Chủ tài khoản", holder), .init("Số tiền (đồng)", "\(amountDong)"),
                .init("Nội dung chuyển khoản", words),
            ])
    }
}

/// Where there is no account to pay to: at the counter only.
struct CounterOnly: PaymentPort {
    func way(toPay amountDong: Int, for code: DossierCode) -> PaymentWay? { nil }
}
