package import Contracts
import Foundation

/// The OpenAPI 3.1 document of the API, read off the table of routes and the messages' shapes.
struct OpenAPI: Sendable {
    let routes: [Route]
    let portal: Origin

    /// The document as JSON, always in the same order.
    func bytes() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(document))
    }

    /// The document.
    var document: JSONValue {
        .object([
            "openapi": "3.1.0",
            "info": info,
            "servers": [["url": .text("\(portal)/api/v1")]],
            "tags": .list(
                Set(routes.map(Self.tag)).sorted().map { ["name": .text($0)] }),
            "paths": .object(paths),
            "components": [
                "schemas": .object(schemas),
                "responses": .object(OpenAPIProblems.responses),
                "headers": .object(OpenAPIParts.headers),
                "parameters": .object(OpenAPIParts.parameters),
                "securitySchemes": OpenAPIParts.securitySchemes,
            ],
        ])
    }

    private var info: JSONValue {
        let host = portal.description.split(separator: "/").last.map(String.init) ?? "localhost"
        return [
            "title": "Cổng dịch vụ công thành phố Đà Nẵng",
            "summary": "Public services of the city of Đà Nẵng",
            "description": .text(OpenAPIParts.introduction),
            "version": .text(Router.apiVersion),
            "contact": [
                "name": "Uỷ ban nhân dân thành phố Đà Nẵng", "url": .text(portal.description),
                "email": .text("hotro@\(host.prefix { $0 != ":" })"),
            ],
        ]
    }

    private var paths: [String: JSONValue] {
        var paths: [String: [String: JSONValue]] = [:]
        for route in routes {
            let (path, root) = Self.place(route)
            paths[path, default: [:]][route.method.rawValue.lowercased()] = operation(route)
            if let root { paths[path]?["servers"] = [["url": .text("\(portal)\(root)")]] }
        }
        return paths.mapValues { .object($0) }
    }

    /// The path below the document's server, and the other server's path for what is not below it.
    static func place(_ route: Route) -> (path: String, root: String?) {
        for (prefix, root) in [("/api/v1", nil), ("/api", "/api")]
        where route.path.hasPrefix(prefix + "/") {
            return (String(route.path.dropFirst(prefix.count)), root)
        }
        return (route.path, "")
    }

    private func operation(_ route: Route) -> JSONValue {
        var operation: [String: JSONValue] = [
            "operationId": .text(Self.operationID(route)),
            "summary": .text(route.summary),
            "tags": [.text(Self.tag(route))],
            "parameters": .list(OpenAPIParts.parameters(of: route)),
            "responses": .object(responses(of: route)),
            "security": route.access == .signedIn ? [["cookie": []], ["bearer": []]] : [],
        ]
        if !route.bodyFields.isEmpty && route.method != .delete {
            operation["requestBody"] = [
                "required": .boolean(!route.isBodyOptional),
                "content": [
                    "application/json": ["schema": Self.reference("\(Self.name(route))Body")]
                ],
            ]
        }
        return .object(operation)
    }

    private func responses(of route: Route) -> [String: JSONValue] {
        var headers: [String: JSONValue] = ["API-Version": OpenAPIParts.header("APIVersion")]
        if case .message(let type) = route.work, replyIsVersioned(type), route.status != 204 {
            headers["ETag"] = OpenAPIParts.header("ETag")
        }
        if route.answersFile {
            headers["Content-Disposition"] = OpenAPIParts.header("ContentDisposition")
        }
        if route.location != nil { headers["Location"] = OpenAPIParts.header("Location") }
        var success: [String: JSONValue] = [
            "description": .text(route.summary), "headers": .object(headers),
        ]
        if route.status != 204 {
            let schema: JSONValue =
                if case .openAPI = route.work { ["type": "object"] } else {
                    Self.reference("\(Self.name(route))Reply")
                }
            success["content"] =
                route.answersFile
                ? ["application/pdf": [:]] : ["application/json": ["schema": schema]]
        }
        var responses = ["\(route.status)": JSONValue.object(success)]
        for status in OpenAPIProblems.statuses(of: route) {
            responses["\(status)"] = ["$ref": .text("#/components/responses/Problem\(status)")]
        }
        return responses
    }

    private var schemas: [String: JSONValue] {
        var schemas = ["Problem": OpenAPIProblems.schema]
        for route in routes {
            let name = Self.name(route)
            if !route.bodyFields.isEmpty {
                schemas["\(name)Body"] = OpenAPIParts.schema(.object(route.bodyFields))
            }
            switch route.work {
            // A file's bytes have no schema.
            case .message where route.answersFile: break
            case .message(let type): schemas["\(name)Reply"] = replySchema(type)
            case .portalFacts:
                schemas["\(name)Reply"] = OpenAPIParts.schema(.of(PortalFacts.self))
            case .openAPI: break
            }
        }
        return schemas
    }

    /// The resource a route belongs to.
    static func tag(_ route: Route) -> String { route.segments.dropFirst(2).first ?? "description" }

    /// The message's name, in front of the names of its schemas.
    static func name(_ route: Route) -> String {
        switch route.work {
        case .message(let type): "\(type)"
        case .openAPI: "ReadDescription"
        case .portalFacts: "ReadPortalFacts"
        }
    }

    private static func operationID(_ route: Route) -> String {
        let name = name(route)
        return name.prefix(1).lowercased() + name.dropFirst()
    }

    private static func reference(_ schema: String) -> JSONValue {
        ["$ref": .text("#/components/schemas/\(schema)")]
    }
}

private func replySchema<Asked: Request>(_ type: Asked.Type) -> JSONValue {
    OpenAPIParts.schema(.of(Asked.Reply.self))
}

private func replyIsVersioned<Asked: Request>(_ type: Asked.Type) -> Bool {
    Asked.Reply.self is any VersionedReply.Type
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral
{
    /// A text.
    package init(stringLiteral value: String) { self = .text(value) }
    /// A list.
    package init(arrayLiteral elements: JSONValue...) { self = .list(elements) }
    /// An object.
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(Dictionary(elements) { $1 })
    }
    /// True or false.
    package init(booleanLiteral value: Bool) { self = .boolean(value) }
    /// A whole number.
    package init(integerLiteral value: Int) { self = .number(Double(value)) }
}
