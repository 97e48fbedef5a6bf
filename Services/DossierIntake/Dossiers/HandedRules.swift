import Contracts

/// The rules for papers that are handed in at the counter, for one case; pure.
struct HandedRules {
    /// The version of the procedure whose components they are.
    let procedure: Procedure
    /// The case.
    let caseKey: String

    /// Papers of one kind that are taken at most.
    static let limit = 100

    /// All that is wrong with what was handed in, then what is missing.
    func problems(in handed: [HandedComponent]) -> [Refusal.Field] {
        guard handed.count <= ComponentRules.componentLimit else {
            return [.init("components", "Danh sách thành phần hồ sơ dài quá mức cho phép.")]
        }
        var keys: Set<String> = []
        let wrong = handed.enumerated().compactMap { index, component -> Refusal.Field? in
            problem(with: component, seen: &keys).map { .init("components[\(index)].\($0)", $1) }
        }
        let missing = procedure.components
            .filter { isNeeded($0) && !keys.contains($0.key) }
            .map { Refusal.Field("components.\($0.key)", "Còn thiếu “\($0.name)”.") }
        return wrong + missing
    }

    /// What was handed in, in the order of the procedure; without problems.
    func attached(_ handed: [HandedComponent]) -> [AttachedComponent] {
        procedure.components.compactMap { rule in
            handed.first { $0.key == rule.key }.map {
                AttachedComponent(
                    key: rule.key, name: rule.name, documents: [], originals: $0.originals,
                    copies: $0.copies)
            }
        }
    }

    private func problem(
        with component: HandedComponent, seen: inout Set<String>
    ) -> (String, String)? {
        guard let rule = procedure.components.first(where: { $0.key == component.key }) else {
            return ("key", "Thủ tục không có thành phần hồ sơ này.")
        }
        guard seen.insert(component.key).inserted else {
            return ("key", "“\(rule.name)” được ghi hai lần.")
        }
        guard rule.kind != .note else { return ("key", "“\(rule.name)” là ghi chú.") }
        guard rule.cases?.contains(caseKey) ?? true else {
            return ("key", "“\(rule.name)” không dùng cho trường hợp đã chọn.")
        }
        let counts = [component.originals, component.copies]
        guard counts.allSatisfy({ (0...Self.limit).contains($0) }), counts.reduce(0, +) > 0 else {
            return (
                "originals", "Vui lòng ghi số bản chính hoặc bản sao đã nhận (1–\(Self.limit))."
            )
        }
        return nil
    }

    private func isNeeded(_ rule: Procedure.Component) -> Bool {
        rule.isRequired && (rule.cases?.contains(caseKey) ?? true)
            && (rule.kind == .submit || rule.kind == .conditional)
    }
}
