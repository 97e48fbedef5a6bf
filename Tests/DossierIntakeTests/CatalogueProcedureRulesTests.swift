import Testing

@testable import DossierIntake

@Suite struct CatalogueProcedureRulesTests {
    static let broken: [(old: String, new: String, problem: String)] = [
        ("\"field\": \"Hộ tịch\",", "", "field: Thiếu thông tin bắt buộc."),
        ("\"field\"", "\"colour\": 1, \"field\"", "colour: Không có mục này."),
        ("\"maxLength\": 60", "\"maxLenght\": 60", "form[0].maxLenght: Không có mục này."),
        ("\"maxLength\": 60", "\"maxLength\": \"60\"", "form[0].maxLength: Phải là một số."),
        ("\"maxLength\": 60", "\"maxLength\": 6.5", "form[0].maxLength: Phải là số nguyên."),
        (
            "\"isRequired\": true", "\"isRequired\": 1",
            "form[0].isRequired: Phải là true hoặc false."
        ),
        (
            "\"type\": \"date\"", "\"type\": \"day\"",
            "form[1].type: Phải là một trong: text, longText, date, integer, choice, yesNo, "
                + "identityNumber, phone, email, unit."
        ),
        ("[\"Luật Hộ tịch năm 2014\"]", "\"Luật\"", "legalGrounds: Phải là một danh sách [ ]."),
        (
            "{\"key\": \"male\", \"title\": \"Nam\"}", "\"male\"",
            "form[3].choices[0]: Phải là một đối tượng { }."
        ),
        ("\"Giấy khai sinh\"", "7", "result: Phải là một chuỗi ký tự."),
        ("2025-07-01", "1/7/2025", "validFrom: Ngày phải có thật và viết dạng 2025-07-01."),
        (
            "\"validFrom\": \"2025-07-01\"",
            "\"validFrom\": \"2025-07-01\", \"validTo\": \"2025-06-30\"",
            "validTo: Ngày hết hiệu lực phải không trước ngày bắt đầu có hiệu lực."
        ),
        (
            "\"code\": \"1.001193\"", "\"code\": \"1.1193\"",
            "code: Mã thủ tục “1.1193” không đúng dạng 1.001193."
        ),
        (
            "\"code\": \"1.001193\"", "\"code\": \"1.001194\"",
            "code: Mã thủ tục “1.001194” khác với tên tệp."
        ),
        ("Đăng ký khai sinh", " ", "name: Không được để trống."),
        ("Đăng ký khai sinh", "Đăng ký ", "name: Không được có khoảng trắng ở đầu hoặc cuối."),
        ("Đăng ký khai sinh", String(repeating: "ă", count: 301), "name: Dài quá 300 ký tự."),
        ("Đăng ký khai sinh", "a\\u0007b", "name: Không được chứa ký tự điều khiển."),
        ("[\"Luật Hộ tịch năm 2014\"]", "[]", "legalGrounds: Phải có ít nhất một căn cứ pháp lý."),
        ("[\"ward\", \"commune\"]", "[]", "unitKinds: Phải có ít nhất một loại đơn vị."),
        ("[\"ward\", \"commune\"]", "[\"hamlet\"]", "unitKinds[0]: Không có loại đơn vị “hamlet”."),
        (
            "[{\"key\": \"usual\", \"title\": \"Có giấy\"}, {\"key\": \"witness\", \"title\": \"Không\"}]",
            "[]", "cases: Phải có ít nhất một trường hợp."
        ),
        (
            "\"key\": \"usual\"", "\"key\": \"có giấy\"",
            "cases[0].key: Khoá “có giấy” chỉ được gồm chữ không dấu và số, bắt đầu bằng chữ."
        ),
        ("\"key\": \"usual\"", "\"key\": \"witness\"", "cases[1].key: Khoá “witness” bị lặp lại."),
        ("\"key\": \"day\"", "\"key\": \"name\"", "form[1].key: Khoá “name” bị lặp lại."),
        (
            "\"label\": \"Tên\"", "\"label\": \"Tên\", \"cases\": []",
            "form[0].cases: Danh sách trường hợp rỗng; bỏ mục này nếu luôn áp dụng."
        ),
        (
            "\"label\": \"Tên\"", "\"label\": \"Tên\", \"cases\": [\"other\"]",
            "form[0].cases: Thủ tục không có trường hợp “other”."
        ),
        ("\"maxLength\": 60", "\"maxLength\": 0", "form[0].maxLength: Phải từ 1 đến 10000."),
        (
            "\"maximum\": 9", "\"maxLength\": 9",
            "form[2].maxLength: Chỉ dùng cho kiểu text và longText."
        ),
        ("\"maxLength\": 60", "\"minimum\": 1", "form[0].minimum: Chỉ dùng cho kiểu integer."),
        ("\"maxLength\": 60", "\"maximum\": 1", "form[0].maximum: Chỉ dùng cho kiểu integer."),
        (
            "\"minimum\": 0", "\"minimum\": 10",
            "form[2].minimum: Số nhỏ nhất không được lớn hơn số lớn nhất."
        ),
        (
            "\"maxLength\": 60", "\"notInFuture\": true",
            "form[0].notInFuture: Chỉ dùng cho kiểu date."
        ),
        ("\"maxLength\": 60", "\"choices\": []", "form[0].choices: Chỉ dùng cho kiểu choice."),
        (
            ", {\"key\": \"female\", \"title\": \"Nữ\"}", "",
            "form[3].choices: Kiểu choice phải có ít nhất hai lựa chọn."
        ),
        (
            "\"key\": \"female\"", "\"key\": \"male\"",
            "form[3].choices[1].key: Khoá “male” bị lặp lại."
        ),
        (
            "\"originals\": 1", "\"originals\": 0",
            "components[0]: Phải có ít nhất một bản chính hoặc bản sao."
        ),
        ("\"originals\": 1", "\"originals\": -1", "components[0].originals: Phải từ 0 đến 99."),
        (
            "\"originals\": 0", "\"originals\": 1",
            "components[2].kind: Ghi chú không phải là giấy tờ nên số bản phải là 0."
        ),
        (
            "\"kind\": \"note\", \"isRequired\": false", "\"kind\": \"note\", \"isRequired\": true",
            "components[2].isRequired: Ghi chú không thể là bắt buộc."
        ),
        (
            "\"cases\": [\"witness\"], \"originals\"", "\"originals\"",
            "components[1].cases: Giấy tờ bắt buộc theo trường hợp phải nêu trường hợp."
        ),
        (
            "\"cases\": [\"witness\"], \"originals\"", "\"cases\": [\"other\"], \"originals\"",
            "components[1].cases: Thủ tục không có trường hợp “other”."
        ),
        (
            "[{\"channel\": \"online\", \"amountDong\": 0}, {\"caseKey\": \"witness\", \"note\": \"Sau\"}]",
            "[]", "fees: Phải nêu lệ phí; ghi 0 nếu không thu."
        ),
        (
            "\"caseKey\": \"witness\"", "\"caseKey\": \"other\"",
            "fees[1].caseKey: Thủ tục không có trường hợp “other”."
        ),
        (
            "\"amountDong\": 0", "\"amountDong\": -1",
            "fees[0].amountDong: Phải từ 0 đến 1000000000 đồng."
        ),
        (
            ", \"note\": \"Sau\"", "",
            "fees[1].note: Mức thu để trống thì phải ghi chú nơi quy định."
        ),
        (
            "{\"caseKey\": \"witness\", \"note\": \"Sau\"}",
            "{\"channel\": \"online\", \"amountDong\": 5}", "fees[1]: Lệ phí này bị lặp lại."
        ),
        (
            "\"channel\": \"online\"", "\"channel\": \"fax\"",
            "fees[0].channel: Phải là một trong: online, counter, post."
        ),
        ("\"amount\": 1", "\"amount\": 0", "times[0].amount: Phải từ 1 đến 3650."),
        (
            "\"amount\": 1", "\"amount\": 1, \"caseKey\": \"other\"",
            "times[0].caseKey: Thủ tục không có trường hợp “other”."
        ),
        (
            "\"amount\": 1", "\"amount\": 1, \"caseKey\": \"usual\"",
            "times: Trường hợp “witness” chưa có thời hạn giải quyết cho mọi kênh nộp."
        ),
        (
            "\"amount\": 1", "\"amount\": 1, \"channel\": \"online\"",
            "times: Trường hợp “usual” chưa có thời hạn giải quyết cho mọi kênh nộp."
        ),
        (
            "[{\"amount\": 1", "[{\"amount\": 2, \"unit\": \"month\"}, {\"amount\": 1",
            "times[1]: Thời hạn này bị lặp lại."
        ),
    ]

