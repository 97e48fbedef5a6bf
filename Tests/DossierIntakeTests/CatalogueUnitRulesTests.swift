import Contracts
import Testing

@testable import DossierIntake

@Suite struct CatalogueUnitRulesTests {
    static let city = "48,Thành phố Đà Nẵng,city,,000.00.00.H17,,,1997-01-01,,"
    static let ward = "48.20242,Phường Hải Châu,ward,48,000.00.19.H17,,,2025-07-01,,"

    @Test(arguments: [
        (
            "X.1,Phường A,ward,48,A.H17,,,2025-07-01,,",
            "Mã đơn vị “X.1” không đúng dạng 48 hoặc 48.20242."
        ),
        ("48.1,,ward,48,A.H17,,,2025-07-01,,", "Tên đơn vị: Không được để trống."),
        (
            "48.1,Xóm A,hamlet,48,A.H17,,,2025-07-01,,",
            "Không có loại đơn vị “hamlet”; phải là một trong: city, department, district, ward, "
                + "commune, special-zone, police."
        ),
        ("48.1,Phường A,ward,,A.H17,,,2025-07-01,,", "Thiếu mã đơn vị cấp trên."),
        ("49,Thành phố A,city,48,A.H17,,,2025-07-01,,", "Thành phố không có đơn vị cấp trên."),
        (
            "48.1,Phường A,ward,48,a/1,,,2025-07-01,,",
            "Mã định danh cơ quan “a/1” không đúng dạng 000.00.19.H17."
        ),
        ("48.1,Phường A,ward,48,A.H17,,gọi,2025-07-01,,", "Số điện thoại “gọi” không đúng."),
        (
            "48.1,Phường A,ward,48,A.H17,,,2025-02-30,,",
            "Ngày bắt đầu “2025-02-30” phải có thật và viết dạng 2025-07-01."
        ),
        (
            "48.1,Phường A,ward,48,A.H17,,,2025-07-01,30/6/2026,",
            "Ngày kết thúc “30/6/2026” phải có thật và viết dạng 2025-06-30."
        ),
        (
            "48.1,Phường A,ward,48,A.H17,,,2025-07-01,2025-06-30,",
            "Ngày kết thúc phải không trước ngày bắt đầu."
        ),
        (
            "48.1,Phường A,ward,48,A.H17,,,2025-07-01,,48.20242",
            "Chỉ đơn vị đã có ngày kết thúc mới có đơn vị kế thừa."
        ),
        (
            "48.1,Phường A,ward,48,A.H17,,,2025-07-01,2026-01-01,48.1",
            "Đơn vị không thể kế thừa chính mình."
        ),
        (
            "48.1,Phường A,ward,48,A.H17,,,2025-07-01,2026-01-01,48.7",
            "Không có đơn vị kế thừa “48.7”."
        ),
        (
            "48.1,Phường A,ward,48.9,A.H17,,,2025-07-01,,",
            "Không có đơn vị cấp trên “48.9” vào ngày 01/07/2025."
        ),
        (
            "48.1,Phường A,ward,48,A.H17,,,1990-01-01,,",
            "Không có đơn vị cấp trên “48” vào ngày 01/01/1990."
        ),
        (
            "48.1,Phường A,ward,48.1,A.H17,,,2025-07-01,,",
            "Đơn vị cấp trên “48.1” lại ở dưới chính đơn vị này."
        ),
        (
            "48.1,Phường A,ward,48,000.00.19.H17,,,2026-07-01,,",
            "Mã định danh “000.00.19.H17” đã là của đơn vị “48.20242”."
        ),
        (
            "48.20242,Phường Hải Châu,ward,48,000.00.19.H17,,,2024-01-01,2025-07-01,",
            "Thời gian hiệu lực của “48.20242” chồng lên dòng khác cùng mã."
        ),
        ("48.1,Phường A,ward,48", "Dòng có 4 cột, phải có 10 cột."),
    ]) func `names the line and what is wrong with it`(line: String, sentence: String) async throws
    {
        let fixture = try await CatalogueFixture()
        let problems = try await fixture.problems(
            CatalogueFixture.units(Self.city, Self.ward, line))
        #expect(problems.contains("units.csv:4: \(sentence)"))
        #expect(try await fixture.unit("48", on: "2026-01-01") == nil)
    }

    @Test func `tells everything that is wrong at once`() async throws {
        let fixture = try await CatalogueFixture()
        let problems = try await fixture.problems(
            CatalogueFixture.units(
                Self.city, "48.1,,ward,48,A.H17,,,2025-07-01,,", Self.ward,
                "48.2,Phường B,hamlet,48,B.H17,,x,2025-07-01,,"),
            CatalogueFixture.procedure(change: ("\"minimum\": 0", "\"minimum\": 10")))
        #expect(
            problems.map { $0.prefix { $0 != " " } } == [
                "units.csv:3:", "units.csv:5:", "units.csv:5:",
                "procedures/1.001193.json:form[2].minimum:",
            ])
    }

    @Test func `refuses another header`() async throws {
        let problems = try await CatalogueFixture().problems(
            .init(name: "units.csv", text: "code,name\n48,Đà Nẵng"))
        #expect(
            problems == [
                "units.csv:1: Dòng đầu phải là: "
                    + "code,name,kind,parent,agencyId,address,phone,validFrom,validTo,successor"
            ])
    }

    @Test func `refuses broken quoting with its line`() async throws {
        let problems = try await CatalogueFixture().problems(
            CatalogueFixture.units(Self.city, "48.1,\"Phường A"))
        #expect(problems == ["units.csv:3: Dấu ngoặc kép mở mà không đóng."])
    }
}
