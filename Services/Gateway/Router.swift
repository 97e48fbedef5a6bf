import Contracts
import Cryptography
import HTTP
import Lifecycle
import Messaging

/// Answers every request of the gateway's port: the API from the table of routes, else the pages.
struct Router: Sendable {
    /// The version of the API, on every answer of it.
    static let apiVersion = "1.0.0"

    let asking: any Asking
    let sessions: Sessions
    let pages: Pages
    let facts: PortalFacts
    let sameOrigin: SameOrigin
    let securityHeaders: SecurityHeaders
    let clock: WallClock
    private let table: RouteTable
    private let openAPI: [UInt8]

    /// A router over these routes.
    init(
        asking: any Asking, sessions: Sessions, pages: Pages, facts: PortalFacts, portal: Origin,
        documents: Origin, openAPI: [UInt8], routes: [Route] = Routes.all,
        clock: WallClock = .system
    ) {
        (self.asking, self.sessions, self.pages) = (asking, sessions, pages)
        (self.facts, self.clock) = (facts, clock)
        sameOrigin = SameOrigin(portal: portal)
        securityHeaders = SecurityHeaders(portal: portal, documents: documents)
        table = RouteTable(routes)
        self.openAPI = openAPI
    }

    /// The answer to a request; never fails, since a failure too is an answer.
    func respond(to request: HTTPRequest) async -> HTTPResponse {
        let trace = Trace.next(after: request.header("traceparent"))
        return await Log.$trace.withValue(trace) {
            let started = ContinuousClock.now
            var response = await route(request)
            response.headers.append(("traceparent", trace))
            // A file has a policy of its own, stricter than a page's.
            let own = Set(response.headers.map(\.name))
            response.headers += securityHeaders.headers.filter { !own.contains($0.name) }
            Metrics.count("http_responses_total{status=\"\(response.status)\"}")
            if response.status >= 500 {
                Log.warning("answered with a failure", ["status": "\(response.status)"])
            }
            Log.debug(
                "answered",
                [
                    "method": request.method, "status": "\(response.status)",
                    "milliseconds": "\((ContinuousClock.now - started).milliseconds)",
                ])
            return response
        }
    }

    private func route(_ request: HTTPRequest) async -> HTTPResponse {
        guard request.segments.first == "api" else { return pages.respond(to: request) }
        var response: HTTPResponse
        do throws(Refusal) {
            response = try await api(request)
        } catch {
            response = Problem(error).response
        }
        response.headers.append(("API-Version", Router.apiVersion))
        return response
    }

    /// What the HTTP server's own refusals carry, for which no route was found.
    var refusalHeaders: [(name: String, value: String)] {
        securityHeaders.headers + [("API-Version", Router.apiVersion)]
    }

    private func api(_ request: HTTPRequest) async throws(Refusal) -> HTTPResponse {
        guard !request.rawPath.hasSuffix("/") else { throw Refusal.noSuchPath }
        let found = table.find(request.segments)
        guard !found.isEmpty else { throw Refusal.noSuchPath }
        // HEAD is a GET whose body the server leaves out.
        let method = request.method == "HEAD" ? "GET" : request.method
        guard let (route, path) = found.first(where: { $0.route.method.rawValue == method }) else {
            let allowed = Set(found.map(\.route.method.rawValue)).sorted()
            return Problem.methodNotAllowed(
                allowed + (allowed.contains("GET") ? ["HEAD"] : [])
            ).response
        }
        try sameOrigin.check(request)
        switch route.work {
        case .message(let type): return try await forward(request, to: type, by: route, path)
        case .openAPI: return try own(openAPI, for: request, by: route)
        case .portalFacts:
            // Encoding a struct of texts cannot fail.
            return try own((try? StrictJSON.encode(facts)) ?? [], for: request, by: route)
        }
    }

    private func own(
        _ bytes: [UInt8], for request: HTTPRequest, by route: Route
    ) throws(Refusal) -> HTTPResponse {
        _ = try MessageJSON.members(in: request.query, of: route)
        return answer(bytes, to: request, by: route, version: nil)
    }

    private func forward(
        _ request: HTTPRequest, to type: any Request.Type, by route: Route, _ path: [String: String]
    ) async throws(Refusal) -> HTTPResponse {
        let wantsBearer = route.opensSession == nil ? false : try SessionCookie.wantsBearer(request)
        guard let (caller, token) = try await caller(of: request, at: route) else {
            return signInNeeded(request)
        }
        let key = try idempotencyKey(of: request, at: route)
        let json = try MessageJSON.make(
            route, path: path, query: request.query, ifMatch: request.header("if-match"),
            body: try await body(of: request, at: route))
        let reply = try await asking.forward(
            type, json: json, as: caller, idempotencyKey: key, timeout: .seconds(5))
        if let opening = route.opensSession {
            if let token { sessions.forget(token) }
            return try opened(opening, reply, wantsBearer: wantsBearer, by: route)
        }
        if route.answersFile { return try FileAnswer.response(to: reply.bytes) }
        var response = answer(reply.bytes, to: request, by: route, version: reply.version)
        if type == EndSession.self, path["id"] == "current" {
            if let token { sessions.forget(token) }
            response.headers.append(("Set-Cookie", SessionCookie.cleared))
        }
        return response
    }

