import Contracts

/// One line of the table of routes: a method and a path, and what answers there.
struct Route: Sendable {
    /// The methods the API uses.
    enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
        case delete = "DELETE"
    }

    /// Who may ask. What a caller may do is decided by the owner of the message.
    enum Access: Sendable {
        /// Anybody; who is signed in is not looked up.
        case anyone
        /// Anybody, and caches may keep the answer for a minute.
        case catalogue
        /// Only who is signed in.
        case signedIn
    }

    /// What answers.
    enum Work: Sendable {
        /// The owner of this message, over the bus.
        case message(any Request.Type)
        /// The description of this API.
        case openAPI
        /// What pages and programs must know of this deployment.
        case portalFacts
    }

    let method: Method
    /// The whole path: `/api/v1/dossiers/{code}`.
    let path: String
    let work: Work
    let access: Access
    /// The status of a success.
    let status: Int
    /// The member of the reply (a flat object) that names the new thing below this path.
    let location: String?
    /// What it does, in one English sentence, for the OpenAPI document.
    let summary: String
    /// The path's segments; a parameter keeps its braces.
    let segments: [String]
    /// The members of the message that stand in the path.
    let pathFields: [Shape.Field]
    /// The members of the message that are taken from the query.
    let queryFields: [Shape.Field]
    /// The members of the message that the body brings.
    let bodyFields: [Shape.Field]
    /// The member of the message that `If-Match` brings.
    let versionField: Shape.Field?
    /// How the reply opens a session, when it does.
    let opensSession: (any SessionOpening.Type)?
    /// Whether the reply is a file, whose bytes are answered as they are.
    let answersFile: Bool

    /// A route; stops the program when the path names what the message does not have.
    init(
        _ method: Method, _ path: String, _ work: Work, _ access: Access, _ status: Int,
        location: String? = nil, _ summary: String
    ) {
        (self.method, self.path, self.work, self.access) = (method, path, work, access)
        (self.status, self.location, self.summary) = (status, location, summary)
        segments = path.split(separator: "/").map(String.init)
        let names = segments.compactMap(Route.parameter)
        let fields: [Shape.Field] =
            if case .message(let type) = work, case .object(let all) = Shape.of(type) { all } else {
                []
            }
        pathFields = names.map { name in
            guard let field = fields.first(where: { $0.name == name }) else {
                preconditionFailure("\(path): the message has no member \(name)")
            }
            return field
        }
        let isEdit = method == .put || method == .patch
        versionField = isEdit ? fields.first { $0.name == "version" } : nil
        let rest = fields.filter { field in
            !names.contains(field.name) && !(isEdit && field.name == "version")
        }
        queryFields = method == .get ? rest : []
        bodyFields = method == .get ? [] : rest
        opensSession = if case .message(let type) = work { sessionOpening(type) } else { nil }
        answersFile = if case .message(let type) = work { isFile(type) } else { false }
    }

    /// Whether a body may be left out: the message asks for nothing that only it could bring.
    var isBodyOptional: Bool { bodyFields.allSatisfy { !$0.isRequired } }

    /// Whether a repeat with the same Idempotency-Key gets the first answer. Sessions are not
    /// opened twice by one key: their secrets are never kept.
    var takesIdempotencyKey: Bool { method == .post && opensSession == nil }

    /// The name of a segment that is a parameter: `code` of `{code}`.
    static func parameter(_ segment: String) -> String? {
        segment.hasPrefix("{") ? String(segment.dropFirst().dropLast()) : nil
    }

    /// The parameters' values when `path` is this route's path; nil when it is not.
    func match(_ path: [String]) -> [String: String]? {
        guard path.count == segments.count else { return nil }
        var values: [String: String] = [:]
        for (pattern, segment) in zip(segments, path) {
            if let name = Route.parameter(pattern) {
                values[name] = segment
            } else if pattern != segment {
                return nil
            }
        }
        return values
    }
}

extension Route {
    /// A reading route below `/api/v1`.
    static func get(
        _ path: String, _ type: any Request.Type, _ summary: String, for access: Access = .signedIn
    ) -> Route { Route(.get, "/api/v1/" + path, .message(type), access, 200, summary) }

    /// A route below `/api/v1` that makes or does something.
    static func post(
        _ path: String, _ type: any Request.Type, _ status: Int, _ summary: String,
        location: String? = nil, for access: Access = .signedIn
    ) -> Route {
        Route(
            .post, "/api/v1/" + path, .message(type), access, status, location: location, summary)
    }

    /// A route below `/api/v1` that replaces something.
    static func put(
        _ path: String, _ type: any Request.Type, _ status: Int, _ summary: String
    ) -> Route { Route(.put, "/api/v1/" + path, .message(type), .signedIn, status, summary) }

    /// A route below `/api/v1` that changes a part of something.
    static func patch(_ path: String, _ type: any Request.Type, _ summary: String) -> Route {
        Route(.patch, "/api/v1/" + path, .message(type), .signedIn, 200, summary)
    }

    /// A route below `/api/v1` that takes something away.
    static func delete(_ path: String, _ type: any Request.Type, _ summary: String) -> Route {
        Route(.delete, "/api/v1/" + path, .message(type), .signedIn, 204, summary)
    }
}

private func sessionOpening<Asked: Request>(_ type: Asked.Type) -> (any SessionOpening.Type)? {
    Asked.Reply.self as? any SessionOpening.Type
}

private func isFile<Asked: Request>(_ type: Asked.Type) -> Bool {
    Asked.Reply.self == PaperFile.self
}
