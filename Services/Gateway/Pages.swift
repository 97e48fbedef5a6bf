import Foundation
import HTTP
import Lifecycle

/// The portal's pages, read once at start: `frame.html` around each other `.html` file of the
/// folder in each language, and the files of `assets` as they are.
struct Pages: Sendable {
    private let files: [String: [Language: File]]

    private static let types = [
        "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8",
        "json": "application/json", "svg": "image/svg+xml", "png": "image/png",
    ]
    private static let notFoundPage = "khong-tim-thay"

    /// Reads the folder; throws when a page cannot be made.
    init(folder: String, facts: PortalFacts) throws {
        var files: [String: [Language: File]] = [:]
        let frame = try PageFrame(folder: folder, facts: facts)
        let english = try TextCatalogue(file: folder + "/assets/en.json")
        for name in try FileManager.default.contentsOfDirectory(atPath: folder)
        where name.hasSuffix(".html") && !name.hasPrefix("frame") {
            let page = try PageSource(file: folder + "/" + name, name: String(name.dropLast(5)))
            let html = try frame.compose(page)
            let translated = english.translate(html)
                .replacing("<html lang=\"vi\">", with: "<html lang=\"en\">")
            let caching = page.audience.isPersonal ? "no-store" : "no-cache"
            let file: (String) -> File = {
                File(Array($0.utf8), type: "text/html; charset=utf-8", caching: caching)
            }
            files[Pages.pattern(page.path)] = [.vietnamese: file(html), .english: file(translated)]
        }
        for name in try FileManager.default.contentsOfDirectory(atPath: folder + "/assets") {
            guard let type = Pages.types[name.split(separator: ".").last.map(String.init) ?? ""]
            else { throw ConfigurationError("PORTAL_DIRECTORY", "assets/\(name): unknown type") }
            let bytes = try Foundation.Data(
                contentsOf: URL(fileURLWithPath: folder + "/assets/" + name))
            files["assets/" + name] = [
                .vietnamese: File(Array(bytes), type: type, caching: "no-cache")
            ]
        }
        self.files = files
    }

    /// The paths that are served, without the leading slash; `*` stands for any last segment.
    var paths: [String] { files.keys.sorted() }

    /// The page or file at the request's path.
    func respond(to request: HTTPRequest) -> HTTPResponse {
        guard let file = find(request) else { return notFound(request) }
        guard request.method == "GET" || request.method == "HEAD" else {
            return Problem.methodNotAllowed(["GET", "HEAD"]).response
        }
        return file.response(to: request)
    }

    private func find(_ request: HTTPRequest) -> File? {
        guard request.rawPath == "/" || !request.rawPath.hasSuffix("/") else { return nil }
        let path = request.segments.joined(separator: "/")
        guard path != Pages.notFoundPage, !request.segments.contains("*") else { return nil }
        let family = (request.segments.dropLast() + ["*"]).joined(separator: "/")
        return inLanguage(of: request, files[path] ?? files[family])
    }

    private func inLanguage(of request: HTTPRequest, _ languages: [Language: File]?) -> File? {
        languages?[Language(of: request)] ?? languages?[.vietnamese]
    }

    private func notFound(_ request: HTTPRequest) -> HTTPResponse {
        guard request.header("accept")?.contains("text/html") == true,
            let page = inLanguage(of: request, files[Pages.notFoundPage])
        else { return Problem.noSuchPath.response }
        return HTTPResponse(
            status: 404, headers: [("Content-Type", page.type), ("Cache-Control", "no-store")],
            body: .bytes(page.bytes))
    }

    /// `dich-vu/{code}` as it is looked for: `dich-vu/*`.
    private static func pattern(_ path: String) -> String {
        path.replacing(/\{\w+\}$/, with: "*")
    }
}

/// A page or a file in memory, as it is and packed.
private struct File: Sendable {
    let bytes: [UInt8]
    let type: String
    private let tag: String
    private let packed: [UInt8]?
    private let caching: String

    init(_ bytes: [UInt8], type: String, caching: String) {
        (self.bytes, self.type, self.caching) = (bytes, type, caching)
        tag = EntityTag.of(bytes)
        packed = Compression.gzip(bytes)
    }

    func response(to request: HTTPRequest) -> HTTPResponse {
        let body = isPackedTaken(by: request) ? packed : nil
        // A packed file is another representation, with a tag of its own.
        let tag = body == nil ? self.tag : "\(self.tag.dropLast())-gzip\""
        var headers = [
            ("Cache-Control", caching), ("ETag", tag), ("Vary", "Accept-Encoding, Cookie"),
        ]
        if EntityTag.matches(request.header("if-none-match"), tag) {
            return HTTPResponse(status: 304, headers: headers)
        }
        headers.append(("Content-Type", type))
        if body != nil { headers.append(("Content-Encoding", "gzip")) }
        return HTTPResponse(status: 200, headers: headers, body: .bytes(body ?? bytes))
    }

    /// Whether the client takes gzip: named, and not with a quality of nought (RFC 9110, 12.5.3).
    private func isPackedTaken(by request: HTTPRequest) -> Bool {
        (request.header("accept-encoding") ?? "").split(separator: ",").contains { part in
            let words = part.split(separator: ";").map { $0.filter { !$0.isWhitespace } }
            let refusals: Set<String> = ["q=0", "q=0.0", "q=0.00", "q=0.000"]
            return words.first == "gzip" && refusals.isDisjoint(with: words.dropFirst())
        }
    }
}
