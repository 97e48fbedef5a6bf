import Contracts
import Lifecycle

/// An identity paper as an officer typed it, checked and written in one way.
struct CheckedPaper: Sendable {
    /// The paper as it is kept.
    private(set) var paper: IdentityPaper
    /// The fields that are not right, with paths from `paper`.
    private(set) var faults: [Refusal.Field] = []

    /// Checks all fields at once; `today` is the last possible day of issue.
    init(_ sent: IdentityPaper, today: LocalDate) {
        paper = sent
        paper.number = sent.number.uppercased().filter { !" .-".contains($0) }
        paper.issuedBy = CheckedDetails.tidied(sent.issuedBy)
        if let fault = numberFault { faults.append(.init("paper.number", fault)) }
        if paper.issuedOn > today || paper.issuedOn.yearMonthDay.year < 1960 {
            faults.append(.init("paper.issuedOn", "Ngày cấp phải từ năm 1960 đến hôm nay."))
        }
        if !(2...200).contains(paper.issuedBy.unicodeScalars.count)
            || !CheckedDetails.isPlain(paper.issuedBy)
        {
            faults.append(
                .init("paper.issuedBy", "Vui lòng ghi nơi cấp trên một dòng, từ 2 đến 200 ký tự."))
        }
    }

    private var numberFault: String? {
        let digits = paper.number.utf8.allSatisfy { (0x30...0x39).contains($0) }
        let count = paper.number.utf8.count
        switch paper.kind {
        case .citizenCard:
            return digits && count == 12 ? nil : "Số thẻ căn cước gồm 12 chữ số."
        case .oldIdentityCard:
            return digits && count == 9 ? nil : "Số chứng minh nhân dân gồm 9 chữ số."
        case .passport:
            let isPlain = paper.number.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0)
            }
            return isPlain && (6...12).contains(count)
                ? nil : "Số hộ chiếu gồm 6 đến 12 chữ cái và chữ số."
        }
    }

    /// Why this card cannot be the account holder's; nil when it can. A person registered with an old
    /// nine-digit number may bring a card with a new one.
    func misfit(with details: PersonalDetails) -> Refusal.Field? {
        guard paper.kind == .citizenCard, details.identityNumber.utf8.count == 12,
            paper.number != details.identityNumber
        else { return nil }
        return .init(
            "paper.number",
            "Số trên thẻ khác với số định danh công dân đã đăng ký. Nếu công dân khai nhầm, đề nghị "
                + "sửa thông tin cá nhân trước rồi xác thực lại.")
    }

    /// What the officer should look at again; it bars nothing.
    func warnings(against details: PersonalDetails) -> [Refusal.Field] {
        var messages: [String] = []
        let number = IdentityNumber(paper.number)
        for warning in number?.warnings(dateOfBirth: details.dateOfBirth, sex: details.sex) ?? [] {
            messages.append(
                warning.path.hasSuffix("sex")
                    ? "Giới tính trên tài khoản không khớp với số căn cước của giấy tờ."
                    : "Năm sinh trên tài khoản không khớp với số căn cước của giấy tờ.")
        }
        if paper.kind != .passport, paper.number != details.identityNumber {
            messages.append("Số giấy tờ khác với số định danh công dân đã đăng ký.")
        }
        if paper.kind == .oldIdentityCard {
            messages.append("Chứng minh nhân dân hết giá trị sử dụng từ ngày 01/01/2025.")
        }
        return messages.map { .init("paper.number", $0) }
    }
}
