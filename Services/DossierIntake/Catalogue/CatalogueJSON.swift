import Contracts
import Cryptography
import Foundation
import Lifecycle

/// A procedure as a file of the catalogue gives it.
struct CatalogueProcedure {
    /// The file's name: `procedures/1.001193.json`.
    let file: String
    /// What it says.
    let procedure: Procedure

    /// The content as it is kept and compared: names sorted, without spaces.
    let json: [UInt8]
    /// The content's hash; spaces and the order of names in the file do not count.
    let hash: String

    /// A procedure read from a file.
    init(file: String, procedure: Procedure) throws {
        self.file = file
        self.procedure = procedure
        json = try StrictJSON.encode(procedure)
        hash = keyedHash(key: nil, count: 16, json).hex
    }

    /// The id of this version: the same content from the same day is the same version.
    var versionID: String { "\(procedure.code)@\(procedure.validFrom)#\(hash)" }
}

/// Reads the JSON of a procedure or of the calendar, finding all members that are unknown, missing or of a wrong kind.
enum CatalogueJSON {
    private static let procedureShape = Shape.of(Procedure.self)
    private static let calendarShape = Shape.of(CalendarTable.self)

    /// The procedure in a file; nil when something is wrong, which is noted.
    static func procedure(
        in file: ImportCatalogue.File, _ problems: inout CatalogueProblems
    ) -> CatalogueProcedure? {
        guard let procedure: Procedure = content(of: file, procedureShape, &problems) else {
            return nil
        }
        do { return try CatalogueProcedure(file: file.name, procedure: procedure) } catch {
            problems.add(file.name, "Không đọc được nội dung thủ tục.")
            return nil
        }
    }

    /// The working calendar in a file; nil when something is wrong, which is noted.
    static func calendar(
        in file: ImportCatalogue.File, _ problems: inout CatalogueProblems
    ) -> CalendarTable? {
        guard let table: CalendarTable = content(of: file, calendarShape, &problems) else {
            return nil
        }
        for problem in table.problems { problems.add(file.name, problem) }
        return table.problems.isEmpty ? table : nil
    }

    private static func content<Content: Decodable>(
        of file: ImportCatalogue.File, _ shape: Shape, _ problems: inout CatalogueProblems
    ) -> Content? {
        let bytes = Array(file.text.utf8)
        do {
            let value = try StrictJSON.decode(JSONValue.self, shape: .any, untrusted: bytes)
            var found = CatalogueProblems()
            check(value, shape, at: "", in: file.name, &found, &problems)
            guard found.isEmpty else { return nil }
            return try StrictJSON.decode(Content.self, trusted: bytes)
        } catch let refusal as Refusal {
            for field in refusal.fields {
                problems.add("\(file.name):\(field.path)", field.message)
            }
            if refusal.fields.isEmpty {
                problems.add(file.name + line(of: bytes), "Không phải là JSON hợp lệ (UTF-8).")
            }
        } catch {
            problems.add(file.name, "Không đọc được nội dung tệp.")
        }
        return nil
    }

    private static func check(
        _ value: JSONValue, _ shape: Shape, at path: String, in file: String,
        _ found: inout CatalogueProblems, _ problems: inout CatalogueProblems
    ) {
        switch (shape, value) {
        case (.object(let fields), .object(let members)):
            for name in members.keys.sorted() where !fields.contains(where: { $0.name == name }) {
                note("Không có mục này.", join(path, name))
            }
            for field in fields {
                let place = join(path, field.name)
                switch members[field.name] {
                case nil, .null: if field.isRequired { note("Thiếu thông tin bắt buộc.", place) }
                case let member?: check(member, field.shape, at: place, in: file, &found, &problems)
                }
            }
        case (.list(let inner), .list(let items)):
            for (index, item) in items.enumerated() {
                check(item, inner, at: "\(path)[\(index)]", in: file, &found, &problems)
            }
        default: if let sentence = mismatch(value, shape) { note(sentence, path) }
        }

        func note(_ sentence: String, _ place: String) {
            found.add(place, sentence)
            problems.add("\(file):\(place)", sentence)
        }
    }

    private static func mismatch(_ value: JSONValue, _ shape: Shape) -> String? {
        switch (shape, value) {
        case (.string(format: "date"), .text(let text)):
            LocalDate(text) == nil ? "Ngày phải có thật và viết dạng 2025-07-01." : nil
        case (.string, .text), (.boolean, .boolean), (.number, .number), (.any, _): nil
        case (.choice(let words), .text(let text)):
            words.contains(text) ? nil : "Phải là một trong: \(words.joined(separator: ", "))."
        case (.integer, .number(let number)):
            Int(exactly: number) == nil ? "Phải là số nguyên." : nil
        case (.string, _), (.choice, _): "Phải là một chuỗi ký tự."
        case (.integer, _), (.number, _): "Phải là một số."
        case (.boolean, _): "Phải là true hoặc false."
        case (.list, _): "Phải là một danh sách [ ]."
        case (.object, _), (.map, _): "Phải là một đối tượng { }."
        }
    }

    private static func join(_ path: String, _ name: String) -> String {
        path.isEmpty ? name : "\(path).\(name)"
    }

    /// `:12`, the line where Foundation stumbles; empty when it does not tell.
    private static func line(of bytes: [UInt8]) -> String {
        do {
            _ = try JSONSerialization.jsonObject(with: Foundation.Data(bytes))
            return ""
        } catch {
            let told = (error as NSError).userInfo["NSDebugDescription"] as? String
            guard let number = told?.firstMatch(of: #/character ([0-9]+)/#)?.output.1,
                let offset = Int(number)
            else { return "" }
            return ":\(bytes.prefix(offset).count { $0 == UInt8(ascii: "\n") } + 1)"
        }
    }
}