    @Test func `the procedure that the cases below break is right`() async throws {
        #expect(try await CatalogueFixture().problems(CatalogueFixture.procedure()) == [])
    }

    @Test func `names the member and what is wrong with it, and stores nothing`() async throws {
        let fixture = try await CatalogueFixture()
        for (old, new, problem) in Self.broken {
            let problems = try await fixture.problems(
                CatalogueFixture.procedure(change: (old, new)))
            #expect(problems.contains("procedures/1.001193.json:\(problem)"), "\(problems)")
        }
        #expect(try await fixture.procedure("1.001193", on: "2026-01-01") == nil)
    }

    @Test func `names the line where a file stops being JSON`() async throws {
        let file = CatalogueFixture.procedure(
            change: ("\"result\": \"Giấy khai sinh\"", "\"result\": "))
        let problems = try await CatalogueFixture().problems(file)
        #expect(problems == ["procedures/1.001193.json:5: Không phải là JSON hợp lệ (UTF-8)."])
    }

    @Test func `refuses a member that is given twice`() async throws {
        let file = CatalogueFixture.procedure(change: ("\"field\"", "\"name\": \"Hai\", \"field\""))
        let problems = try await CatalogueFixture().problems(file)
        #expect(problems == ["procedures/1.001193.json:name: Thông tin bị lặp lại."])
    }
}
