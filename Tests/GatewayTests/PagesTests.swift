import Contracts
import Foundation
import Testing

@testable import Gateway
@testable import HTTP

struct PagesTests {
    @Test(arguments: [
        "/", "/dang-ky", "/xac-nhan", "/kich-hoat", "/dang-nhap", "/quen-mat-khau",
        "/dat-lai-mat-khau", "/tra-cuu", "/kiem-tra-bien-nhan", "/dich-vu", "/dich-vu/1.001193",
        "/thong-ke", "/ca-nhan", "/nop-ho-so/1.001193", "/bien-nhan/x", "/ho-so/x", "/can-bo",
        "/can-bo/ho-so/x", "/can-bo/tiep-nhan", "/can-bo/tai-khoan", "/can-bo/kich-hoat",
        "/quan-tri", "/quan-tri/danh-muc", "/quan-tri/thu",
    ])
    func `serves each page whole, in Vietnamese and without a script of its own`(
        _ path: String
    ) async throws {
        let bench = try Bench()
        let response = await bench.send("GET", path)
        #expect(response.status == 200)
        #expect(response.values("Content-Type") == ["text/html; charset=utf-8"])
        let html = response.text
        #expect(html.contains("<html lang=\"vi\">") && html.contains("05113 881 888"))
        #expect(!html.contains("{{") && !html.contains("style=\""))
        #expect(html.matches(of: /<script(?![^>]*\ssrc=)/).isEmpty)
        #expect(html.matches(of: /\son[a-z]+=/).isEmpty)
        for match in html.matches(of: /(?:src|href)="(\/[^"#]*)"/) {
            #expect(await bench.send("GET", String(match.1)).status == 200, "\(match.1)")
        }
        #expect(html.matches(of: /<h1/).count == 1)
    }

    @Test func `scripts import only what is there, and write no HTML`() async throws {
        let bench = try Bench()
        for path in bench.router.pages.paths where path.hasSuffix(".js") {
            let response = await bench.send("GET", "/\(path)")
            #expect(response.values("Content-Type") == ["text/javascript; charset=utf-8"])
            for match in response.text.matches(of: /from "\.\/([^"]+)"/) {
                #expect(bench.router.pages.paths.contains("assets/\(match.1)"))
            }
            #expect(!response.text.contains("innerHTML"))
        }
    }

    @Test func `answers 304 for a page that is held`() async throws {
        let bench = try Bench()
        let first = await bench.send("GET", "/dang-ky")
        #expect(first.values("Cache-Control") == ["no-cache"])
        let tag = try #require(first.values("ETag").first)
        let again = await bench.send("GET", "/dang-ky", ["if-none-match": tag])
        #expect(again.status == 304)
        #expect(again.text.isEmpty)
        let personal = await bench.send("GET", "/ca-nhan")
        #expect(personal.values("Cache-Control") == ["no-store"])
    }

    @Test func `sends pages packed to those who take it, with a tag of their own`() async throws {
        let bench = try Bench()
        let plain = await bench.send("GET", "/dang-ky")
        let packed = await bench.send("GET", "/dang-ky", ["accept-encoding": "br, gzip;q=0.8"])
        #expect(packed.values("Content-Encoding") == ["gzip"])
        #expect(
            packed.bytes.count * 2 < plain.bytes.count && packed.bytes.starts(with: [0x1F, 0x8B]))
        #expect(packed.values("ETag") != plain.values("ETag"))
        for header in ["identity", "gzip;q=0", "gzip; q=0.000", "x-gzip"] {
            let response = await bench.send("GET", "/dang-ky", ["accept-encoding": header])
            #expect(response.values("Content-Encoding").isEmpty && response.bytes == plain.bytes)
        }
        let tag = try #require(packed.values("ETag").first)
        let again = await bench.send(
            "GET", "/dang-ky", ["accept-encoding": "gzip", "if-none-match": tag])
        #expect(again.status == 304)
    }

    @Test func `shows the consent of the version it sends`() async throws {
        let response = await (try Bench()).send("GET", "/dang-ky")
        #expect(response.text.contains("value=\"\(ConsentText.current.version)\""))
        for paragraph in ConsentText.current.text.split(separator: "\n\n") {
            #expect(response.text.contains("<p>\(paragraph)</p>"))
        }
    }

    @Test func `tells people a page is not there, and programs too`() async throws {
        let bench = try Bench()
        let page = await bench.send("GET", "/khong-co", ["accept": "text/html,*/*"])
        #expect(page.status == 404)
        #expect(page.text.contains("<h1"))
        for path in [
            "/khong-co", "/frame", "/frame-officers", "/thu-tuc", "/dang-ky/", "/assets",
            "/dang-ky.html",
            "/dich-vu/*", "/dich-vu/a/b",
        ] {
            let response = await bench.send("GET", path)
            #expect(response.status == 404)
            _ = try response.problem()
        }
        #expect(await bench.send("POST", "/dang-ky").status == 405)
    }

    @Test func `puts the hotline into the pages as text`() throws {
        let facts = PortalFacts(
            hotline: "<b>1022</b>", documentsUrl: "http://localhost:8081", consentVersion: "x")
        let pages = try Pages(folder: Bench.pagesFolder, facts: facts)
        let request = HTTPRequest(
            method: "GET", rawPath: "/", segments: [], query: [], headers: [], clientAddress: "::1",
            body: RequestBody([]))
        let html = pages.respond(to: request).text
        #expect(html.contains("&lt;b>1022") && !html.contains("<b>1022"))
    }
}
