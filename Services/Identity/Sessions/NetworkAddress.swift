import Contracts
import Foundation

/// Whom a limit counts: an IPv4 address, or the /64 network of an IPv6 address, which one household
/// or company has to itself.
struct NetworkAddress: Hashable, Sendable {
    /// The address or network in one spelling.
    let text: String

    /// The network address a caller came from.
    init(of caller: Caller) { self.init(caller.address ?? "") }

    /// Reads an address; what is none is counted as it is written.
    init(_ text: String) {
        var bytes = [UInt8](repeating: 0, count: 16)
        guard inet_pton(AF_INET6, text, &bytes) == 1 else {
            self.text = text
            return
        }
        let isMapped = bytes[..<10].allSatisfy { $0 == 0 } && bytes[10..<12] == [255, 255]
        self.text =
            isMapped
            ? bytes[12...].map(String.init).joined(separator: ".")
            : bytes[..<8].map(String.init).joined(separator: ":")
    }
}
