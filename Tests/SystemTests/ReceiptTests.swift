import Foundation
import TestSupport
import Testing

/// A receipt on its way from the submission to somebody who wants to know whether it is true.
@Suite(.serialized, WithDeployment()) struct ReceiptTests {
    @Test
    func `a citizen saves the receipt, and anybody verifies what its code says without asking us`()
        async throws
    {
        let deployment = try Deployment.current
        let citizen = try await Citizen(of: deployment, email: "bien.nhan@example.org")
        let submitted = try citizen.send(
            "POST", "/api/v1/dossiers", json: try citizen.submission())
        let code = try #require(submitted.json["code"] as? String)
        let receipt = try citizen.send("GET", "/api/v1/dossiers/\(code)/receipt")
        #expect(receipt.status == 200 && receipt.headers["content-type"] == "application/pdf")
        let text = try Self.code(in: receipt.body, deployment)
        #expect(text.hasPrefix("\(deployment.portal)/kiem-tra-bien-nhan#BN1~\(code)~"))

        let key = try deployment.control("receipt", "key").output
            .trimmingCharacters(in: .whitespacesAndNewlines)
        let verified = try deployment.control("receipt", "verify", text, "--key", key)
        #expect(verified.status == 0 && verified.output.contains(code), "\(verified.output)")
        let forged = text.replacingOccurrences(of: "BN1~\(code)", with: "BN1~\(code)1")
        #expect(try deployment.control("receipt", "verify", forged, "--key", key).status == 1)

        let client = HTTPClient(port: deployment.gatewayPort)
        let keys = try client.send("GET", "/api/v1/receipt-keys")
        #expect(keys.text.contains(key))
        for (text, isGenuine) in [(text, true), (forged, false)] {
            let answer = try client.post(
                "/api/v1/receipt-checks", "{\"text\":\"\(text)\"}")
            #expect(answer.json["isGenuine"] as? Bool == isGenuine)
            #expect((answer.json["faults"] as? [String])?.isEmpty == isGenuine)
        }
    }

    /// The text of the signed code in a printed receipt.
    private static func code(in pdf: [UInt8], _ deployment: Deployment) throws -> String {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "receipt.pdf")
        try Foundation.Data(pdf).write(to: file)
        _ = try deployment.run(
            "/usr/bin/pdftoppm", ["-r", "300", "-png", file.path, folder.path + "/page"], [:])
        let pages = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { $0.hasSuffix(".png") }.map { "\(folder.path)/\($0)" }
        let found = try deployment.run("/usr/bin/zbarimg", ["--quiet", "--raw"] + pages, [:])
            .output.split(separator: "\n")
        return String(try #require(found.first { $0.contains("kiem-tra-bien-nhan") }))
    }
}
