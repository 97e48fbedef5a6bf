import Foundation
import TestSupport
import Testing

/// The routes of a running system, as its OpenAPI document describes them.
struct DescribedRoutes {
    /// One operation.
    struct Route: CustomStringConvertible {
        let method: String
        /// From the root: `/api/v1/dossiers/{code}`.
        let path: String
        let operation: [String: Any]
        var description: String { "\(method) \(path)" }

        /// Whether only who is signed in may ask.
        var isSecured: Bool { !((operation["security"] as? [Any] ?? []).isEmpty) }

        /// The path with one value in place of each parameter.
        func path(with value: String) -> String {
            path.replacing(/\{[a-zA-Z]+\}/, with: value)
        }
    }

    let all: [Route]
    private let document: [String: Any]

    init(of deployment: Deployment) throws {
        let client = HTTPClient(port: deployment.gatewayPort)
        document = try client.send("GET", "/api/openapi.json").json
        let paths = try #require(document["paths"] as? [String: [String: Any]])
        let root = try #require(Self.root(document))
        all = paths.sorted { $0.key < $1.key }.flatMap { path, operations in
            operations.sorted { $0.key < $1.key }.compactMap { method, operation in
                (operation as? [String: Any]).map {
                    Route(
                        method: method.uppercased(), path: (Self.root(operations) ?? root) + path,
                        operation: $0)
                }
            }
        }
    }

    /// The path of the server that is named here.
    private static func root(_ part: [String: Any]) -> String? {
        let servers = part["servers"] as? [[String: Any]]
        return (servers?.first?["url"] as? String).flatMap { URL(string: $0)?.path }
    }

    /// The schema of what a route's body must be; nil when it has none.
    func body(of route: Route) -> [String: Any]? {
        let body = route.operation["requestBody"] as? [String: Any]
        let content = body?["content"] as? [String: Any]
        let media = content?["application/json"] as? [String: Any]
        return (media?["schema"] as? [String: Any]).map(resolved)
    }

    /// A schema with its reference followed.
    func resolved(_ schema: [String: Any]) -> [String: Any] {
        guard let reference = schema["$ref"] as? String else { return schema }
        let name = String(reference.split(separator: "/").last ?? "")
        let components = document["components"] as? [String: Any]
        let found = (components?["schemas"] as? [String: Any])?[name] as? [String: Any]
        return found.map(resolved) ?? [:]
    }

    /// A value that fits a schema, with nothing in it that may be left out.
    func sample(of schema: [String: Any]) -> Any {
        let schema = resolved(schema)
        if let choice = (schema["enum"] as? [Any])?.first { return choice }
        switch schema["type"] as? String {
        case "integer", "number": return 1
        case "boolean": return true
        case "array": return [Any]()
        case "string":
            switch schema["format"] as? String {
            case "date": return "2026-11-26"
            case "date-time": return "2026-11-26T08:00:00+07:00"
            default: return "x"
            }
        default:
            let members = schema["properties"] as? [String: [String: Any]] ?? [:]
            let required = schema["required"] as? [String] ?? []
            return Dictionary(
                required.map { ($0, sample(of: members[$0] ?? [:])) },
                uniquingKeysWith: { $1 })
        }
    }
}
