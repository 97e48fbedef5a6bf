import Contracts
import Foundation
import Lifecycle

/// For whom a page is: it decides what stands in its head, and whether a cache may keep it.
enum Audience: String, Sendable {
    case everyone, citizens, officers, administrators

    /// Whether the page shows what is personal, or will once its script has run.
    var isPersonal: Bool { self != .everyone }
}

/// The frame around every page: `frame.html`, with the navigation of the page's audience. A page that
/// says `{{details}}` gets the fields of a citizen's personal details.
struct PageFrame {
    private let frame: String
    private let navigations: [Audience: String]
    private let details: String
    private let facts: PortalFacts

    /// The frame of this folder.
    init(folder: String, facts: PortalFacts) throws {
        frame = try Self.text(folder + "/frame.html")
        navigations = [
            .everyone: try Self.text(folder + "/frame-citizens.html"),
            .officers: try Self.text(folder + "/frame-officers.html"),
            .administrators: try Self.text(folder + "/frame-administrators.html"),
        ]
        details = try Self.text(folder + "/frame-details.html")
        self.facts = facts
    }

    /// A page in its frame; its title is its own `<h1>`, its script has its name.
    func compose(_ page: PageSource) throws -> String {
        guard let heading = page.body.firstMatch(of: /<h1[^>]*>([^<]+)<\/h1>/)?.1 else {
            throw ConfigurationError("PORTAL_DIRECTORY", "\(page.name).html has no <h1>")
        }
        let consent = ConsentText.current.text.split(separator: "\n\n")
            .map { "<p>\(Self.escaped(String($0)))</p>" }.joined(separator: "\n")
        let navigation = navigations[page.audience] ?? navigations[.everyone] ?? ""
        let values = [
            ("navigation", navigation), ("body", page.body), ("details", details),
            ("title", String(heading)),
            ("page", page.name), ("audience", page.audience.rawValue),
            ("hotline", Self.escaped(facts.hotline)),
            ("hotlineDigits", facts.hotline.filter { $0.isNumber || $0 == "+" }),
            ("consentVersion", Self.escaped(facts.consentVersion)), ("consentText", consent),
        ]
        return values.reduce(frame) { text, value in
            text.replacing("{{\(value.0)}}", with: value.1)
        }
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
            .replacing("\"", with: "&quot;")
    }

    fileprivate static func text(_ path: String) throws -> String {
        try String(contentsOfFile: path, encoding: .utf8)
    }
}

/// A page as its file has it: a first line `<!-- /dich-vu/{code} for everyone -->`, then what stands
/// in the frame.
struct PageSource {
    /// The file's name without its ending, which its script has too.
    let name: String
    /// The path it is served at, without the leading slash; a last segment in braces stands for all.
    let path: String
    let audience: Audience
    let body: String

    /// Reads a page's file.
    init(file: String, name: String) throws {
        let text = try PageFrame.text(file)
        guard
            let head = text.prefixMatch(of: /<!-- \/(\S*) for (\w+) -->\n/),
            let audience = Audience(rawValue: String(head.2))
        else {
            throw ConfigurationError(
                "PORTAL_DIRECTORY", "\(name).html does not begin with <!-- /path for audience -->")
        }
        (self.name, path, self.audience) = (name, String(head.1), audience)
        body = String(text[head.range.upperBound...])
    }
}
