import Foundation
import Glibc
import TestSupport

/// A browser that repeats a request with the same Idempotency-Key until it is answered, as people do
/// when a page does not load.
struct Browser: Sendable {
    let deployment: Deployment
    let ledger: Ledger
    /// Where it is, as the edge tells it.
    let networkAddress: String
    /// The session; nil before the sign-in.
    var token: String?

    /// How long anything may go unanswered.
    static let patience = Duration.seconds(240)

    /// Asks the portal until it answers with other than a failure of its own.
    func ask(
        _ method: String, _ path: String, json: String? = nil, key: String? = nil,
        headers: [(String, String)] = []
    ) throws -> HTTPClient.Answer {
        var headers =
            headers + [("X-Forwarded-For", networkAddress), ("Accept-Session", "bearer")]
        if let token { headers.append(("Authorization", "Bearer \(token)")) }
        if json != nil { headers.append(("Content-Type", "application/json")) }
        if let key { headers.append(("Idempotency-Key", key)) }
        return try untilAnswered("\(method) \(path)") {
            try HTTPClient(port: deployment.gatewayPort).send(
                method, "/api/v1/\(path)", headers: headers, body: Array((json ?? "").utf8))
        }
    }

    /// The same, when these statuses alone are right.
    func ask(
        _ method: String, _ path: String, json: String? = nil, key: String? = nil,
        headers: [(String, String)] = [], expecting statuses: Int...
    ) throws -> HTTPClient.Answer {
        let answer = try ask(method, path, json: json, key: key, headers: headers)
        guard statuses.contains(answer.status) else {
            throw Deployment.Failure(
                "\(method) \(path) of \(networkAddress): \(answer.status) \(answer.text)")
        }
        return answer
    }

    /// Sends the bytes of a file to its ticket's address.
    func put(_ bytes: [UInt8], to url: URL) throws -> HTTPClient.Answer {
        try untilAnswered("PUT file") {
            try HTTPClient(port: deployment.documentsPort).send(
                "PUT", url.path, headers: [("Content-Type", "application/pdf")], body: bytes)
        }
    }

    private func untilAnswered(
        _ what: String, _ attempt: () throws -> HTTPClient.Answer
    ) throws -> HTTPClient.Answer {
        let end = ContinuousClock.now + Self.patience
        var last = ""
        while ContinuousClock.now < end {
            do {
                let answer = try attempt()
                if answer.status >= 400 { ledger.note { $0.errorPages.insert(answer.text) } }
                if isWhole(answer), answer.status < 500, ![408, 429].contains(answer.status) {
                    return answer
                }
                last = "\(answer.status) \(answer.text)"
            } catch {
                last = "\(error)"
            }
            ledger.note { $0.repeats += 1 }
            usleep(100_000)
        }
        throw Deployment.Failure("\(what) was never answered: \(last)")
    }

    /// Whether the connection brought all that the answer announced.
    private func isWhole(_ answer: HTTPClient.Answer) -> Bool {
        guard let length = answer.headers["content-length"].flatMap({ Int($0) }) else {
            return true
        }
        return answer.body.count == length
    }
}
