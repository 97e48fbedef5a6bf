import Contracts
import Foundation
import HTTP
import Lifecycle

/// The portal's pages, read once at start: `frame.html` around each other `.html` file of the
/// folder, and the files of `assets` as they are.
struct Pages: Sendable {
    private let files: [String: File]

    private struct File: Sendable {
        let bytes: [UInt8]
        let type: String
        let tag: String
        let caching: String

        init(_ bytes: [UInt8], type: String, caching: String = "no-cache") {
            (self.bytes, self.type, self.caching) = (bytes, type, caching)
            tag = EntityTag.of(bytes)
        }
    }

    private static let types = [
        "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8",
        "svg": "image/svg+xml", "png": "image/png",
    ]
    /// Pages that show what is personal, or will once their script has run.
    private static let personal: Set<String> = [
        "ca-nhan", "kich-hoat", "can-bo-kich-hoat", "can-bo-tai-khoan", "quan-tri",
    ]
    /// Pages whose path has two segments.
    private static let nested = [
        "can-bo-kich-hoat": "can-bo/kich-hoat", "can-bo-tai-khoan": "can-bo/tai-khoan",
    ]
    /// Pages that stand for all paths one segment below theirs: `/dich-vu/{code}`.
    private static let families = ["dich-vu": "thu-tuc"]

    /// Reads the folder; throws when a page cannot be made.
    init(folder: String, facts: PortalFacts) throws {
        var files: [String: File] = [:]
        let frame = try Pages.text(folder + "/frame.html")
        for name in try FileManager.default.contentsOfDirectory(atPath: folder)
        where name.hasSuffix(".html") && name != "frame.html" {
            let page = String(name.dropLast(5))
            let html = try Pages.compose(
                frame, page: page, body: try Pages.text(folder + "/" + name), facts: facts)
            files[page == "index" ? "" : Pages.nested[page] ?? page] = File(
                Array(html.utf8), type: "text/html; charset=utf-8",
                caching: Pages.personal.contains(page) ? "no-store" : "no-cache")
        }
        for name in try FileManager.default.contentsOfDirectory(atPath: folder + "/assets") {
            guard let type = Pages.types[name.split(separator: ".").last.map(String.init) ?? ""]
            else { throw ConfigurationError("PORTAL_DIRECTORY", "assets/\(name): unknown type") }
            let bytes = try Foundation.Data(
                contentsOf: URL(fileURLWithPath: folder + "/assets/" + name))
            files["assets/" + name] = File(Array(bytes), type: type)
        }
        self.files = files
    }

    /// The paths that are served, without the leading slash.
    var paths: [String] { files.keys.sorted() }

    /// The page or file at the request's path.
    func respond(to request: HTTPRequest) -> HTTPResponse {
        guard let file = find(request) else { return notFound(request) }
        guard request.method == "GET" || request.method == "HEAD" else {
            return Problem.methodNotAllowed(["GET", "HEAD"]).response
        }
        var headers = [("Cache-Control", file.caching), ("ETag", file.tag)]
        if EntityTag.matches(request.header("if-none-match"), file.tag) {
            return HTTPResponse(status: 304, headers: headers)
        }
        headers.append(("Content-Type", file.type))
        return HTTPResponse(status: 200, headers: headers, body: .bytes(file.bytes))
    }

    private func find(_ request: HTTPRequest) -> File? {
        guard request.rawPath == "/" || !request.rawPath.hasSuffix("/") else { return nil }
        let segments = request.segments
        let path = segments.joined(separator: "/")
        if segments.count == 2, files[path] == nil, let page = Pages.families[segments[0]] {
            return files[page]
        }
        let isInternal = path == Pages.notFoundPage || Pages.families.values.contains(path)
        return isInternal ? nil : files[path]
    }

    private static let notFoundPage = "khong-tim-thay"

    private func notFound(_ request: HTTPRequest) -> HTTPResponse {
        guard request.header("accept")?.contains("text/html") == true,
            let page = files[Pages.notFoundPage]
        else { return Problem.noSuchPath.response }
        return HTTPResponse(
            status: 404, headers: [("Content-Type", page.type), ("Cache-Control", "no-store")],
            body: .bytes(page.bytes))
    }

    /// Puts a page into the frame; its title is its own `<h1>`, its script has its name.
    private static func compose(
        _ frame: String, page: String, body: String, facts: PortalFacts
    ) throws -> String {
        guard let heading = body.firstMatch(of: /<h1[^>]*>([^<]+)<\/h1>/)?.1 else {
            throw ConfigurationError("PORTAL_DIRECTORY", "\(page).html has no <h1>")
        }
        let consent = ConsentText.current.text.split(separator: "\n\n")
            .map { "<p>\(escaped(String($0)))</p>" }.joined(separator: "\n")
        let digits = facts.hotline.filter { $0.isNumber || $0 == "+" }
        let values = [
            ("body", body), ("title", String(heading)), ("page", page),
            ("hotline", escaped(facts.hotline)), ("hotlineDigits", digits),
            ("consentVersion", escaped(facts.consentVersion)), ("consentText", consent),
        ]
        return values.reduce(frame) { text, value in
            text.replacing("{{\(value.0)}}", with: value.1)
        }
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
            .replacing("\"", with: "&quot;")
    }

    private static func text(_ path: String) throws -> String {
        try String(contentsOfFile: path, encoding: .utf8)
    }
}
