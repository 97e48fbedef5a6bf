import Foundation
import Lifecycle

/// The proxies whose word about a client's address is taken.
struct TrustedProxies: Sendable {
    private struct Range: Sendable {
        let address: [UInt8]
        let bits: Int

        func contains(_ other: [UInt8]) -> Bool {
            guard other.count == address.count else { return false }
            for bit in 0..<bits
            where (other[bit / 8] ^ address[bit / 8]) & (0x80 >> UInt8(bit % 8)) != 0 {
                return false
            }
            return true
        }
    }
    private let ranges: [Range]

    /// Reads addresses (`10.0.0.5`, `::1`) and ranges (`10.0.0.0/8`).
    init(_ list: [String]) throws(ConfigurationError) {
        var ranges: [Range] = []
        for text in list where !text.isEmpty {
            let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
            guard let address = Self.bytes(of: String(parts[0])),
                let bits = parts.count == 1 ? address.count * 8 : Int(parts[1]),
                (0...address.count * 8).contains(bits)
            else { throw ConfigurationError("TRUSTED_PROXIES", "not an address: \(text)") }
            ranges.append(Range(address: address, bits: bits))
        }
        self.ranges = ranges
    }

    /// The client's address: the peer's, unless the peer is a trusted proxy; then the last address
    /// of `X-Forwarded-For` that is not one.
    func client(peer: String, headers: [(name: String, value: String)]) -> String {
        guard !ranges.isEmpty, trusts(peer) else { return peer }
        let named = headers.filter { $0.name == "x-forwarded-for" }
            .flatMap { $0.value.split(separator: ",", omittingEmptySubsequences: false) }
            .map { $0.trimmingCharacters(in: .whitespaces) }
        var client = peer
        for address in named.reversed() {
            guard Self.bytes(of: address) != nil else { return client }
            client = address
            if !trusts(address) { break }
        }
        return client
    }

    private func trusts(_ address: String) -> Bool {
        guard let bytes = Self.bytes(of: address) else { return false }
        return ranges.contains { $0.contains(bytes) }
    }

    /// The 4 or 16 bytes of an address; nil when it is none. IPv4 within IPv6 counts as IPv4.
    private static func bytes(of address: String) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, address, &buffer) == 1 { return Array(buffer[..<4]) }
        guard inet_pton(AF_INET6, address, &buffer) == 1 else { return nil }
        let mapped = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF]
        return buffer.starts(with: mapped) ? Array(buffer[12...]) : buffer
    }
}
