import Foundation
import HTTP
import Lifecycle

/// A language the portal speaks.
enum Language: String, CaseIterable, Sendable {
    case vietnamese = "vi"
    case english = "en"

    /// What the person chose, kept in a cookie that says nothing else; Vietnamese when nothing.
    init(of request: HTTPRequest) {
        let pairs = request.headers.filter { $0.name == "cookie" }
            .flatMap { $0.value.split(separator: ";") }
        let chosen = pairs.contains { $0.drop { $0 == " " } == "language=en" }
        self = chosen ? .english : .vietnamese
    }
}

/// The texts of pages and scripts by their Vietnamese: a page is written in Vietnamese, and each of
/// its sentences is looked up for the other language.
struct TextCatalogue: Sendable {
    private let texts: [String: String]

    /// Reads a JSON object of texts by their Vietnamese.
    init(file: String) throws {
        let bytes = try Foundation.Data(contentsOf: URL(fileURLWithPath: file))
        guard let texts = try? JSONDecoder().decode([String: String].self, from: bytes) else {
            throw ConfigurationError("PORTAL_DIRECTORY", "\(file) is no object of texts")
        }
        self.texts = texts
    }

    /// The page with every text between tags, and every attribute that is read out, translated.
    func translate(_ html: String) -> String {
        let between = html.replacing(/>([^<>]+)</) { match in ">\(translated(match.1))<" }
        return between.replacing(/\ (aria-label|alt|placeholder|title)="([^"]+)"/) { match in
            " \(match.1)=\"\(translated(match.2))\""
        }
    }

    /// The text's translation with the spaces around it kept; itself when there is none.
    private func translated(_ text: Substring) -> String {
        let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard let found = texts[words] else { return String(text) }
        let before = text.prefix(while: \.isWhitespace)
        let after = text.reversed().prefix(while: \.isWhitespace).reversed()
        return before + found + String(after)
    }
}
