import Foundation

/// The markup language of Pango, written so that no text can mean anything in it.
enum Markup {
    /// A run of letters: composed (NFC), so that the typeface's own letters are used and a search
    /// finds them; without control characters and marks that turn the direction of writing.
    static func of(_ run: TextBlock.Run) -> String {
        let text = unbroken(escaped(run.text.precomposedStringWithCanonicalMapping))
        return switch run.look {
        case .plain: text
        case .bold: "<b>\(text)</b>"
        case .italic: "<i>\(text)</i>"
        }
    }

    /// No line ends inside an abbreviation with a hyphen: `61/2018/NĐ-CP`.
    private static func unbroken(_ text: String) -> String {
        text.replacing(/[\p{Lu}\d\/]+-\p{Lu}+/) { match in
            "<span allow_breaks=\"false\">\(match.output)</span>"
        }
    }

    private static func escaped(_ text: String) -> String {
        var out = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": out += "&amp;"
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "\n": out += "\n"
            case "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}", "\u{200E}", "\u{200F}",
                "\u{FEFF}":
                continue
            case "\u{2028}", "\u{2029}": out += "\n"
            case _ where scalar.properties.generalCategory == .control: out += " "
            case _ where scalar.properties.isNoncharacterCodePoint: continue
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }
}
