package import Lifecycle

// What dossier intake owns of fees: how they can be paid, and what was paid.

/// What is to be paid for a dossier.
package struct PaymentRequest: Codable, Hashable, Sendable {
    /// In đồng.
    package var amountDong: Int
    /// The number of the receipt, once it is paid.
    package var receiptNumber: String?
    /// How it can be paid without coming to the counter; nil where it cannot, and once it is paid.
    package var way: PaymentWay?
    /// What the citizen has said of having paid; the unit looks and records the payment.
    package var reported: ReportedTransfer?

    /// A request.
    package init(
        amountDong: Int, receiptNumber: String?, way: PaymentWay? = nil,
        reported: ReportedTransfer? = nil
    ) {
        self.amountDong = amountDong
        self.receiptNumber = receiptNumber
        self.way = way
        self.reported = reported
    }
}

/// How a fee can be paid online.
package struct PaymentWay: Codable, Hashable, Sendable {
    /// `Chuyển khoản ngân hàng`.
    package var title: String
    /// What the person needs for it, line by line.
    package var facts: [Fact]

    /// One line.
    package struct Fact: Codable, Hashable, Sendable {
        /// `Số tài khoản`.
        package var label: String
        /// What stands there.
        package var value: String
        /// A line.
        package init(_ label: String, _ value: String) { (self.label, self.value) = (label, value) }
    }

    /// A way.
    package init(title: String, facts: [Fact]) {
        self.title = title
        self.facts = facts
    }
}

/// A transfer that the citizen has made.
package struct ReportedTransfer: Codable, Hashable, Sendable {
    /// The bank's reference.
    package var reference: String
    /// When it was reported.
    package var at: Timestamp

    /// A transfer.
    package init(reference: String, at: Timestamp) {
        self.reference = reference
        self.at = at
    }
}

/// Reports that the fee of a dossier of the caller's was paid by transfer, or mends what was reported;
/// reception finds the money and records the payment.
package struct ReportTransfer: Command {
    package static let name = "dossier-intake.report-transfer"
    /// Mã số biên nhận.
    package var code: DossierCode
    /// The version the caller read (`If-Match`).
    package var version: Int64
    /// The bank's reference, 4 to 40 letters and digits.
    package var reference: String

    /// A report.
    package init(code: DossierCode, version: Int64, reference: String) {
        self.code = code
        self.version = version
        self.reference = reference
    }
    /// The payment as it stands.
    package struct Reply: Codable, Sendable, VersionedReply {
        /// It.
        package var payment: PaymentRequest
        /// Version of the dossier.
        package var version: Int64
        /// An answer.
        package init(payment: PaymentRequest, version: Int64) {
            self.payment = payment
            self.version = version
        }
    }
}
