import Contracts
import Foundation
import Lifecycle
import Testing

@testable import Identity

struct NounTests {
    @Test(arguments: [
        ("an@example.vn", "an@example.vn"), ("An.Nguyen+dv@Example.VN", "An.Nguyen+dv@example.vn"),
        ("a@b.co", "a@b.co"),
    ])
    func `takes a mail address and writes its domain in lower case`(
        sent: String, kept: String
    ) throws {
        let address = try #require(EmailAddress(sent))
        #expect(address.text == kept)
        #expect(address.key == sent.lowercased())
    }

    @Test(arguments: [
        "", "an", "an@", "@example.vn", "an@example", "an @example.vn", "an@example.vn ",
        "an@example.vn\r\nRCPT TO:<x@y.vn>", "<an@example.vn>", "an@example.vn,b@example.vn",
        "an..b@example.vn", "an@-example.vn", "an@[127.0.0.1]", "\"a b\"@example.vn",
        "án@example.vn",
        String(repeating: "a", count: 65) + "@example.vn",
    ])
    func `refuses what is no mail address of the subset`(sent: String) {
        #expect(EmailAddress(sent) == nil)
    }

    @Test(arguments: [
        ("0905123456", "0905123456"), ("+84905123456", "0905123456"), ("84905123456", "0905123456"),
        ("+84 905 123 456", "0905123456"), ("0356.789.012", "0356789012"),
        ("070-1234567", "0701234567"), ("0512345678", "0512345678"), ("0812345678", "0812345678"),
    ])
    func `normalises a phone number`(sent: String, kept: String) {
        #expect(PhoneNumber(sent)?.digits == kept)
    }

    @Test(arguments: [
        "", "0405123456", "090512345", "09051234567", "+85905123456", "905123456", "0236123456",
        "٠٩٠٥١٢٣٤٥٦", "09051234a6", "+840905123456",
    ])
    func `refuses what is no phone number`(sent: String) { #expect(PhoneNumber(sent) == nil) }

    @Test(arguments: ["048090001234", "048 090 001 234", "201234567", "201.234.567"])
    func `takes identity numbers of 12 and 9 digits`(sent: String) {
        #expect(IdentityNumber(sent) != nil)
    }

    @Test(arguments: [
        "", "0480900012", "04809000123a", "20123456", "0480900012345", "０４８０９０００１２３４",
    ])
    func `refuses what is no identity number`(sent: String) {
        #expect(IdentityNumber(sent) == nil)
    }

    @Test(arguments: [
        ("048090001234", 1990, Sex.male, [String]()),
        ("048190001234", 1990, .female, []),
        ("048205001234", 2005, .male, []),
        ("048305001234", 2005, .female, []),
        ("001090001234", 1990, .male, []),
        ("048090001234", 1991, .male, ["details.dateOfBirth"]),
        ("048290001234", 1990, .male, ["details.dateOfBirth"]),
        ("048090001234", 1990, .female, ["details.sex"]),
        ("048391001234", 1990, .male, ["details.dateOfBirth", "details.sex"]),
        ("201234567", 1990, .female, []),
    ])
    func `warns when birth year or sex do not fit the number, never about the province`(
        number: String, year: Int, sex: Sex, paths: [String]
    ) throws {
        let warnings = try #require(IdentityNumber(number)).warnings(
            dateOfBirth: try #require(LocalDate(year: year, month: 5, day: 17)), sex: sex)
        #expect(warnings.map(\.path) == paths)
    }

    @Test(arguments: [
        "con đường đất đỏ", "Tr0ng-đêm-tối", "xJ4#pq9L",
        String(repeating: "ă", count: 64) + "bcdef",
    ])
    func `takes a password of any kind`(password: String) {
        let rules = PasswordRules(email: "an.nguyen@example.vn", fullName: "Nguyễn Văn An")
        #expect(rules.fault(of: password) == nil)
    }

    @Test(arguments: [
        "ngắn", "1234567", String(repeating: "dài ", count: 33), "password", "PassWord", "12345678",
        "matkhau123", "MatKhau@2026", "anhyeuem", "qwertyuiop", "aaaaaaaa", "87654321", "abcdefgh",
        "danang@2026", "An.Nguyen@Example.vn", "an.nguyen", "Nguyễn Văn An", "nguyenvanan",
        "AnVanNguyen",
    ])
    func `refuses a password that is short, long, common or one's own name`(password: String) {
        let rules = PasswordRules(email: "an.nguyen@example.vn", fullName: "Nguyễn Văn An")
        #expect(rules.fault(of: password) != nil)
    }

    @Test func `reads a password the same in both forms of Unicode`() {
        let composed = "đường về quê mẹ"
        #expect(
            PasswordRules.bytes(of: composed)
                == PasswordRules.bytes(of: composed.decomposedStringWithCanonicalMapping))
    }

