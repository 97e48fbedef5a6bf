import Foundation
import Store

/// Looks at what a deployment's programs hold.
extension Deployment {
    /// The number that `sql` answers as `n` from a program's store, after the program has ended.
    package func number(_ sql: String, in file: String) async throws -> Int {
        let store = try await Store.open(folder.path + "/\(file).db", migrations: [])
        return try await store.read { try $0.first(SQL(stringLiteral: sql))!["n"] }
    }

    /// The words of the newest mail to an address, from the sink or the Maildir; empty when there is
    /// none.
    package func lastMail(to address: String) throws -> String {
        guard let sink else { return try control("mail", "show", "--to", address).output }
        return try sink.mails().last { $0.recipients == [address] }?.text ?? ""
    }

    /// Waits until no program has anything left to do.
    package func waitUntilQuiet() async throws {
        let end = ContinuousClock.now + .seconds(90)
        while ContinuousClock.now < end {
            try await Task.sleep(for: .milliseconds(500))
            let status = try control("status", "--json")
            let lines = try? JSONSerialization.jsonObject(with: Data(status.output.utf8))
            let counts = (lines as? [[String: Any]] ?? []).map { $0["status"] as? [String: Any] }
            let waiting = counts.reduce(0) { sum, count in
                sum
                    + ["backlog", "outbox", "retries"].reduce(0) {
                        $0 + (count?[$1] as? Int ?? 1)
                    }
            }
            let queued = try control("mail", "list", "--queue", "--state", "queued")
            if !counts.isEmpty, waiting == 0, queued.output.contains("No mails") { return }
        }
    }
}
