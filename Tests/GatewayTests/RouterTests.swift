import Contracts
import HTTP
import Testing

@testable import Gateway

struct RouterTests {
    @Test func `tells unknown paths from unknown methods`() async throws {
        let bench = try Bench()
        for path in ["/api", "/api/v1", "/api/v1/nothing", "/api/v1/me/", "/api/v2/me"] {
            let response = await bench.send("GET", path)
            #expect(response.status == 404)
            #expect(try response.problem().type == "/problems/no-such-path")
        }
        let response = await bench.send("DELETE", "/api/v1/dossiers")
        #expect(response.status == 405)
        #expect(response.values("Allow") == ["GET, POST, HEAD"])
        #expect(try response.problem().type == "/problems/method-not-allowed")
    }

    @Test func `a path that is spelt out wins over a parameter`() async throws {
        let bench = try Bench()
        let post = "/api/v1/password-resets/completions"
        #expect(await bench.send("POST", post, body: "{}").status == 204)
        #expect(bench.owners.asked.map(\.name) == [ResetPassword.name])
    }

    @Test func `answers the owner's bytes with version, place and status`() async throws {
        let bench = try Bench()
        let receipt = #"{"unitName":"\"code\":\"x\"","code":"000.00.19.H17-261123-0001"}"#
        bench.owners.answer(SubmitDossier.self, receipt, version: 1)
        let response = await bench.sendSignedIn("POST", "/api/v1/dossiers", body: "{}")
        #expect(response.status == 201)
        #expect(response.text == receipt)
        #expect(response.values("ETag") == ["\"1\""])
        #expect(
            response.values("Location") == ["/api/v1/dossiers/000.00.19.H17-261123-0001"])
        #expect(response.values("Cache-Control") == ["no-store"])
    }

    @Test func `answers 304 when the client holds the version`() async throws {
        let bench = try Bench()
        bench.owners.answer(ReadAccount.self, "{}", version: 4)
        func status(_ tag: String) async -> Int {
            await bench.sendSignedIn("GET", "/api/v1/me", ["if-none-match": tag]).status
        }
        #expect(await status("\"4\"") == 304)
        #expect(await status("\"3\", W/\"4\"") == 304)
        #expect(await status("\"3\"") == 200)
    }

    @Test func `lets caches keep the catalogue and nothing else`() async throws {
        let bench = try Bench()
        let first = await bench.send("GET", "/api/v1/units")
        #expect(first.values("Cache-Control") == ["public, max-age=60"])
        let tag = try #require(first.values("ETag").first)
        let again = await bench.send("GET", "/api/v1/units", ["if-none-match": tag])
        #expect(again.status == 304)
        let tracked = await bench.send("GET", "/api/v1/tracking/x")
        #expect(tracked.values("Cache-Control") == ["no-store"])
    }

    @Test(arguments: [
        (Refusal.Kind.invalid, 400), (.unauthenticated, 401), (.forbidden, 403), (.notFound, 404),
        (.conflict, 409), (.gone, 410), (.preconditionFailed, 412), (.tooLarge, 413),
        (.unsupported, 415), (.preconditionRequired, 428), (.tooMany, 429), (.unavailable, 503),
        (.expired, 504),
    ])
    func `tells every kind of no as its problem`(_ kind: Refusal.Kind, _ status: Int) async throws {
        let bench = try Bench()
        bench.owners.refuse(
            SignIn.self,
            Refusal(
                kind, "some-code", "Một câu.", fields: [.init("email", "Sai.")],
                retryAfterSeconds: 9))
        let response = await bench.send("POST", "/api/v1/sessions", body: "{}")
        #expect(response.status == status)
        let problem = try response.problem()
        #expect(problem.type == "/problems/some-code")
        #expect(problem.detail == "Một câu.")
        #expect(problem.fields == [.init("email", "Sai.")])
        #expect(response.values("Retry-After") == ["9"])
        #expect(response.values("RateLimit") == (status == 429 ? ["\"some-code\";r=0;t=9"] : []))
        #expect(response.values("WWW-Authenticate").isEmpty == (status != 401))
        #expect(response.values("Set-Cookie").isEmpty)
    }

    @Test(arguments: [
        ["sec-fetch-site": "cross-site"], ["sec-fetch-site": "same-site"],
        ["origin": "http://evil.example"], ["origin": "null"],
        ["origin": "http://localhost:8081"],
    ])
    func `refuses changes from pages of other origins`(_ headers: [String: String]) async throws {
        let bench = try Bench()
        let response = await bench.send("POST", "/api/v1/sessions", headers, body: "{}")
        #expect(response.status == 403)
        #expect(try response.problem().type == "/problems/other-origin")
        #expect(bench.owners.asked.isEmpty)
        #expect(await bench.send("GET", "/api/v1/units", headers).status == 200)
    }

    @Test(arguments: [
        [:], ["origin": "http://localhost:8080"], ["sec-fetch-site": "same-origin"],
        ["sec-fetch-site": "none"],
    ])
    func `takes changes from its own pages and from programs`(
        _ headers: [String: String]
    ) async throws {
        let bench = try Bench()
        #expect(
            await bench.send("POST", "/api/v1/sessions", headers, body: "{}").status == 201)
    }

    @Test func `goes on with a trace and makes one where there is none`() async throws {
        let bench = try Bench()
        let trace = String(repeating: "a", count: 32)
        let sent = "00-\(trace)-00f067aa0ba902b7-01"
        let next = await bench.send("GET", "/", ["traceparent": sent]).values("traceparent")
        #expect(next.count == 1 && next[0].hasPrefix("00-\(trace)-") && next[0] != sent)
        let zeros = String(repeating: "0", count: 32)
        for bad in ["x", "00-\(zeros)-00f067aa0ba902b7-01", "ff-\(trace)-00f067aa0ba902b7-01"] {
            let made = await bench.send("GET", "/", ["traceparent": bad]).values("traceparent")
            #expect(made.count == 1 && made[0].count == 55 && !made[0].contains(trace))
        }
    }

    @Test(arguments: [
        ("GET", "/"), ("GET", "/nothing"), ("POST", "/"), ("GET", "/api/v1/units"),
        ("GET", "/api/v1/me"), ("DELETE", "/api/v1/units"), ("GET", "/api/v1/nothing"),
        ("POST", "/api/v1/sessions"), ("GET", "/api/openapi.json"),
    ])
    func `carries the security headers on every answer`(
        _ method: String, _ path: String
    ) async throws {
        let response = await (try Bench()).send(method, path)
        let policy = try #require(response.values("Content-Security-Policy").first)
        #expect(policy.contains("default-src 'none'") && policy.contains("script-src 'self';"))
        #expect(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"))
        #expect(policy.contains("connect-src 'self' http://localhost:8081"))
        #expect(response.values("X-Content-Type-Options") == ["nosniff"])
        #expect(response.values("Referrer-Policy") == ["no-referrer"])
        #expect(response.values("Cross-Origin-Opener-Policy") == ["same-origin"])
        #expect(response.values("Cross-Origin-Resource-Policy") == ["same-origin"])
        #expect(response.values("Strict-Transport-Security").isEmpty)
        #expect(response.values("Cache-Control").count == 1)
        #expect(response.values("API-Version") == (path.hasPrefix("/api") ? ["1.0.0"] : []))
    }

    @Test func `insists on TLS only where the portal is reached through it`() async throws {
        let bench = try Bench(portal: "https://dichvucong.danang.gov.vn/")
        let response = await bench.send("GET", "/")
        #expect(response.values("Strict-Transport-Security").count == 1)
    }

    @Test func `tells pages what they must know`() async throws {
        let response = await (try Bench()).send("GET", "/api/v1/portal")
        let facts = try StrictJSON.decode(PortalFacts.self, trusted: Array(response.text.utf8))
        #expect(facts.hotline == "05113 881 888")
        #expect(facts.consentVersion == ConsentText.current.version)
        #expect(await (try Bench()).send("GET", "/api/v1/portal?x=1").status == 400)
    }
}
