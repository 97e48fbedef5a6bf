import COATH
import Foundation
import Lifecycle

/// The six digits of an authenticator app (TOTP, RFC 6238: SHA-1, 30 s).
enum OneTimeCode {
    private static let isReady = oath_init() == 0
    private static let stepSeconds: Int64 = 30

    /// The time step that `code` belongs to, at most one away from now; nil when it is wrong or its
    /// step is not after `lastStep`, since each code is taken once.
    static func step(
        of code: String, secret: [UInt8], at time: Timestamp, after lastStep: Int64
    ) -> Int64? {
        let digits = code.filter { $0 != " " }
        guard isReady, digits.utf8.count == 6,
            digits.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        let seconds = time.milliseconds / 1000
        var offset: Int32 = 0
        let result = secret.withUnsafeBytes { bytes in
            oath_totp_validate2(
                bytes.bindMemory(to: CChar.self).baseAddress, bytes.count, time_t(seconds),
                UInt32(stepSeconds), 0, 1, &offset, digits)
        }
        guard result >= 0 else { return nil }
        let step = seconds / stepSeconds + Int64(offset)
        return step > lastStep ? step : nil
    }

    /// The code at a moment, as an authenticator app shows it.
    static func code(secret: [UInt8], at time: Timestamp) -> String? {
        guard isReady else { return nil }
        var digits = [CChar](repeating: 0, count: 8)
        let result = secret.withUnsafeBytes { bytes in
            oath_totp_generate(
                bytes.bindMemory(to: CChar.self).baseAddress, bytes.count,
                time_t(time.milliseconds / 1000), UInt32(stepSeconds), 0, 6, &digits)
        }
        guard result == 0 else { return nil }
        return String(decoding: digits.prefix(6).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// A secret in base32, as authenticator apps take it.
    static func base32(_ secret: [UInt8]) -> String {
        var text: UnsafeMutablePointer<CChar>?
        defer { free(text) }
        let result = secret.withUnsafeBytes { bytes in
            oath_base32_encode(
                bytes.bindMemory(to: CChar.self).baseAddress, bytes.count, &text, nil)
        }
        precondition(result == 0, "no memory for a short text")
        return text.map { String(cString: $0) } ?? ""
    }
}
