import Foundation

/// Vietnamese text without case and diacritics, so that `dang ky` finds `Đăng ký`.
///
/// Neither SQLite's full-text search nor Foundation's own folding maps đ to d.
enum VietnameseFolding {
    /// The text in lower case without diacritics, from NFC or NFD: `Đăng ký` becomes `dang ky`.
    static func fold(_ text: String) -> String { unaccented(text.lowercased()) }

    /// The text without diacritics, its letters as large as they are: `Năm 2026` becomes `Nam 2026`.
    static func unaccented(_ text: String) -> String {
        var plain = String.UnicodeScalarView()
        for scalar in text.decomposedStringWithCanonicalMapping.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .nonspacingMark, .format: continue
            default: plain.append(scalar == "đ" ? "d" : scalar == "Đ" ? "D" : scalar)
            }
        }
        return String(plain)
    }

    /// The folded words of a text: runs of letters and digits.
    static func words(_ text: String) -> [Substring] {
        fold(text).split { !$0.isLetter && !$0.isNumber }
    }
}
