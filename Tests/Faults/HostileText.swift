import Foundation

/// Something a person types, or a program sends, to make one mail two, or to be read as a command.
struct HostileText: Sendable, CustomStringConvertible {
    let text: String
    var description: String { String(text.debugDescription.prefix(60)) }

    init(_ text: String) { self.text = text }

    /// As Unicode's composed form, with single spaces: what the system keeps of a name.
    var tidied: String {
        text.precomposedStringWithCanonicalMapping.split(separator: " ").joined(separator: " ")
    }

    /// Whether a header could not hold it on one line.
    var hasControls: Bool {
        text.unicodeScalars.contains { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) }
    }

    /// As a mail's words show what a person wrote: no secret part can be named in it.
    var shown: String {
        var shown = tidied
        while shown.contains("{{") { shown = shown.replacing("{{", with: "{ {") }
        return shown
    }

    /// As HTML shows it.
    var shownInHTML: String {
        shown.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
            .replacing(">", with: "&gt;").replacing("\"", with: "&quot;")
            .replacing("'", with: "&#39;")
    }

    static let all: [HostileText] = [
        "An\r\nBcc: evil@example.org", "An\nBcc: evil@example.org", "An\rBcc: evil@example.org",
        "An\r\n\r\nHello", "An\n.\nQUIT", "An\r\n.\r\nMAIL FROM:<evil@example.org>\r\nDATA",
        "\n.\n", ".", "..", ".\u{301}", "An\0", "An\u{1B}[2J", "An\u{85}Bcc: x", "An\u{7F}",
        "An\u{2028}Bcc: x", "An\u{2029}x", "An\u{B}x", "An\tx", "An>", "<evil@example.org>",
        "An <evil@example.org>", "An, Ba <evil@example.org>", "An,Ba", "An;Ba", "An:Ba", "\"An\"",
        "\"An\" <evil@example.org>,", "An\\", "\\\"", "'An'", "An’s", "O'Nam", "Jean-Nam", "An.",
        "(An)", "=?UTF-8?B?QW4NCkJjYzogZXZpbEBleGFtcGxlLm9yZw==?=",
        "=?utf-8?q?An=0D=0ABcc:_evil?=", "=?x", "?=", "{{link}}", "{{password}}", "{{{link}}}",
        "{", "{{", "}}", "{link}", "{fullName}", "%0d%0aBcc:", "&lt;b&gt;", "<b>An</b>",
        "<script>alert(1)</script>", "<!--", "]]>", "An & Ba", "From evil@example.org", ">From x",
        "\u{202E}nA", "\u{200F}An", "A\u{200B}n", "\u{FEFF}An", "An\u{AD}", "👩‍👩‍👧‍👦", "🇻🇳",
        "A\u{301}\u{323}", "\u{301}", "\u{301}An", "ﬁ", "Ａｎ", "Đặng Thị Mỹ", "安", "ا", "An  Ba",
        "  An  ", String(repeating: "a", count: 60), String(repeating: "a", count: 61),
        String(repeating: "ạ", count: 60), String(repeating: "a", count: 200),
        String(repeating: "ạ", count: 1000), String(repeating: "<", count: 200),
        String(repeating: "A\u{323}\u{302}", count: 40), "-> An: http://evil.example", "| An: x",
        "- An", "= An", "{?mailsPassword}", "[subject]", "--=_egov_", "Subject: x",
    ].map(HostileText.init)

    /// Addresses that are no single recipient.
    static let addresses: [HostileText] = [
        "a@example.org\r\nRCPT TO:<evil@example.org>", "a@example.org\nBcc: evil@example.org",
        "a@example.org\r", "a@example.org\0", "a@example.org>,<evil@example.org",
        "a@example.org, evil@example.org", "a@example.org;evil@example.org", "<a@example.org>",
        "An <a@example.org>", "\"a b\"@example.org", "\"a\\\"\"@example.org", "a b@example.org",
        "a@example.org ", " a@example.org", "a@[127.0.0.1]", "a@localhost", "a", "@example.org",
        "a@", "a@@example.org", "a..b@example.org", ".a@example.org", "a.@example.org",
        "a@-example.org", "a@example..org", "a@example.org.", "đạt@example.org",
        "a@đà-nẵng.example.org", "a@example.org NOTIFY=SUCCESS", "a@example.org> SIZE=1",
        "a%00@example.org\0",
        "a@b@example.org", "(x)a@example.org", "a@example.org(x)", "a\\@example.org",
        "=?utf-8?q?a?=@example.org,b@example.org",
        String(repeating: "a", count: 65) + "@example.org",
        "a@" + String(repeating: "a", count: 64) + ".org", "a@127.0.0.1", "\u{202E}a@example.org",
    ].map(HostileText.init)
}
