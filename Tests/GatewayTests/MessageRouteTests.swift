import Contracts
import HTTP
import Testing

@testable import Gateway

struct MessageRouteTests {
    @Test func `hands a body on as it is, byte for byte`() async throws {
        let bench = try Bench()
        let body = "{ \"email\" : \"an@example.org\",\n\"password\":\"\\u0111\" }"
        _ = await bench.send("POST", "/api/v1/sessions", body: body)
        #expect(bench.owners.asked(SignIn.self).map(\.json) == [body])
    }

    @Test func `writes path and version in front of the body's own members`() async throws {
        let bench = try Bench()
        _ = await bench.sendSignedIn(
            "PUT", "/api/v1/dossiers/A-1", ["if-match": "\"7\""], body: " {\"caseKey\":\"x\"}")
        #expect(
            bench.owners.asked(AmendDossier.self).map(\.json)
                == [#"{"code":"A-1","version":7,"caseKey":"x"}"#])
    }

    @Test func `leaves no comma behind for an empty body`() async throws {
        let bench = try Bench()
        for body in ["{}", " { } ", nil] as [String?] {
            _ = await bench.sendSignedIn("POST", "/api/v1/notices/n1/read", body: body)
        }
        let asked = bench.owners.asked(MarkNoticeRead.self).map(\.json)
        #expect(asked.count == 3)
        for json in asked {
            let shape = Shape.of(MarkNoticeRead.self)
            let read = try StrictJSON.decode(
                MarkNoticeRead.self, shape: shape, untrusted: Array(json.utf8))
            #expect(read.id.rawValue == "n1")
        }
    }

    @Test func `escapes what stands in the path and the query`() async throws {
        let bench = try Bench()
        let code = "a\"b\\c\u{1}"
        _ = await bench.send("GET", "/api/v1/tracking/\(code)?digits=\"}")
        let json = try #require(bench.owners.asked(TrackDossier.self).first?.json)
        let read = try StrictJSON.decode(
            TrackDossier.self, shape: .of(TrackDossier.self), untrusted: Array(json.utf8))
        #expect(read.code == code)
        #expect(read.digits == "\"}")
    }

    @Test func `a body that names what the path says is refused by its owner`() async throws {
        let bench = try Bench()
        _ = await bench.sendSignedIn(
            "PUT", "/api/v1/drafts/1.001193",
            body: #"{"pr\u006fcedure":"2.000635","version":3,"answers":{},"components":[]}"#)
        let json = try #require(bench.owners.asked(SaveDraft.self).first?.json)
        #expect(json.hasPrefix(#"{"procedure":"1.001193","version":null,"#))
        #expect(throws: Refusal.self) {
            _ = try StrictJSON.decode(
                SaveDraft.self, shape: .of(SaveDraft.self), untrusted: Array(json.utf8))
        }
    }

    @Test func `writes whole numbers of the query as numbers`() async throws {
        let bench = try Bench()
        _ = await bench.sendSignedIn("GET", "/api/v1/dossiers?limit=007&after=x")
        #expect(bench.owners.asked(ListDossiers.self).first?.json == #"{"limit":7,"after":"x"}"#)
    }

    @Test(arguments: [
        "limit=ten", "limit=", "limit=1e3", "limit=99999999999999999999", "limit=%2B1", "size=10",
        "limit=1&limit=2",
    ])
    func `refuses a query it does not know or understand`(_ query: String) async throws {
        let bench = try Bench()
        let response = await bench.sendSignedIn("GET", "/api/v1/dossiers?\(query)")
        #expect(response.status == 400)
        #expect(try response.problem().fields?.count == 1)
        #expect(bench.owners.asked(ListDossiers.self).isEmpty)
    }

    @Test(arguments: ["", "[]", "\"x\"", "null", "\u{FEFF}{}", "x{}"])
    func `refuses a body that is no object`(_ body: String) async throws {
        let bench = try Bench()
        let response = await bench.send("POST", "/api/v1/sessions", body: body)
        #expect(response.status == 400)
        #expect(try response.problem().type == "/problems/not-json")
        #expect(bench.owners.asked.isEmpty)
    }

    @Test func `refuses a body that is too large or not JSON`() async throws {
        let bench = try Bench()
        let large = "{\"email\":\"" + String(repeating: "a", count: HTTPRequest.bodyLimit) + "\"}"
        #expect(await bench.send("POST", "/api/v1/sessions", body: large).status == 413)
        for type in ["text/plain", "application/x-www-form-urlencoded", "application/json; x=y"] {
            let response = await bench.send(
                "POST", "/api/v1/sessions", ["content-type": type], body: "{}")
            #expect(response.status == 415)
            _ = try response.problem()
        }
        let utf8 = ["content-type": "application/json; charset=\"UTF-8\""]
        #expect(await bench.send("POST", "/api/v1/sessions", utf8, body: "{}").status == 201)
    }

    @Test func `refuses a removal with a body`() async throws {
        let bench = try Bench()
        let response = await bench.sendSignedIn("DELETE", "/api/v1/documents/d1", body: "{}")
        #expect(response.status == 400)
        #expect(bench.owners.asked(RemovePaper.self).isEmpty)
    }

    @Test func `asks for If-Match where an edit needs it, and reads it strictly`() async throws {
        let bench = try Bench()
        func status(_ tag: String?) async -> Int {
            await bench.sendSignedIn(
                "PUT", "/api/v1/me/details", tag.map { ["if-match": $0] } ?? [:],
                body: "{\"details\":{}}"
            ).status
        }
        #expect(await status(nil) == 428)
        #expect(await status("7") == 400)
        #expect(await status("*") == 400)
        #expect(await status("\"abc\"") == 412)
        #expect(await status("W/\"7\"") == 412)
        #expect(bench.owners.asked(ChangeDetails.self).isEmpty)
        #expect(await status("\"7\"") == 200)
        #expect(
            bench.owners.asked(ChangeDetails.self).map(\.json) == [#"{"version":7,"details":{}}"#])
    }

    @Test func `hands on a good Idempotency-Key and refuses a bad one`() async throws {
        let bench = try Bench()
        for bad in ["", "with space", "chữ", String(repeating: "k", count: 129)] {
            let response = await bench.sendSignedIn(
                "POST", "/api/v1/dossiers", ["idempotency-key": bad], body: "{}")
            #expect(response.status == 400)
            #expect(try response.problem().type == "/problems/idempotency-key-not-valid")
        }
        _ = await bench.sendSignedIn(
            "POST", "/api/v1/dossiers", ["idempotency-key": "k-1"], body: "{}")
        _ = await bench.sendSignedIn("POST", "/api/v1/dossiers", body: "{}")
        #expect(bench.owners.asked(SubmitDossier.self).map(\.idempotencyKey) == ["k-1", nil])
    }
}
