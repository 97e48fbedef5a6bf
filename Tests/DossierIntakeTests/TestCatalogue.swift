import Contracts
import Foundation
import Lifecycle

@testable import DossierIntake

/// A small catalogue: one procedure with a field of each type and a component of each kind.
enum TestCatalogue {
    static let ward = UnitCode(rawValue: "48.20242")
    static let otherWard = UnitCode(rawValue: "48.20194")
    static let police = UnitCode(rawValue: "48.CA01")
    static let closedWard = UnitCode(rawValue: "48.20999")
    static let birth = ProcedureCode(rawValue: "1.001193")

    static var files: [ImportCatalogue.File] {
        [
            .init(name: "units.csv", text: units),
            .init(name: "procedures/1.001193.json", text: birthRegistration),
            .init(
                name: "procedures/1.000656.json",
                text: birthRegistration.replacing("1.001193", with: "1.000656")
                    .replacing("Đăng ký khai sinh", with: "Đăng ký khai tử")),
        ]
    }

    /// The procedure as it stands in the catalogue.
    static var procedure: Procedure {
        get throws {
            try JSONDecoder().decode(Procedure.self, from: Foundation.Data(birthRegistration.utf8))
        }
    }

    /// Answers that are right in the usual case.
    static let answers: [String: JSONValue] = [
        "childName": .text("Nguyễn Thị Ánh Ngọc"), "birthDate": .text("2026-11-20"),
        "copies": .number(2), "sex": .text("female"), "insured": .boolean(true),
    ]

    /// A submission without any paper, which the case `witness` allows.
    static var submission: SubmitDossier {
        SubmitDossier(
            procedure: birth, caseKey: "witness", unit: ward,
            answers: answers.merging(["witness": .text("Trần Văn Bình")]) { $1 }, components: [])
    }

    /// A submission of the usual case with these files of its required component.
    static func submission(papers: String...) -> SubmitDossier {
        SubmitDossier(
            procedure: birth, caseKey: "usual", unit: ward, answers: answers,
            components: [component("certificate", papers)])
    }

    static func component(_ key: String, _ papers: [String]) -> GivenComponent {
        GivenComponent(key: key, documents: papers.map(DocumentID.init(rawValue:)))
    }

    private static let units = """
        code,name,kind,parent,agencyId,address,phone,validFrom,validTo,successor
        48,Thành phố Đà Nẵng,city,,000.00.00.H17,,,2020-01-01,,
        48.20242,Phường Hải Châu,ward,48,000.00.19.H17,,,2025-07-01,,
        48.20194,Phường Hải Vân,ward,48,000.00.20.H17,,,2025-07-01,,
        48.CA01,Công an phường Hải Châu,police,48,000.01.19.G17,,,2025-07-01,,
        48.20999,Phường cũ,ward,48,000.00.99.H17,,,2020-01-01,2025-06-30,48.20242

        """

    private static let birthRegistration = """
        {"code": "1.001193", "name": "Đăng ký khai sinh", "field": "Hộ tịch",
         "summary": "Đăng ký khai sinh cho trẻ em.", "unitKinds": ["ward", "commune"],
         "authority": "Uỷ ban nhân dân cấp xã", "legalGrounds": ["Luật Hộ tịch, điều 13"],
         "result": "Giấy khai sinh",
         "cases": [{"key": "usual", "title": "Có giấy chứng sinh"},
                   {"key": "witness", "title": "Có người làm chứng"}],
         "form": [
          {"key": "childName", "label": "Họ và tên trẻ", "type": "text", "isRequired": true,
           "maxLength": 60},
          {"key": "birthDate", "label": "Ngày sinh", "type": "date", "isRequired": true,
           "notInFuture": true},
          {"key": "copies", "label": "Số bản sao", "type": "integer", "isRequired": true,
           "minimum": 0, "maximum": 10},
          {"key": "sex", "label": "Giới tính", "type": "choice", "isRequired": true,
           "choices": [{"key": "male", "title": "Nam"}, {"key": "female", "title": "Nữ"}]},
          {"key": "insured", "label": "Đăng ký bảo hiểm y tế", "type": "yesNo",
           "isRequired": true},
          {"key": "witness", "label": "Người làm chứng", "type": "text", "isRequired": true,
           "cases": ["witness"]},
          {"key": "note", "label": "Ghi chú", "type": "longText", "isRequired": false,
           "maxLength": 20},
          {"key": "motherNumber", "label": "Số định danh của mẹ", "type": "identityNumber",
           "isRequired": false},
          {"key": "phone", "label": "Số điện thoại", "type": "phone", "isRequired": false},
          {"key": "email", "label": "Thư điện tử", "type": "email", "isRequired": false},
          {"key": "place", "label": "Nơi sinh", "type": "unit", "isRequired": false}],
         "components": [
          {"key": "certificate", "name": "Giấy chứng sinh", "kind": "submit", "cases": ["usual"],
           "isRequired": true, "originals": 1, "copies": 0},
          {"key": "statement", "name": "Văn bản của người làm chứng", "kind": "conditional",
           "cases": ["witness"], "isRequired": false, "originals": 1, "copies": 0},
          {"key": "proxy", "name": "Văn bản uỷ quyền", "kind": "submit",
           "isRequired": false, "originals": 1, "copies": 0},
          {"key": "identity", "name": "Giấy tờ tuỳ thân", "kind": "show", "isRequired": false,
           "originals": 1, "copies": 0},
          {"key": "remark", "name": "Lưu ý", "kind": "note", "isRequired": false,
           "originals": 0, "copies": 0}],
         "fees": [{"amountDong": 0}],
         "times": [{"amount": 1, "unit": "workingDay"}],
         "validFrom": "2025-07-01"}
        """
}
