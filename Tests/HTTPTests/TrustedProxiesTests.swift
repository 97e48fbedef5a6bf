import Lifecycle
import Testing

@testable import HTTP

@Suite struct TrustedProxiesTests {
    @Test(arguments: [
        ("10.0.0.5", ["1.2.3.4"], "1.2.3.4"),
        ("10.0.0.5", ["9.9.9.9, 1.2.3.4"], "1.2.3.4"),
        ("10.0.0.5", ["1.2.3.4", "10.0.0.6"], "1.2.3.4"),
        ("10.0.0.5", ["1.2.3.4, nonsense"], "10.0.0.5"),
        ("10.0.0.5", [], "10.0.0.5"),
        ("::ffff:10.0.0.5", ["2001:db8::1"], "2001:db8::1"),
        ("10.0.1.5", ["1.2.3.4"], "10.0.1.5"),
        ("8.8.8.8", ["1.2.3.4"], "8.8.8.8"),
    ])
    func `takes the last address that is not a proxy`(
        peer: String, forwarded: [String], expected: String
    ) throws {
        let proxies = try TrustedProxies(["10.0.0.0/24", "::1"])
        let headers = forwarded.map { (name: "x-forwarded-for", value: $0) }
        #expect(proxies.client(peer: peer, headers: headers) == expected)
    }

    @Test(arguments: ["proxy", "10.0.0.0/33", "10.0.0.0/", "/8", "10.0.0/8"])
    func `refuses a setting that is not an address`(text: String) {
        #expect(throws: ConfigurationError.self) { _ = try TrustedProxies([text]) }
    }
}
