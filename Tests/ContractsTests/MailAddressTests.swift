import Contracts
import Testing

@Suite struct MailAddressTests {
    @Test(arguments: [
        "an@example.test", "a.b+c@sub.example.vn", "o'hara@example.test", "1@2.vn",
        "nguyen_van-an@xn--hc-mja.vn", "\(String(repeating: "a", count: 64))@example.test",
    ])
    func `takes plain addresses`(address: String) { #expect(MailAddress.isAllowed(address)) }

    @Test(arguments: [
        "", "@", "an", "an@", "@example.test", "an@localhost", "an@example..test", "an@.test",
        "an@example.test.", "a..b@example.test", ".a@example.test", "a.@example.test",
        "an@example.test\r\nRCPT TO:<x@y.test>", "an@example.test\n", "an @example.test",
        "an@example.test,x@y.test", "<an@example.test>", "\"an\"@example.test",
        "an@[127.0.0.1]", "an@127.0.0.1", "an@-a.test", "an@a-.test", "an@x@example.test",
        "ân@example.test", "an@đà-nẵng.vn", "an\u{0}@example.test", "an(x)@example.test",
        "\(String(repeating: "a", count: 65))@example.test",
        "a@\(String(repeating: "b", count: 64)).test",
        "a@\(Array(repeating: String(repeating: "b", count: 60), count: 5).joined(separator: ".")).vn",
    ])
    func `refuses everything that would need care`(address: String) {
        #expect(!MailAddress.isAllowed(address))
    }
}
