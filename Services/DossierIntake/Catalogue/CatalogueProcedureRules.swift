import Contracts

/// The rules a procedure of the catalogue keeps within itself.
struct CatalogueProcedureRules {
    private let file: String
    private let procedure: Procedure
    private let caseKeys: [String]
    private var problems: CatalogueProblems

    /// Notes everything in a procedure's file that breaks a rule.
    static func check(_ read: CatalogueProcedure, _ problems: inout CatalogueProblems) {
        var rules = CatalogueProcedureRules(
            file: read.file, procedure: read.procedure,
            caseKeys: read.procedure.cases.map(\.key), problems: problems)
        rules.checkHead()
        rules.checkCases()
        rules.checkForm()
        rules.checkComponents()
        rules.checkFees()
        rules.checkTimes()
        problems = rules.problems
    }

    private mutating func add(_ path: String, _ sentence: String) {
        problems.add("\(file):\(path)", sentence)
    }

    private mutating func text(_ text: String, _ path: String, limit: Int = 300) {
        if let problem = CatalogueText.problem(text, limit: limit) { add(path, problem) }
    }

    private mutating func checkHead() {
        let code = procedure.code.rawValue
        if !CatalogueText.isProcedureCode(code) {
            add("code", "Mã thủ tục “\(code)” không đúng dạng 1.001193.")
        } else if !file.hasPrefix("procedures/\(code).") && !file.hasPrefix("procedures/\(code)-") {
            add("code", "Mã thủ tục “\(code)” khác với tên tệp.")
        }
        text(procedure.name, "name")
        text(procedure.field, "field")
        text(procedure.summary, "summary", limit: 1000)
        text(procedure.authority, "authority")
        text(procedure.result, "result", limit: 1000)
        if procedure.legalGrounds.isEmpty {
            add("legalGrounds", "Phải có ít nhất một căn cứ pháp lý.")
        }
        for (index, ground) in procedure.legalGrounds.enumerated() {
            text(ground, "legalGrounds[\(index)]", limit: 1000)
        }
        if procedure.unitKinds.isEmpty { add("unitKinds", "Phải có ít nhất một loại đơn vị.") }
        for (index, kind) in procedure.unitKinds.enumerated()
        where !CatalogueUnitRules.kinds.contains(kind) {
            add("unitKinds[\(index)]", "Không có loại đơn vị “\(kind)”.")
        }
        if let last = procedure.validTo, last < procedure.validFrom {
            add("validTo", "Ngày hết hiệu lực phải không trước ngày bắt đầu có hiệu lực.")
        }
    }

    private mutating func checkKeys(_ keys: [String], _ path: String) {
        for (index, key) in keys.enumerated() {
            let place = path.isEmpty ? "[\(index)].key" : "\(path)[\(index)].key"
            if !CatalogueText.isKey(key) {
                add(place, "Khoá “\(key)” chỉ được gồm chữ không dấu và số, bắt đầu bằng chữ.")
            }
            if keys[..<index].contains(key) { add(place, "Khoá “\(key)” bị lặp lại.") }
        }
    }

    private mutating func checkReferences(_ cases: [String]?, _ path: String) {
        guard let cases else { return }
        if cases.isEmpty { add(path, "Danh sách trường hợp rỗng; bỏ mục này nếu luôn áp dụng.") }
        for key in cases { checkReference(key, path) }
    }

    private mutating func checkReference(_ key: String?, _ path: String) {
        guard let key, !caseKeys.contains(key) else { return }
        add(path, "Thủ tục không có trường hợp “\(key)”.")
    }

    private mutating func checkCases() {
        if caseKeys.isEmpty { add("cases", "Phải có ít nhất một trường hợp.") }
        checkKeys(caseKeys, "cases")
        for (index, one) in procedure.cases.enumerated() {
            text(one.title, "cases[\(index)].title")
        }
    }

    private mutating func checkForm() {
        checkKeys(procedure.form.map(\.key), "form")
        for (index, field) in procedure.form.enumerated() {
            let path = "form[\(index)]"
            text(field.label, "\(path).label")
            if let hint = field.hint { text(hint, "\(path).hint", limit: 500) }
            checkReferences(field.cases, "\(path).cases")
            checkLimits(of: field, path)
            checkChoices(of: field, path)
        }
    }

