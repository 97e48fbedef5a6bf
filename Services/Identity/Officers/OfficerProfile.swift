import Contracts

/// Who an officer is and what the officer may do.
struct OfficerProfile: Hashable, Sendable {
    let fullName: String
    let unit: UnitCode
    let duties: [OfficerDuty]

    /// The role the officer signs in with.
    var role: Caller.Role { duties.contains(.administration) ? .administrator : .officer }

    /// The duties as they are stored.
    var words: String { duties.map(\.rawValue).joined(separator: " ") }

    /// A profile as somebody sent it, tidied, with the fields that are not right.
    static func check(
        fullName: String, unit: UnitCode, duties: [OfficerDuty]
    ) -> (profile: OfficerProfile, faults: [Refusal.Field]) {
        var faults: [Refusal.Field] = []
        let name = CheckedDetails.tidied(fullName)
        if !CheckedDetails.isName(name) {
            faults.append(
                .init("fullName", "Họ tên chỉ dùng chữ cái và dấu cách, tối đa 60 ký tự."))
        }
        if !CheckedDetails.isUnitCode(unit) {
            faults.append(.init("unit", "Mã đơn vị chưa đúng."))
        }
        if duties.isEmpty || Set(duties).count != duties.count {
            faults.append(.init("duties", "Cần ít nhất một nhiệm vụ, mỗi nhiệm vụ một lần."))
        }
        return (OfficerProfile(fullName: name, unit: unit, duties: duties), faults)
    }
}
