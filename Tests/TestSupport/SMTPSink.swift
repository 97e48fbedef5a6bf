import Foundation
import Glibc
import Synchronization

/// A real SMTP server on a free port of the loopback, ended with the value that holds it: keeps
/// every mail byte for byte, and refuses, hangs up or delays when told to.
package final class SMTPSink: Sendable {
    /// Its port.
    package let port: Int
    private let folder: TemporaryFolder
    private let running = Mutex<Running?>(nil)

    private struct Running {
        let process: Process
        let orders: FileHandle
        let answers: FileHandle
    }

    /// Its address as `SMTP_URL` takes it; the loopback needs no TLS.
    package var url: String { "smtp://127.0.0.1:\(port)" }

    /// A mail that the server has taken.
    package struct Mail: Sendable {
        /// The envelope's sender.
        package let sender: String
        /// The envelope's recipients.
        package let recipients: [String]
        /// Whether the client heard that it was taken.
        package let isHeard: Bool
        /// What DATA brought, without its dots.
        package let bytes: [UInt8]

        /// The words of its plain text.
        package var text: String {
            let parts = String(decoding: bytes, as: UTF8.self)
                .components(separatedBy: "\r\nContent-Type: text/plain")
            guard parts.count == 2 else { return "" }
            let encoded = parts[1].components(separatedBy: "\r\n\r\n").dropFirst().first ?? ""
            let body = encoded.components(separatedBy: "\r\n--")[0]
            let words = Data(base64Encoded: body, options: .ignoreUnknownCharacters) ?? Data()
            return String(decoding: words, as: UTF8.self)
        }

        /// A header's value, unfolded; nil when the mail has none of that name.
        package func header(_ name: String) -> String? {
            let text = String(decoding: bytes, as: UTF8.self)
            let head = text.components(separatedBy: "\r\n\r\n")[0]
                .replacingOccurrences(of: "\r\n ", with: " ")
            let line = head.components(separatedBy: "\r\n").first {
                $0.lowercased().hasPrefix(name.lowercased() + ":")
            }
            return line.map {
                String($0.dropFirst(name.count + 1)).trimmingCharacters(in: .whitespaces)
            }
        }
    }

    /// Where a client is refused.
    package enum Stage: String, Sendable { case mail, rcpt, data }

    /// Starts a server that takes everything.
    package init() throws {
        folder = try TemporaryFolder()
        port = try freePort()
        try start()
    }

    deinit { stop() }

    /// Starts the server (again), with no orders, and waits until it listens.
    package func start() throws {
        let process = Process()
        // Debian's own, since Debian's aiosmtpd is there.
        process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path
        process.arguments = [script + "/smtp-sink.py", folder.path, "\(port)"]
        let (orders, answers) = (Pipe(), Pipe())
        process.standardInput = orders
        process.standardOutput = answers
        try process.run()
        running.withLock {
            $0 = Running(
                process: process, orders: orders.fileHandleForWriting,
                answers: answers.fileHandleForReading)
        }
        guard try answer() == "\(port)" else {
            throw Deployment.Failure("the SMTP sink did not start: is python3-aiosmtpd installed?")
        }
    }

    /// Ends the server by its own process id and waits until it is gone.
    package func stop() {
        running.withLock { running in
            guard let process = running?.process else { return }
            kill(process.processIdentifier, SIGTERM)
            process.waitUntilExit()
            running = nil
        }
    }

    /// Answers the next so many with these words: `451 4.3.0 not now`.
    package func refuse(_ answer: String, at stage: Stage = .rcpt, times: Int) throws {
        try order(["do": "refuse", "at": stage.rawValue, "answer": answer, "times": times])
    }

    /// Takes the next so many mails, and closes the connection instead of answering; a mail that it
    /// has taken before is answered.
    package func hangUp(times: Int) throws { try order(["do": "hang-up", "times": times]) }

    /// Waits before each answer to DATA from now on.
    package func delay(seconds: Double) throws { try order(["do": "delay", "seconds": seconds]) }

    /// Forgets all orders.
    package func obey() throws { try order(["do": "obey"]) }

    /// The mails taken so far, in order, but for the first so many.
    package func mails(after count: Int = 0) throws -> [Mail] {
        var mails: [Mail] = []
        while let mail = try mail(count + mails.count + 1) { mails.append(mail) }
        return mails
    }

    private func mail(_ number: Int) throws -> Mail? {
        let digits = "\(number)"
        let name = String(repeating: "0", count: max(0, 6 - digits.count)) + digits
        // The mail is there once its envelope is.
        guard FileManager.default.fileExists(atPath: folder.path + "/\(name).json") else {
            return nil
        }
        let facts = try JSONSerialization.jsonObject(with: contents(of: name + ".json"))
        guard let facts = facts as? [String: Any],
            let sender = facts["sender"] as? String,
            let recipients = facts["recipients"] as? [String],
            let isHeard = facts["isHeard"] as? Bool
        else { throw Deployment.Failure("\(name).json tells no envelope") }
        return Mail(
            sender: sender, recipients: recipients, isHeard: isHeard,
            bytes: Array(try contents(of: name + ".eml")))
    }

    /// What clients have sent, connection by connection, commands and dots included.
    package func conversations() throws -> [[UInt8]] {
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        return try files.filter { $0.hasSuffix(".wire") }.sorted().map {
            Array(try contents(of: $0))
        }
    }

    private func contents(of file: String) throws -> Data {
        try Data(contentsOf: URL(fileURLWithPath: folder.path + "/" + file))
    }

    private func order(_ order: [String: Any]) throws {
        let line = try JSONSerialization.data(withJSONObject: order) + Data("\n".utf8)
        try running.withLock { try $0?.orders.write(contentsOf: line) }
        guard try answer() == "ok" else { throw Deployment.Failure("the SMTP sink took no order") }
    }

    /// The next line the server prints.
    private func answer() throws -> String {
        try running.withLock { running in
            var line = ""
            while let byte = try running?.answers.read(upToCount: 1)?.first, byte != 10 {
                line.unicodeScalars.append(Unicode.Scalar(byte))
            }
            return line
        }
    }
}
