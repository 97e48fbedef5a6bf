import Foundation
import TestSupport

/// A citizen of the load, with details that can be told from everybody else's.
struct Person: Sendable {
    let email: String
    let password: String
    let familyName: String
    let identityNumber: String
    let phone: String
    let addressLine: String
    /// Where the person's browser is, as the edge tells it.
    let networkAddress: String

    /// The citizen with that number.
    init(_ number: Int, _ numbers: inout SeededNumbers) {
        email = "\(numbers.letters(10))\(number)@example.vn"
        password = "mật khẩu \(numbers.letters(12))"
        familyName = "Họ\(numbers.letters(10))"
        identityNumber = "0" + numbers.digits(11)
        phone = "09" + numbers.digits(8)
        addressLine = "5 Đường \(numbers.letters(10))"
        networkAddress = "10.\(number >> 16 & 255).\(number >> 8 & 255).\(number & 255)"
    }

    /// What may stand in no log, on no wire and in no error page: the parts that no encoding changes.
    var personalWords: [String] {
        [
            email, String(password.suffix(12)), String(familyName.suffix(10)), identityNumber,
            phone, String(addressLine.suffix(10)),
        ]
    }

    /// A registration that is right in every field.
    func registration(consent: String, unit: String) -> String {
        """
        {"email":"\(email)","consent":"\(consent)","details":{"familyName":"\(familyName)",
         "middleName":"Thị","givenName":"Bưởi","dateOfBirth":"1985-02-28","sex":"female",
         "identityNumber":"\(identityNumber)","phone":"\(phone)","ethnicity":"Kinh",
         "address":{"unit":"\(unit)","line":"\(addressLine)"}}}
        """
    }
}
