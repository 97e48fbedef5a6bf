import Contracts

/// The rules of a procedure's components (thành phần hồ sơ), for one case; pure.
struct ComponentRules {
    /// The version of the procedure whose components they are.
    let procedure: Procedure
    /// The case the citizen chose.
    let caseKey: String
    /// The documents that are stored and belong to the citizen.
    let usable: [DocumentID: AttachedDocument]

    /// Documents that a dossier takes at most.
    static let documentLimit = 20
    /// Components that are looked at; no procedure has as many.
    static let componentLimit = 100

    /// All that is wrong with what was given, in its order, then what is missing.
    func problems(in given: [GivenComponent]) -> [Refusal.Field] {
        if let problem = Self.tooManyComponents(given) { return [problem] }
        var problems: [Refusal.Field] = []
        var keys: Set<String> = []
        var documents: Set<DocumentID> = []
        for (index, component) in given.enumerated() {
            guard let rule = procedure.components.first(where: { $0.key == component.key }) else {
                problems.append(
                    .init("components[\(index)].key", "Thủ tục không có thành phần hồ sơ này."))
                continue
            }
            guard keys.insert(component.key).inserted else {
                problems.append(
                    .init(
                        "components[\(index)].key",
                        "Thành phần “\(rule.name)” được kê khai hai lần. Vui lòng gộp làm một."))
                continue
            }
            if let problem = problem(with: component, rule, seen: &documents) {
                problems.append(.init("components[\(index)].documents", problem))
            }
        }
        if let problem = Self.tooManyDocuments(given) { problems.append(problem) }
        return problems + missing(besides: keys)
    }

    /// What is wrong when there are more components than are looked at.
    static func tooManyComponents(_ given: [GivenComponent]) -> Refusal.Field? {
        guard given.count > componentLimit else { return nil }
        return .init("components", "Danh sách thành phần hồ sơ dài quá mức cho phép.")
    }

    /// What is wrong when there are more documents than a dossier takes.
    static func tooManyDocuments(_ given: [GivenComponent]) -> Refusal.Field? {
        guard given.reduce(0, { $0 + $1.documents.count }) > documentLimit else { return nil }
        return .init("components", "Một hồ sơ được đính kèm nhiều nhất \(documentLimit) tệp.")
    }

    /// What was given, in the order of the procedure, as the dossier shows it; without problems.
    func attached(_ given: [GivenComponent]) -> [AttachedComponent] {
        procedure.components.compactMap { rule in
            guard let component = given.first(where: { $0.key == rule.key }),
                !component.documents.isEmpty
            else { return nil }
            return AttachedComponent(
                key: rule.key, name: rule.name,
                documents: component.documents.compactMap { usable[$0] })
        }
    }

    private func problem(
        with component: GivenComponent, _ rule: Procedure.Component, seen: inout Set<DocumentID>
    ) -> String? {
        if component.documents.isEmpty { return isNeeded(rule) ? missing(rule) : nil }
        switch rule.kind {
        case .show:
            return "“\(rule.name)” được xuất trình tại nơi tiếp nhận, không cần đính kèm tệp."
        case .note: return "“\(rule.name)” là ghi chú, không cần đính kèm tệp."
        case .submit, .conditional: break
        }
        guard applies(rule) else {
            return "“\(rule.name)” không dùng cho trường hợp đã chọn. Vui lòng bỏ tệp ra."
        }
        for document in component.documents where !seen.insert(document).inserted {
            return "Có tệp ở “\(rule.name)” được đính kèm hai lần. Vui lòng bỏ bớt một."
        }
        guard component.documents.allSatisfy({ usable[$0] != nil }) else {
            return "Có tệp ở “\(rule.name)” chưa tải lên xong hoặc không còn. Vui lòng tải lại tệp."
        }
        return nil
    }

    private func missing(besides given: Set<String>) -> [Refusal.Field] {
        procedure.components.filter { isNeeded($0) && !given.contains($0.key) }
            .map { Refusal.Field("components.\($0.key)", missing($0)) }
    }

    private func missing(_ rule: Procedure.Component) -> String {
        "Vui lòng đính kèm “\(rule.name)”."
    }

    private func isNeeded(_ rule: Procedure.Component) -> Bool {
        rule.isRequired && applies(rule) && (rule.kind == .submit || rule.kind == .conditional)
    }

    private func applies(_ rule: Procedure.Component) -> Bool {
        rule.cases?.contains(caseKey) ?? true
    }
}