    private mutating func checkLimits(of field: Procedure.FormField, _ path: String) {
        if let longest = field.maxLength {
            if ![.text, .longText].contains(field.type) {
                add("\(path).maxLength", "Chỉ dùng cho kiểu text và longText.")
            } else if !(1...10_000).contains(longest) {
                add("\(path).maxLength", "Phải từ 1 đến 10000.")
            }
        }
        if field.type != .integer {
            if field.minimum != nil { add("\(path).minimum", "Chỉ dùng cho kiểu integer.") }
            if field.maximum != nil { add("\(path).maximum", "Chỉ dùng cho kiểu integer.") }
        } else if let least = field.minimum, let most = field.maximum, least > most {
            add("\(path).minimum", "Số nhỏ nhất không được lớn hơn số lớn nhất.")
        }
        if field.notInFuture != nil, field.type != .date {
            add("\(path).notInFuture", "Chỉ dùng cho kiểu date.")
        }
    }

    private mutating func checkChoices(of field: Procedure.FormField, _ path: String) {
        guard field.type == .choice else {
            if field.choices != nil { add("\(path).choices", "Chỉ dùng cho kiểu choice.") }
            return
        }
        let choices = field.choices ?? []
        if choices.count < 2 { add("\(path).choices", "Kiểu choice phải có ít nhất hai lựa chọn.") }
        checkKeys(choices.map(\.key), "\(path).choices")
        for (index, choice) in choices.enumerated() {
            text(choice.title, "\(path).choices[\(index)].title")
        }
    }

    private mutating func checkComponents() {
        checkKeys(procedure.components.map(\.key), "components")
        for (index, component) in procedure.components.enumerated() {
            let path = "components[\(index)]"
            text(component.name, "\(path).name", limit: 1000)
            if let form = component.formName { text(form, "\(path).formName") }
            if let reason = component.notNeededIf {
                text(reason, "\(path).notNeededIf", limit: 500)
            }
            checkReferences(component.cases, "\(path).cases")
            checkKind(of: component, path)
        }
    }

    private mutating func checkKind(of component: Procedure.Component, _ path: String) {
        let counts = 0...99
        if !counts.contains(component.originals) { add("\(path).originals", "Phải từ 0 đến 99.") }
        if !counts.contains(component.copies) { add("\(path).copies", "Phải từ 0 đến 99.") }
        let total = component.originals + component.copies
        if component.kind == .note, total != 0 {
            add("\(path).kind", "Ghi chú không phải là giấy tờ nên số bản phải là 0.")
        }
        if component.kind != .note, total == 0 {
            add(path, "Phải có ít nhất một bản chính hoặc bản sao.")
        }
        if component.kind == .conditional, component.isRequired, component.cases == nil {
            add("\(path).cases", "Giấy tờ bắt buộc theo trường hợp phải nêu trường hợp.")
        }
        if component.kind == .note, component.isRequired {
            add("\(path).isRequired", "Ghi chú không thể là bắt buộc.")
        }
    }

    private mutating func checkFees() {
        if procedure.fees.isEmpty { add("fees", "Phải nêu lệ phí; ghi 0 nếu không thu.") }
        for (index, fee) in procedure.fees.enumerated() {
            let path = "fees[\(index)]"
            checkReference(fee.caseKey, "\(path).caseKey")
            if let amount = fee.amountDong, !(0...1_000_000_000).contains(amount) {
                add("\(path).amountDong", "Phải từ 0 đến 1000000000 đồng.")
            }
            if fee.amountDong == nil, fee.note == nil {
                add("\(path).note", "Mức thu để trống thì phải ghi chú nơi quy định.")
            }
            if let per = fee.per { text(per, "\(path).per") }
            if let note = fee.note { text(note, "\(path).note", limit: 1000) }
            let isTwice = procedure.fees[..<index].contains {
                $0.channel == fee.channel && $0.caseKey == fee.caseKey && $0.per == fee.per
            }
            if isTwice { add(path, "Lệ phí này bị lặp lại.") }
        }
    }

    private mutating func checkTimes() {
        for (index, time) in procedure.times.enumerated() {
            let path = "times[\(index)]"
            checkReference(time.caseKey, "\(path).caseKey")
            if !(1...3650).contains(time.amount) { add("\(path).amount", "Phải từ 1 đến 3650.") }
            if let note = time.note { text(note, "\(path).note", limit: 1000) }
            let isTwice = procedure.times[..<index].contains {
                $0.channel == time.channel && $0.caseKey == time.caseKey
            }
            if isTwice { add(path, "Thời hạn này bị lặp lại.") }
        }
        for one in procedure.cases {
            let isCovered = Channel.allCases.allSatisfy { channel in
                procedure.times.contains {
                    ($0.channel ?? channel) == channel && ($0.caseKey ?? one.key) == one.key
                }
            }
            if !isCovered {
                add(
                    "times", "Trường hợp “\(one.key)” chưa có thời hạn giải quyết cho mọi kênh nộp."
                )
            }
        }
    }
}
