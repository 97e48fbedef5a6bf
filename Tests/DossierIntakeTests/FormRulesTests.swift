import Contracts
import Lifecycle
import Testing

@testable import DossierIntake

@Suite struct FormRulesTests {
    private func problems(
        _ changes: [String: JSONValue], caseKey: String = "usual"
    ) throws -> [Refusal.Field] {
        let today = try #require(LocalDate("2026-11-23"))
        let rules = FormRules(
            procedure: try TestCatalogue.procedure, caseKey: caseKey, today: today,
            units: [TestCatalogue.ward])
        return rules.problems(in: TestCatalogue.answers.merging(changes) { $1 })
    }

    @Test func `takes a form that is filled in rightly`() throws {
        #expect(try problems([:]) == [])
    }

    @Test(
        arguments: [
            ("childName", .text("Đỗ Thị Hạnh")), ("birthDate", .text("2026-11-23")),
            ("copies", .number(0)), ("copies", .number(10)), ("sex", .text("male")),
            ("insured", .boolean(false)), ("note", .text("hai\ndòng")), ("note", .null),
            ("note", .text("  ")), ("motherNumber", .text("048190001234")),
            ("motherNumber", .text("201234567")), ("phone", .text("0905123456")),
            ("phone", .text("+84 905 123 456")), ("phone", .text("84905.123.456")),
            ("email", .text("an.nguyen+1@thu.example.vn")), ("place", .text("48.20242")),
        ] as [(String, JSONValue)])
    func `takes a right answer`(key: String, answer: JSONValue) throws {
        #expect(try problems([key: answer]) == [])
    }

    @Test(
        arguments: [
            ("childName", .text(String(repeating: "ễ", count: 61))), ("childName", .number(1)),
            ("childName", .text("hai\ndòng")), ("childName", .text("\u{202E}ngược")),
            ("childName", .list([])), ("birthDate", .text("2026-11-24")),
            ("birthDate", .text("2026-02-30")), ("birthDate", .text("20/11/2026")),
            ("copies", .number(-1)), ("copies", .number(11)), ("copies", .number(1.5)),
            ("copies", .text("2")), ("copies", .number(1e300)), ("sex", .text("Nữ")),
            ("sex", .boolean(true)), ("insured", .text("true")), ("insured", .number(1)),
            ("note", .text(String(repeating: "a", count: 21))), ("note", .text("\u{7}")),
            ("motherNumber", .text("12345")), ("motherNumber", .text("04819000123O")),
            ("motherNumber", .number(201_234_567)), ("motherNumber", .text("٠٤٨١٩٠٠٠١٢٣٤")),
            ("phone", .text("0205123456")), ("phone", .text("090512345")),
            ("phone", .text("0905123456 gọi sau")), ("email", .text("an")),
            ("email", .text("an@x")), ("email", .text("a b@example.vn")),
            ("email", .text("an@example.vn\r\nBcc: x@y.vn")), ("email", .text("<an@example.vn>")),
            ("email", .text("an@@example.vn")), ("email", .text(".an@example.vn")),
            ("place", .text("48.20999")), ("place", .number(48)),
        ] as [(String, JSONValue)])
    func `refuses a wrong answer and names the field`(key: String, answer: JSONValue) throws {
        let found = try problems([key: answer])
        #expect(found.map(\.path) == ["answers.\(key)"])
        let label = try TestCatalogue.procedure.form.first { $0.key == key }?.label
        #expect(found.first?.message.contains("“\(try #require(label))”") == true)
    }

    @Test(
        arguments: ["childName", "birthDate", "copies", "sex", "insured"],
        [JSONValue.null, .text(""), .text(" \n ")])
    func `refuses an empty answer where one is needed`(key: String, answer: JSONValue) throws {
        #expect(try problems([key: answer]).map(\.path) == ["answers.\(key)"])
    }

    @Test func `asks by case`() throws {
        #expect(try problems([:], caseKey: "witness").map(\.path) == ["answers.witness"])
        #expect(try problems(["witness": .text("Bình")], caseKey: "witness") == [])
        #expect(try problems(["witness": .text("Bình")]).map(\.path) == ["answers.witness"])
        #expect(try problems(["witness": .text("")]) == [])
    }

    @Test func `tells all that is wrong at once, in the order of the form`() throws {
        let found = try problems([
            "sex": .null, "childName": .null, "zzz": .text("x"), "admin": .boolean(true),
        ])
        #expect(
            found.map(\.path) == [
                "answers.childName", "answers.sex", "answers.admin", "answers.zzz",
            ])
    }
}
