import Foundation
import TestSupport
import Testing

/// Submissions as many people and impatient people send them.
@Suite(.serialized, WithDeployment()) struct SubmissionTests {
    @Test
    func `five parallel submissions with one key are one dossier, one mail, five equal answers`()
        async throws
    {
        let deployment = try Deployment.current
        let citizen = try await Citizen(of: deployment, email: "nam@example.org")
        let body = try citizen.submission()
        let answers = try await withThrowingTaskGroup(of: HTTPClient.Answer.self) { group in
            for _ in 0..<5 {
                group.addTask {
                    try citizen.send(
                        "POST", "/api/v1/dossiers", json: body,
                        headers: [("Idempotency-Key", "bam-nhieu-lan")])
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers.allSatisfy { $0.status == 201 }, "\(answers.map(\.text))")
        #expect(Set(answers.map(\.text)).count == 1)
        let code = try #require(answers[0].json["code"] as? String)
        let listed = try citizen.send("GET", "/api/v1/dossiers").json["items"] as? [Any]
        #expect(listed?.count == 1)
        let other = try citizen.send(
            "POST", "/api/v1/dossiers", json: " " + body,
            headers: [("Idempotency-Key", "bam-nhieu-lan")])
        #expect(other.status == 409)

        // Behind the mails of the other test's thousand dossiers, when that one ran first.
        let end = ContinuousClock.now + .seconds(60)
        while try !isMailed(code, times: 1, in: deployment), ContinuousClock.now < end {
            try await Task.sleep(for: .milliseconds(200))
        }
        #expect(try isMailed(code, times: 1, in: deployment))
        #expect(try !isMailed(code, times: 2, in: deployment))
    }

    @Test
    func `a thousand submissions to one agency on one day get a thousand codes without a gap`()
        async throws
    {
        let deployment = try Deployment.current
        let citizen = try await Citizen(of: deployment, email: "ngan@example.org")
        let body = try citizen.submission()
        let codes = try await withThrowingTaskGroup(of: [String].self) { group in
            for _ in 0..<25 {
                group.addTask {
                    try (0..<40).map { _ in
                        let answer = try citizen.send("POST", "/api/v1/dossiers", json: body)
                        guard let code = answer.json["code"] as? String else {
                            throw Deployment.Failure(answer.text)
                        }
                        return code
                    }
                }
            }
            return try await group.reduce(into: Set<String>()) { $0.formUnion($1) }
        }
        #expect(codes.count == 1000)
        var byDay: [Substring: [Int]] = [:]
        for code in codes {
            let parts = code.split(separator: "-")
            byDay[parts[1], default: []].append(Int(parts[2]) ?? 0)
        }
        for numbers in byDay.values {
            #expect(numbers.max()! - numbers.min()! == numbers.count - 1)
        }
    }

    /// Whether that many mails at least have the code in their subject.
    private func isMailed(_ code: String, times: Int, in deployment: Deployment) throws -> Bool {
        try deployment.control("mail", "show", "\(times)", "--subject", code).status == 0
    }
}