    @Test func `names all wrong fields at once`() {
        let sent = PersonalDetails(
            familyName: " ", givenName: "An<script>", dateOfBirth: LocalDate("2027-01-01")!,
            sex: .male, identityNumber: "1", phone: "2",
            address: Address(unit: UnitCode(rawValue: ""), line: ""), ethnicity: "Kinh\u{202E}")
        let checked = CheckedDetails(sent, today: LocalDate("2026-11-23")!)
        #expect(
            Set(checked.faults.map(\.path)) == [
                "details.familyName", "details.givenName", "details.dateOfBirth",
                "details.identityNumber", "details.phone", "details.address.unit",
                "details.address.line", "details.ethnicity",
            ])
    }

    @Test func `writes details in one way`() {
        let sent = PersonalDetails(
            familyName: " Nguye\u{302}\u{303}n ", middleName: "  ", givenName: "An",
            dateOfBirth: LocalDate("1990-05-17")!, sex: .male, identityNumber: "048 090 001 234",
            phone: "+84 905 123 456",
            address: Address(unit: UnitCode(rawValue: "48.20194"), line: " 12  Trần Phú "))
        let checked = CheckedDetails(sent, today: LocalDate("2026-11-23")!)
        #expect(checked.faults.isEmpty)
        #expect(checked.details.familyName.unicodeScalars.count == 6)
        #expect(checked.details.middleName == nil)
        #expect(checked.details.identityNumber == "048090001234")
        #expect(checked.details.phone == "0905123456")
        #expect(checked.details.address.line == "12 Trần Phú")
    }

    @Test(arguments: [
        ("203.0.113.7", "203.0.113.7"), ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "32:1:13:184:0:1:0:2"),
        ("2001:db8:1:2:ffff::1", "32:1:13:184:0:1:0:2"),
    ])
    func `counts an IPv6 network as one address`(sent: String, counted: String) {
        #expect(NetworkAddress(sent).text == counted)
    }

    @Test(arguments: [
        ("0123456789ABCDEFGHJK", "0123456789ABCDEFGHJK"),
        (" oI2l4-56789-abcde-fghjk ", "01214" + "56789ABCDEFGHJK"),
    ])
    func `reads a mailed password as people type it`(typed: String, meant: String) {
        #expect(Link.spelledOut(typed) == meant)
    }

    @Test func `takes the codes of RFC 6238, one step around now and each once`() throws {
        // The RFC's test vectors, cut to six digits.
        let secret = Array("12345678901234567890".utf8)
        let time = Timestamp(milliseconds: 1_111_111_109_000)
        let step = try #require(
            OneTimeCode.step(of: "081804", secret: secret, at: time, after: 0))
        #expect(step == 37_037_036)
        #expect(OneTimeCode.step(of: "081 804", secret: secret, at: time, after: 0) == step)
        #expect(
            OneTimeCode.step(of: "081804", secret: secret, at: time + .seconds(30), after: 0)
                == step)
        #expect(
            OneTimeCode.step(of: "081804", secret: secret, at: time + .seconds(90), after: 0)
                == nil)
        #expect(OneTimeCode.step(of: "081804", secret: secret, at: time, after: step) == nil)
        #expect(OneTimeCode.step(of: "081805", secret: secret, at: time, after: 0) == nil)
        #expect(OneTimeCode.step(of: "٠٨١٨٠٤", secret: secret, at: time, after: 0) == nil)
        #expect(OneTimeCode.base32(secret) == "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
    }
}
