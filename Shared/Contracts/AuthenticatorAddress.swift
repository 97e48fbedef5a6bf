/// The key address that authenticator apps read: SHA-1, 6 digits, 30 seconds, their defaults.
package enum AuthenticatorAddress {
    /// The address for an account with this second factor in base32.
    package static func make(email: String, secret: String) -> String {
        let issuer = "eGov%20Da%20Nang"
        let account = email.utf8.reduce(into: "") { text, byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "@"), UInt8(ascii: "."),
                UInt8(ascii: "-"), UInt8(ascii: "_"):
                text.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                text += "%" + String(repeating: "0", count: 2 - digits.count) + digits
            }
        }
        return "otpauth://totp/\(issuer):\(account)?secret=\(secret)&issuer=\(issuer)"
    }
}
