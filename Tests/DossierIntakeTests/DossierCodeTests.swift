import Contracts
import Cryptography
import Lifecycle
import Store
import TestSupport
import Testing

@testable import DossierIntake

@Suite struct DossierCodeTests {
    @Test(arguments: [
        (1, "000.00.19.H17-221122-0001"), (9_999, "000.00.19.H17-221122-9999"),
        (10_000, "000.00.19.H17-221122-10000"),
    ])
    func `prints agency, day and serial number`(serial: Int, code: String) throws {
        let day = try #require(LocalDate("2022-11-22"))
        #expect(
            DossierCode(agencyId: "000.00.19.H17", day: day, serial: serial).rawValue == code)
    }

    @Test(arguments: [
        "000.00.19.H17-221122-0001", "000.00.19.h17-221122-0001", " 000 00 19 H17 221122 0001 ",
        "0000019H172211220001", "OOO.OO.19.H17-221122-OOO1", "ooo.oo.19.h17–221122—0001",
        "000.00.19.H17\u{2212}221122_0001", "000,00,19,H17/221122/0001", "000.00.19.H17-2211220001",
        "\u{FEFF}000.00.19.H17-221122-0001\n",
    ])
    func `is found however it is typed`(typed: String) {
        #expect(DossierKey(typed) == DossierKey("000.00.19.H17-221122-0001"))
    }

    @Test(arguments: [
        "000.00.19.H17-221122-0002", "000.00.19.H17-221123-0001", "000.00.18.H17-221122-0001",
        "000.00.19.H17-221122-001", "000.00.19.H17-221122-00010", "",
    ])
    func `is not another one`(typed: String) {
        #expect(DossierKey(typed) != DossierKey("000.00.19.H17-221122-0001"))
    }

    @Test func `makes a short key of an endless text`() {
        #expect(DossierKey(String(repeating: "A", count: 1_000_000)).text.count == 64)
        #expect(DossierKey(String(repeating: "đ", count: 1_000_000)).text.isEmpty)
    }

    @Test func `tells two codes with one key apart by their separators`() {
        let codes = ["H17-331010-10001", "H17.3-310101-0001"].map(DossierCode.init(rawValue:))
        #expect(DossierKey(codes[0].rawValue) == DossierKey(codes[1].rawValue))
        for code in codes {
            let typed = code.rawValue.lowercased().replacing("-", with: " – ").replacing(
                "0", with: "O")
            #expect(DossierKey.choose(codes, typed: typed) { $0 } == code)
        }
        #expect(DossierKey.choose(codes, typed: "H1733101010001") { $0 } == nil)
        #expect(DossierKey.choose([codes[0]], typed: "H1733101010001") { $0 } == codes[0])
        #expect(DossierKey.choose([DossierCode](), typed: "x") { $0 } == nil)
    }

    @Test func `agencies that sound alike count together, others each for itself`() async throws {
        let intake = try await TestIntake()
        let day = try #require(LocalDate("2026-11-23"))
        let codes = try await intake.test.store.write { transaction in
            try ["H17", "H1.7", "H17", "H18", "HO1", "H01"].map { agency in
                try DossierCode.next(of: agency, on: day, in: transaction).rawValue
            }
        }
        #expect(
            codes == [
                "H17-261123-0001", "H1.7-261123-0002", "H17-261123-0003", "H18-261123-0001",
                "HO1-261123-0001", "H01-261123-0002",
            ])
        #expect(Set(codes.map { DossierKey($0) }).count == codes.count)
    }

    @Test func `secret digits are six, the same for a code, and others under another key`() {
        let digits = SecretDigits(serviceKey: .random())
        let codes = (0..<200).map { DossierCode(rawValue: "H17-261123-\($0)") }
        let all = codes.map(digits.of)
        #expect(all.allSatisfy { $0.utf8.count == 6 && $0.allSatisfy(\.isNumber) })
        #expect(Set(all).count > 190)
        #expect(all == codes.map(digits.of))
        #expect(all != codes.map(SecretDigits(serviceKey: .random()).of))
        #expect(digits.match(" " + all[0].prefix(3) + " " + all[0].suffix(3), codes[0]))
        #expect(!digits.match(all[0] + "0", codes[0]))
        #expect(!digits.match("", codes[0]))
    }
}
