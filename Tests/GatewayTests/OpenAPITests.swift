import Contracts
import HTTP
import Testing

@testable import Gateway

struct OpenAPITests {
    private let document: JSONValue

    init() throws {
        let origin = try #require(Origin("https://portal.example"))
        let bytes = try OpenAPI(routes: Routes.all, portal: origin).bytes()
        document = try StrictJSON.decode(JSONValue.self, trusted: bytes)
    }

    @Test func `is what the gateway serves`() async throws {
        let response = await (try Bench()).send("GET", "/api/openapi.json")
        #expect(response.status == 200)
        #expect(response.values("Content-Type") == ["application/json"])
        #expect(response.text.contains("\"openapi\":\"3.1.0\""))
    }

    @Test func `describes each route and nothing else`() {
        let described = operations.map { "\($0.method) \($0.path)" }
        let routed = Routes.all.map {
            "\($0.method.rawValue.lowercased()) \(OpenAPI.place($0).path)"
        }
        #expect(described.sorted() == routed.sorted())
        let ids = operations.compactMap { $0.operation["operationId"]?.text }
        #expect(Set(ids).count == Routes.all.count)
    }

    @Test func `names the parameters that stand in the path, and the members of the messages`() {
        for route in Routes.all {
            guard case .message(let type) = route.work, case .object(let fields) = Shape.of(type)
            else { continue }
            let operation = operation(of: route)
            let parameters = operation["parameters"]?.items ?? []
            let path = parameters.filter { $0["in"]?.text == "path" }.compactMap {
                $0["name"]?.text
            }
            #expect(path == route.segments.compactMap(Route.parameter))
            let query = parameters.filter { $0["in"]?.text == "query" }
                .compactMap { $0["name"]?.text }
            let body = route.method == .delete ? [] : route.bodyFields.map(\.name)
            let version = route.versionField.map { [$0.name] } ?? []
            #expect((path + query + body + version).sorted() == fields.map(\.name).sorted())
            #expect((operation["requestBody"] == nil) == body.isEmpty)
        }
    }

    @Test func `asks for a session exactly where the router does`() async throws {
        let bench = try Bench()
        for route in Routes.all {
            let path = route.path.replacing(/\{\w+\}/, with: "x")
            let response = await bench.send(
                route.method.rawValue, path,
                route.versionField == nil ? [:] : ["if-match": "\"1\""],
                body: route.method == .get || route.method == .delete ? nil : "{}")
            let isSecured = operation(of: route)["security"]?.items?.isEmpty == false
            #expect((response.status == 401) == isSecured, "\(route.path)")
        }
    }

    @Test func `gives each operation its problems and its version`() {
        for (path, method, operation) in operations {
            let responses = operation["responses"]?.members ?? [:]
            #expect(responses.keys.contains { $0.hasPrefix("2") }, "\(method) \(path)")
            let problems = responses.filter { $0.key.hasPrefix("4") || $0.key.hasPrefix("5") }
            #expect(problems.count >= 2)
            for (status, response) in responses {
                let described = resolve(response)
                #expect(described["headers"]?["API-Version"] != nil)
                let isProblem = described["content"]?["application/problem+json"] != nil
                #expect(isProblem == !status.hasPrefix("2"))
            }
        }
    }

    @Test func `resolves all its references`() {
        var count = 0
        func visit(_ value: JSONValue) {
            if let target = value["$ref"]?.text {
                count += 1
                #expect(find(target) != nil, "\(target)")
            }
            for inner in value.items ?? [] { visit(inner) }
            for inner in (value.members ?? [:]).values { visit(inner) }
        }
        visit(document)
        #expect(count > Routes.all.count)
    }

    @Test func `keeps the design rules for names and facts`() {
        for (path, _, _) in operations {
            #expect(path.wholeMatch(of: /(\/[a-z0-9.-]+|\/\{[a-z][A-Za-z]*\})+/) != nil, "\(path)")
        }
        for route in Routes.all {
            for field in route.pathFields + route.queryFields {
                #expect(field.name.wholeMatch(of: /[a-z][A-Za-z0-9]*/) != nil)
            }
        }
        let info = document["info"]
        #expect(info?["version"]?.text?.wholeMatch(of: /\d+\.\d+\.\d+/) != nil)
        for name in ["name", "url", "email"] { #expect(info?["contact"]?[name]?.text != nil) }
        #expect(document["servers"]?.items?.first?["url"]?.text == "https://portal.example/api/v1")
    }

    private var operations: [(path: String, method: String, operation: JSONValue)] {
        (document["paths"]?.members ?? [:]).flatMap { path, methods in
            (methods.members ?? [:]).filter { $0.key != "servers" }
                .map { (path, $0.key, $0.value) }
        }
    }

    private func operation(of route: Route) -> JSONValue {
        let path = OpenAPI.place(route).path
        return document["paths"]?[path]?[route.method.rawValue.lowercased()] ?? .null
    }

    private func resolve(_ value: JSONValue) -> JSONValue {
        value["$ref"]?.text.flatMap { find($0) } ?? value
    }

    private func find(_ reference: String) -> JSONValue? {
        reference.split(separator: "/").dropFirst().reduce(document as JSONValue?) {
            $0?[String($1)]
        }
    }
}

extension JSONValue {
    fileprivate subscript(_ name: String) -> JSONValue? { members?[name] }
    fileprivate var members: [String: JSONValue]? {
        if case .object(let members) = self { members } else { nil }
    }
    fileprivate var items: [JSONValue]? {
        if case .list(let items) = self { items } else { nil }
    }
}
