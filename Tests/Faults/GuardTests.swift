import Foundation
import TestSupport
import Testing

/// Clients that try to make the ports of the built system do what nobody asked for.
@Suite(.serialized) struct GuardTests {
    @Test func `an ambiguous request changes nothing, and nothing behind it is read`() async throws
    {
        let deployment = try await Deployment()
        let citizen = try await Citizen(of: deployment, email: "hoa@example.org")
        let draft = "/api/v1/drafts/1.004873"
        let gateway = HonestChange(
            port: deployment.gatewayPort, method: "PUT", path: draft,
            headers: "Authorization: Bearer \(citizen.token)\r\n"
                + "Content-Type: application/json\r\n",
            body: #"{"answers":{},"components":[]}"#)
        let hasDraft = { try citizen.send("GET", draft).status == 200 }
        for attack in gateway.attacks + gateway.chunkAttacks + gateway.wrongTexts {
            try await expect(attack, on: gateway, changesNothing: hasDraft)
        }
        // Framed rightly, what came behind them would have been done.
        try await expectBoth(gateway, hasHappened: hasDraft)
        let files = try upload(of: citizen)
        let isStored = {
            try HTTPClient(port: files.port).send("HEAD", files.path).headers["upload-offset"]
                != "0"
        }
        for attack in files.attacks where attack.outcome != .answered(404) {
            try await expect(attack, on: files, changesNothing: isStored)
        }
        try await expectBoth(files, hasHappened: isStored)
        try await expectEndOfEndlessChunks(gateway)
        try expectUnharmed(deployment)
    }

    /// The paper that an upload would store, at the port for bytes.
    private func upload(of citizen: Citizen) throws -> HonestChange {
        let body = "%PDF-1.4\n%%EOF\n"
        let opened = try citizen.send(
            "POST", "/api/v1/documents",
            json: #"{"fileName":"a.pdf","mediaType":"application/pdf","size":\#(body.utf8.count)}"#)
        let url = try #require((opened.json["url"] as? String).flatMap(URL.init(string:)))
        return HonestChange(
            port: citizen.deployment.documentsPort, method: "PUT", path: url.path,
            headers: "Content-Type: application/pdf\r\n", body: body)
    }

    private func expect(
        _ attack: HostileRequest, on change: HonestChange,
        changesNothing hasHappened: () throws -> Bool
    ) async throws {
        let name = Comment(rawValue: "port \(change.port): \(attack.name)")
        let client = try ClientSocket(port: change.port)
        let isFramedWrongly = if case .answered = attack.outcome { false } else { true }
        // What is too large may be cut before all of it has gone out.
        _ = try? await client.send(attack.bytes + (isFramedWrongly ? change.request : []))
        let answer = try? await client.answer()
        switch attack.outcome {
        case .refused(let status), .answered(let status):
            #expect(answer?.status == status, name)
            if let answer { Self.expectProblem(answer, name) }
        case .refusedByLibrary(let status): #expect(answer?.status == status, name)
        case .cut(let status): #expect(answer == nil || answer?.status == status, name)
        }
        if isFramedWrongly {
            let rest = (try? await client.rest()) ?? Array("still open: HTTP/1.1".utf8)
            #expect(!String(decoding: rest, as: UTF8.self).contains("HTTP/1.1"), name)
        }
        #expect(try !hasHappened(), name)
    }

    /// A refusal in words for a person.
    private static func expectProblem(_ answer: ClientSocket.Answer, _ name: Comment) {
        #expect(answer.header("content-type") == "application/problem+json", name)
        let json = try? JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any]
        let detail = json?["detail"] as? String ?? ""
        #expect(detail.hasSuffix(".") && !detail.utf8.allSatisfy { $0 < 128 }, name)
        #expect(json?["status"] as? Int == answer.status, name)
    }

    /// The same two requests on one connection, both framed rightly, are both done.
    private func expectBoth(_ change: HonestChange, hasHappened: () throws -> Bool) async throws {
        let client = try ClientSocket(port: change.port)
        let first = "OPTIONS \(change.path) HTTP/1.1\r\nHost: localhost\r\n\r\n"
        try await client.send(Array(first.utf8) + change.request)
        _ = try await client.answer()
        let answer = try await client.answer()
        #expect((200..<300).contains(answer.status), "\(answer.status) \(answer.text)")
        #expect(try hasHappened())
    }

    /// Chunks without end are not taken without end.
    private func expectEndOfEndlessChunks(_ change: HonestChange) async throws {
        let client = try ClientSocket(port: change.port)
        try await client.send(change.head() + "Transfer-Encoding: chunked\r\n\r\n")
        let piece = Array(("400\r\n" + String(repeating: " ", count: 1024) + "\r\n").utf8)
        let pieces = [UInt8]((0..<1024).map { _ in piece }.joined())
        await #expect(throws: ClientSocket.Failure.self) {
            for _ in 0..<64 { try await client.send(pieces) }
        }
    }

    /// All programs still run as they were started and have nothing to complain of.
    private func expectUnharmed(_ deployment: Deployment) throws {
        for name in Deployment.programs {
            #expect(try deployment.isReady(name), "\(name)")
            let metrics = try deployment.metrics(of: name)
            #expect(!metrics.contains(/http_(requests|responses)_total\{status="5/), "\(metrics)")
        }
        let logs = try deployment.logs()
        #expect(!logs.contains(#""level":"error""#), "\(logs)")
        for (name, status) in deployment.end() { #expect(status == 0, "\(name)") }
    }
}
