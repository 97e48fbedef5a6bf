import Contracts
import Foundation
import Store
import TestSupport

/// What left the system, and what must not have.
extension Oracle {
    /// Each mail that was due left once; more than once only when it had to be sent again, and then
    /// as the same mail.
    func mails() async throws -> [String] {
        let rows = try await rows(
            """
            SELECT message_id, purpose, address, subject, state, unknowns,
                COALESCE(last_answer, '') AS answer FROM mails
            """, of: .mailer)
        let taken = Dictionary(grouping: evidence.mails) { $0.header("Message-ID") ?? "none" }
        var findings = try sendings(rows, taken)
        var purposes: [String: Int] = [:]
        for row in rows {
            purposes[
                "\(try row["purpose"] as String) \(try row["address"] as String)", default: 0] +=
                1
        }
        for person in evidence.facts.people {
            for purpose in ["registration", "account-activated"] {
                let count = purposes["\(purpose) \(person.email)", default: 0]
                if count != 1 { findings.append("\(count) mails \(purpose) for \(person.email)") }
            }
            let resets = purposes["password-reset \(person.email)", default: 0]
            let due = evidence.facts.resets.contains(person.email) ? 1 : 0
            if resets != due { findings.append("\(resets) reset mails for \(person.email)") }
        }
        for filed in evidence.facts.dossiers {
            let about = evidence.mails.filter {
                $0.recipients == [filed.email] && $0.text.contains(filed.code)
            }
            let count = Set(about.map { $0.header("Message-ID") }).count
            if count != 1 { findings.append("\(count) mails about dossier \(filed.code)") }
        }
        let asked = try await self.rows(
            "SELECT count(*) AS n FROM outbox WHERE type = \(SendMail.name)", of: .notification)
        if try asked.first?["n"] != rows.count {
            findings.append("the mailer holds \(rows.count) mails, which is not what it was sent")
        }
        return findings
    }

    private func sendings(
        _ rows: [Row], _ taken: [String: [SMTPSink.Mail]]
    ) throws -> [String] {
        var findings: [String] = []
        for row in rows {
            let (id, state) = (try row["message_id"] as String, try row["state"] as String)
            let copies = taken[id] ?? []
            // Its answer was lost, its link used: it did arrive, and is not wanted again.
            let isOverdue =
                try ["registration", "password-reset"].contains(row["purpose"] as String)
                && row["unknowns"] as Int > 0 && !copies.isEmpty
            if state != "sent" && !isOverdue {
                let answer: String = try row["answer"]
                findings.append(
                    "mail \(id) is \(state) after \(try row["unknowns"] as Int) lost answers: \(answer)"
                )
            }
            // An attempt that was cut off may have been taken or not.
            let most = 1 + (try row["unknowns"] as Int)
            if copies.isEmpty { findings.append("mail \(id) never arrived") }
            if copies.count > most {
                findings.append("mail \(id) arrived \(copies.count) times, not at most \(most)")
            }
            if Set(copies.map(\.bytes)).count > 1 { findings.append("mail \(id) has two forms") }
            for copy in copies where copy.recipients != [try row["address"]] {
                findings.append("mail \(id) went to others")
            }
        }
        let known = Set(try rows.map { try $0["message_id"] as String })
        return findings
            + Set(taken.keys).subtracting(known).sorted().map { "nobody asked for mail \($0)" }
    }

    /// No name, number, address, answer or credential stands where it may not.
    func secrecy() throws -> [String] {
        let facts = evidence.facts
        let open = try found(facts.credentials.union(facts.personalWords), in: evidence.openFiles)
        // Stores may hold what is personal, but nothing that opens a door.
        let files = evidence.stores.values.flatMap { [$0, $0 + "-wal"] }
            .filter { FileManager.default.fileExists(atPath: $0) }
        return open + (try found(facts.credentials, in: files))
    }

    /// A line for each of the words in each of the files that holds it.
    private func found(_ words: Set<String>, in files: [String]) throws -> [String] {
        guard !words.isEmpty, !files.isEmpty else { return [] }
        let folder = try TemporaryFolder()
        let list = folder.path + "/words"
        try words.sorted().joined(separator: "\n").write(
            toFile: list, atomically: true, encoding: .utf8)
        let search = Process()
        search.executableURL = URL(fileURLWithPath: "/usr/bin/grep")
        search.arguments = ["-a", "-o", "-i", "-H", "-F", "-f", list] + files
        search.environment = ["LC_ALL": "C"]
        let output = Pipe()
        search.standardOutput = output
        try search.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        search.waitUntilExit()
        guard search.terminationStatus < 2 else { throw Deployment.Failure("grep failed") }
        let lines = Set(String(decoding: bytes, as: UTF8.self).split(separator: "\n"))
        return lines.sorted().map { "a secret stands in \($0)" }
    }
}
