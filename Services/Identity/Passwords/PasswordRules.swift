import Contracts
import Foundation

/// Which passwords are taken: 8 to 128 characters of any kind, not a common one, not the person's
/// own name or address, and none that was mailed.
struct PasswordRules: Sendable {
    private let ownWords: Set<String>
    private let mailed: Set<String>

    /// The rules for a person with this address and name, to whom these passwords were mailed.
    init(email: String, fullName: String, mailed: Set<String> = []) {
        self.mailed = mailed
        let name = Self.folded(fullName)
        let words = [email, String(email.prefix { $0 != "@" })].map(Self.folded)
        let parts = name.split(separator: " ").map(String.init)
        ownWords = Set(words + [name, parts.joined(), parts.reversed().joined()])
    }

    /// What is wrong with `password`; nil when nothing is.
    func fault(of password: String) -> String? {
        let normal = password.precomposedStringWithCanonicalMapping
        let count = normal.unicodeScalars.count
        if count < 8 { return "Mật khẩu cần ít nhất 8 ký tự; nên dùng từ 15 ký tự trở lên." }
        if count > 128 { return "Mật khẩu dài tối đa 128 ký tự." }
        if ownWords.contains(Self.folded(normal)) {
            return "Mật khẩu không được là họ tên hoặc địa chỉ thư của Ông/Bà."
        }
        if mailed.contains(Link.spelledOut(normal)) {
            return "Mật khẩu gửi trong thư chỉ dùng một lần. Vui lòng đặt mật khẩu khác."
        }
        if isCommon(normal.lowercased()) {
            return "Mật khẩu này quá phổ biến, dễ bị đoán. Vui lòng chọn mật khẩu khác."
        }
        return nil
    }

    /// The bytes to hash, when the password follows the rules; else refuses the field at `path`.
    func accept(_ password: String, at path: String) throws(Refusal) -> [UInt8] {
        if let fault = fault(of: password) { throw .fields([.init(path, fault)]) }
        return Self.bytes(of: password)
    }

    /// The bytes of a password as they are hashed: UTF-8 of its NFC form.
    static func bytes(of password: String) -> [UInt8] {
        Array(password.precomposedStringWithCanonicalMapping.utf8)
    }

    private func isCommon(_ password: String) -> Bool {
        if CommonPasswords.contains(password) || Set(password).count <= 2 { return true }
        // `password2026!`, `danang@2026`: a common word or short name with the usual tail.
        let tail = password.reversed().prefix { !$0.isLetter }
        let word = String(password.dropLast(tail.count))
        if Self.weakWords.contains(word) || tail.count <= 4 && CommonPasswords.contains(word) {
            return true
        }
        let digits = password.utf8.map(Int.init)
        return zip(digits, digits.dropFirst()).allSatisfy { $1 - $0 == 1 }
            || zip(digits, digits.dropFirst()).allSatisfy { $0 - $1 == 1 }
    }

    private static let weakWords: Set<String> = [
        "password", "passw0rd", "p@ssw0rd", "p@ssword", "pass", "admin", "welcome", "qwerty",
        "letmein", "abc", "abcd", "test", "user", "matkhau", "danang", "vietnam", "hanoi", "saigon",
        "dichvucong", "congdan", "chinhphu",
    ]

    /// Lower case, without the marks of Vietnamese letters.
    private static func folded(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.lowercased().decomposedStringWithCanonicalMapping.unicodeScalars
                    .filter { $0.properties.generalCategory != .nonspacingMark }
                    .map { $0 == "đ" ? "d" : $0 }))
    }
}
