import Contracts
import Foundation
import HTTP
import Lifecycle
import Synchronization
import TestSupport
import Testing

@testable import Gateway
@testable import HTTP
@testable import Messaging

/// Stands for the bus and all owners behind it: answers what a test says and notes what was asked.
final class FakeOwners: Asking {
    /// What the router handed on.
    struct Asked: Sendable {
        let name: String
        let json: String
        let caller: Caller
        let idempotencyKey: String?
    }

    private struct State {
        var asked: [Asked] = []
        var answers: [String: Result<HandledReply, Refusal>] = [:]
    }
    private let state = Mutex(State())

    /// Everything that was asked, in order.
    var asked: [Asked] { state.withLock { $0.asked } }

    /// Everything of this type that was asked.
    func asked(_ type: any Request.Type) -> [Asked] { asked.filter { $0.name == type.name } }

    /// Answers this type with JSON.
    func answer(_ type: any Request.Type, _ json: String, version: Int64? = nil) {
        let reply = HandledReply(bytes: Array(json.utf8), version: version)
        state.withLock { $0.answers[type.name] = .success(reply) }
    }

    /// Answers this type with a no.
    func refuse(_ type: any Request.Type, _ refusal: Refusal) {
        state.withLock { $0.answers[type.name] = .failure(refusal) }
    }

    /// Lets every plausible token open this citizen's session until a moment.
    func openSessions(of citizen: String, until: Timestamp) throws {
        let caller = Caller(role: .citizen, id: citizen, session: "session-1")
        let reply = ResolveSession.Reply(caller: caller, validUntil: until)
        answer(ResolveSession.self, String(decoding: try StrictJSON.encode(reply), as: UTF8.self))
    }

    func forward(
        _ type: any Request.Type, json: [UInt8], as caller: Caller, idempotencyKey: String?,
        timeout: Duration
    ) async throws(Refusal) -> HandledReply {
        let answer = state.withLock { state in
            state.asked.append(
                Asked(
                    name: type.name, json: String(decoding: json, as: UTF8.self), caller: caller,
                    idempotencyKey: idempotencyKey))
            return state.answers[type.name]
        }
        guard let answer else { return HandledReply(bytes: Array("{}".utf8), version: nil) }
        return try answer.get()
    }
}

/// A router with faked owners, a clock moved by hand and the real pages.
struct Bench {
    static let token = String(repeating: "t", count: 43)

    let owners = FakeOwners()
    let sessions: Sessions
    let router: Router
    let time = TestClock()

    init(portal: String = "http://localhost:8080") throws {
        sessions = Sessions(asking: owners, clock: time.clock)
        router = Router(
            asking: owners, sessions: sessions,
            pages: try Bench.pages.get(), facts: Bench.facts,
            portal: try #require(Origin(portal)),
            documents: try #require(Origin("http://localhost:8081")), openAPI: Bench.openAPI,
            clock: time.clock)
        owners.answer(
            SignIn.self, #"{"id":"s1","role":"citizen","expiresAt":"2026-11-23T09:00:00+07:00"}"#)
        try owners.openSessions(of: "citizen-1", until: time.clock.now() + .seconds(60))
    }

    private static let facts = PortalFacts(
        hotline: "05113 881 888", documentsUrl: "http://localhost:8081",
        consentVersion: ConsentText.current.version)

    private static let pages = Result { try Pages(folder: pagesFolder, facts: facts) }

    /// Made once, since it takes longer than all that a test does.
    private static let openAPI: [UInt8] = {
        guard let origin = Origin("http://localhost:8080"),
            let bytes = try? OpenAPI(routes: Routes.all, portal: origin).bytes()
        else { return [] }
        return bytes
    }()

    /// The portal's folder in the source tree.
    static var pagesFolder: String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../Services/Gateway/Portal").path
    }

    /// Sends a request; `target` may carry a query.
    func send(
        _ method: String, _ target: String, _ headers: [String: String] = [:], body: String? = nil
    ) async -> HTTPResponse {
        let parts = target.split(separator: "?", maxSplits: 1)
        let path = String(parts[0])
        var headers = headers
        if body != nil, headers["content-type"] == nil {
            headers["content-type"] = "application/json"
        }
        let pairs = parts.count < 2 ? [] : parts[1].split(separator: "&")
        let query = pairs.map { pair -> (name: String, value: String) in
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (String(halves[0]), String(halves.last ?? ""))
        }
        return await router.respond(
            to: HTTPRequest(
                method: method, rawPath: path,
                segments: path.split(separator: "/").map(String.init), query: query,
                headers: headers.map { ($0.key, $0.value) }, clientAddress: "192.0.2.7",
                body: RequestBody(Array((body ?? "").utf8))))
    }

    /// Sends a request with an open session's token.
    func sendSignedIn(
        _ method: String, _ target: String, _ headers: [String: String] = [:], body: String? = nil
    ) async -> HTTPResponse {
        await send(
            method, target, headers.merging(["authorization": "Bearer \(Bench.token)"]) { $1 },
            body: body)
    }
}

extension HTTPResponse {
    /// All values of a header.
    func values(_ name: String) -> [String] {
        headers.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
    }

    /// The body's bytes.
    var bytes: [UInt8] { if case .bytes(let bytes) = body { bytes } else { [] } }

    /// The body as text.
    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The body as a problem; fails the test when it is none.
    func problem() throws -> Problem {
        #expect(values("Content-Type") == ["application/problem+json"])
        let problem = try StrictJSON.decode(Problem.self, trusted: Array(text.utf8))
        #expect(problem.status == status)
        #expect(!problem.title.isEmpty && !problem.detail.isEmpty)
        return problem
    }
}
