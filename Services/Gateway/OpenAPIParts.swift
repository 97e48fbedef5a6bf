import Contracts
import HTTP

/// The parts that the operations of the OpenAPI document share.
enum OpenAPIParts {
    /// What a programmer reads first.
    static let introduction = """
        Errors are `application/problem+json` (RFC 9457) with a stable `type` and a Vietnamese \
        `detail`. Lists are read by cursor: give `next` of a page as `after`. What can be edited \
        carries an `ETag`, to be sent back in `If-Match`. Repeat a POST with the same \
        `Idempotency-Key` and the same body within 24 hours to get the first answer again; \
        submissions should always carry one. `traceparent` is accepted and passed on. \
        Sessions: browsers get the cookie `__Host-session`; a program signs in with the header \
        `Accept-Session: bearer`, finds `token` in the body and sends it as \
        `Authorization: Bearer`. Bytes of papers do not pass here: `documents` hands out URLs of \
        the document storage.
        """

    /// The parameters of a route, in the path, the query and the headers.
    static func parameters(of route: Route) -> [JSONValue] {
        let path = route.pathFields.map { field -> JSONValue in
            [
                "name": .text(field.name), "in": "path", "required": true,
                "schema": schema(field.shape),
            ]
        }
        let query = route.queryFields.map { field -> JSONValue in
            [
                "name": .text(field.name), "in": "query", "required": .boolean(field.isRequired),
                "schema": schema(field.shape),
            ]
        }
        var shared = ["TraceParent"]
        if let version = route.versionField {
            shared.append(version.isRequired ? "IfMatch" : "IfMatchOptional")
        }
        if route.method == .get { shared.append("IfNoneMatch") }
        if route.takesIdempotencyKey { shared.append("IdempotencyKey") }
        if route.opensSession != nil { shared.append("AcceptSession") }
        return path + query + shared.map { ["$ref": .text("#/components/parameters/\($0)")] }
    }

    /// The headers that requests may carry.
    static let parameters: [String: JSONValue] = [
        "TraceParent": parameter("traceparent", "The W3C trace the request belongs to."),
        "IfMatch": parameter(
            "If-Match", "The ETag that was read; 412 when it changed, 428 when missing.",
            isRequired: true),
        "IfMatchOptional": parameter(
            "If-Match", "The ETag that was read; left out for something new."),
        "IfNoneMatch": parameter("If-None-Match", "An ETag that is held: 304 when still right."),
        "IdempotencyKey": parameter(
            "Idempotency-Key", "The same key and body get the same answer; another body gets 409.",
            ["type": "string", "minLength": 1, "maxLength": 128, "pattern": "^[!-~]+$"]),
        "AcceptSession": parameter(
            "Accept-Session", "How the session's token is handed over.",
            ["type": "string", "enum": ["cookie", "bearer"], "default": "cookie"]),
    ]

    /// The headers of answers.
    static let headers: [String: JSONValue] = [
        "APIVersion": describedHeader("The version of the API.", ["type": "string"]),
        "ETag": describedHeader("The version of what is shown.", ["type": "string"]),
        "Location": describedHeader(
            "Where the new thing is.", ["type": "string", "format": "uri-reference"]),
        "ContentDisposition": describedHeader(
            "What a saved file is called.", ["type": "string"]),
        "RetryAfter": describedHeader(
            "After how many seconds to try again.", ["type": "integer", "minimum": 0]),
        "RateLimit": describedHeader("What is left of the limit.", ["type": "string"]),
    ]

    /// The two ways to carry a session.
    static let securitySchemes: JSONValue = [
        "cookie": ["type": "apiKey", "in": "cookie", "name": .text(SessionCookie.name)],
        "bearer": ["type": "http", "scheme": "bearer"],
    ]

    /// A reference to a shared header.
    static func header(_ name: String) -> JSONValue {
        ["$ref": .text("#/components/headers/\(name)")]
    }

    /// A shape as JSON Schema; objects that come from outside take no other members.
    static func schema(_ shape: Shape) -> JSONValue {
        switch shape {
        case .string(let format):
            format.map { ["type": "string", "format": .text($0)] } ?? ["type": "string"]
        case .choice(let words): ["type": "string", "enum": .list(words.map { .text($0) })]
        case .integer: ["type": "integer"]
        case .number: ["type": "number"]
        case .boolean: ["type": "boolean"]
        case .list(let inner): ["type": "array", "items": schema(inner)]
        case .map(let inner): ["type": "object", "additionalProperties": schema(inner)]
        case .any: [:]
        case .object(let fields):
            [
                "type": "object",
                "properties": .object(
                    Dictionary(fields.map { ($0.name, schema($0.shape)) }) { $1 }),
                "required": .list(fields.filter(\.isRequired).map { .text($0.name) }),
            ]
        }
    }

    private static func parameter(
        _ name: String, _ description: String, isRequired: Bool = false,
        _ schema: JSONValue = ["type": "string"]
    ) -> JSONValue {
        [
            "name": .text(name), "in": "header", "required": .boolean(isRequired),
            "description": .text(description), "schema": schema,
        ]
    }

    private static func describedHeader(_ description: String, _ schema: JSONValue) -> JSONValue {
        ["description": .text(description), "schema": schema]
    }
}

/// What can go wrong, as the OpenAPI document tells it.
enum OpenAPIProblems {
    /// The statuses of failure that a route can answer.
    static func statuses(of route: Route) -> [Int] {
        var kinds: [Refusal.Kind] = [.invalid, .notFound]
        if case .message = route.work { kinds += [.tooMany, .unavailable, .expired] }
        if route.access == .signedIn || route.opensSession != nil {
            kinds += [.unauthenticated, .forbidden]
        }
        if route.method != .get {
            kinds += [.forbidden, .conflict, .gone, .tooLarge, .unsupported]
        }
        if let version = route.versionField {
            kinds += [.preconditionFailed] + (version.isRequired ? [.preconditionRequired] : [])
        }
        return Set(kinds.map { Problem.meaning(of: $0).status } + [405]).sorted()
    }

    /// One response for each status.
    static var responses: [String: JSONValue] {
        let described: [(Int, String)] = [
            (400, "The request is not understood or breaks a rule"),
            (401, "Sign-in is needed, or the sign-in is not right"),
            (403, "Not allowed"),
            (404, "Not there, or not the caller's"),
            (405, "The path does not know the method"),
            (409, "It contradicts what is there"),
            (410, "It was used up or has expired"),
            (412, "It was changed meanwhile"),
            (413, "The body is too large"),
            (415, "The body is not JSON"),
            (428, "If-Match is missing"),
            (429, "Too often"),
            (503, "Not now, later"),
            (504, "No answer in time; repeat with the same Idempotency-Key"),
        ]
        return Dictionary(
            uniqueKeysWithValues: described.map { ("Problem\($0)", response($0, $1)) })
    }

    private static func response(_ status: Int, _ description: String) -> JSONValue {
        var headers: [String: JSONValue] = ["API-Version": OpenAPIParts.header("APIVersion")]
        if [429, 503, 504].contains(status) {
            headers["Retry-After"] = OpenAPIParts.header("RetryAfter")
        }
        if status == 429 { headers["RateLimit"] = OpenAPIParts.header("RateLimit") }
        return [
            "description": .text(description), "headers": .object(headers),
            "content": [
                "application/problem+json": ["schema": ["$ref": "#/components/schemas/Problem"]]
            ],
        ]
    }

    /// A problem (RFC 9457).
    static let schema: JSONValue = OpenAPIParts.schema(.of(Problem.self))
}