    /// Who asks; nil when the route needs a session and the request brings none that is open.
    private func caller(
        of request: HTTPRequest, at route: Route
    ) async throws(Refusal) -> (caller: Caller, token: String?)? {
        guard route.access == .signedIn else {
            return (.anonymous(address: request.clientAddress), nil)
        }
        guard let token = SessionCookie.token(of: request),
            var caller = try await sessions.caller(for: token)
        else { return nil }
        caller.address = request.clientAddress
        return (caller, token)
    }

    private func signInNeeded(_ request: HTTPRequest) -> HTTPResponse {
        var response = Problem(Refusal.signInNeeded).response
        if request.header("cookie")?.contains(SessionCookie.name) == true {
            response.headers.append(("Set-Cookie", SessionCookie.cleared))
        }
        return response
    }

    private func idempotencyKey(
        of request: HTTPRequest, at route: Route
    ) throws(Refusal) -> String? {
        guard route.takesIdempotencyKey, let key = request.header("idempotency-key") else {
            return nil
        }
        guard (1...128).contains(key.utf8.count),
            key.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else {
            throw Refusal(
                .invalid, "idempotency-key-not-valid",
                "Idempotency-Key phải gồm 1 đến 128 ký tự ASCII nhìn thấy được.")
        }
        return key
    }

    private func body(of request: HTTPRequest, at route: Route) async throws(Refusal) -> [UInt8] {
        guard route.method != .get else { return [] }
        let type = request.header("content-type")
        if let type, !Router.isJSON(type) { throw Router.notJSONType }
        let bytes = try await request.readBody()
        guard !bytes.isEmpty else { return bytes }
        if type == nil { throw Router.notJSONType }
        guard route.method != .delete else {
            throw Refusal(
                .invalid, "body-not-expected", "Yêu cầu xoá không được kèm nội dung.")
        }
        return bytes
    }

    private static let notJSONType = Refusal(
        .unsupported, "not-json-type",
        "Nội dung gửi lên phải có Content-Type là application/json.")

    private static func isJSON(_ type: String) -> Bool {
        let parts = type.lowercased().split(separator: ";").map {
            $0.filter { $0 != " " && $0 != "\"" && $0 != "\t" }
        }
        guard parts.first == "application/json" else { return false }
        return parts.dropFirst().allSatisfy { $0 == "charset=utf-8" }
    }

    private func opened(
        _ type: any SessionOpening.Type, _ reply: HandledReply, wantsBearer: Bool, by route: Route
    ) throws(Refusal) -> HTTPResponse {
        do {
            let (bytes, cookie) = try SessionCookie.handOver(
                type, reply.bytes, wantsBearer: wantsBearer, at: clock.now())
            var response = HTTPResponse(
                status: route.status,
                headers: [("Content-Type", "application/json"), ("Cache-Control", "no-store")],
                body: .bytes(bytes))
            if let cookie { response.headers.append(("Set-Cookie", cookie)) }
            return response
        } catch {
            Log.error("identity's answer is not understood", ["error": "\(Swift.type(of: error))"])
            throw .unavailable
        }
    }

    private func answer(
        _ bytes: [UInt8], to request: HTTPRequest, by route: Route, version: Int64?
    ) -> HTTPResponse {
        let isPublic = route.access == .catalogue
        var headers = [("Cache-Control", isPublic ? "public, max-age=60" : "no-store")]
        let tag: String? =
            if let version { "\"\(version)\"" } else if isPublic { EntityTag.of(bytes) } else {
                nil
            }
        if let tag {
            headers.append(("ETag", tag))
            if route.method == .get, EntityTag.matches(request.header("if-none-match"), tag) {
                return HTTPResponse(status: 304, headers: headers)
            }
        }
        guard route.status != 204 else { return HTTPResponse(status: 204, headers: headers) }
        headers.append(("Content-Type", "application/json"))
        if let name = route.location, let value = JSONText.member(name, of: bytes) {
            headers.append(("Location", "\(route.path)/\(value)"))
        }
        return HTTPResponse(status: route.status, headers: headers, body: .bytes(bytes))
    }
}
