import Foundation
import TestSupport
import Testing

/// A mail of the sink as a mail program reads it.
struct ReceivedMail: Sendable {
    let envelope: SMTPSink.Mail
    let headers: [String]
    let toName: String
    let toAddress: String
    let subject: String
    let text: String
    let html: String

    /// The headers of every mail, in order.
    static let expectedHeaders = [
        "Date", "From", "To", "Subject", "Message-ID", "Auto-Submitted", "Content-Language",
        "MIME-Version", "Content-Type",
    ]

    /// All mails of the sink, each of which has one sender, one recipient and its nine headers, in
    /// lines as SMTP has them.
    static func all(of sink: SMTPSink) throws -> [ReceivedMail] {
        let mails = try sink.mails()
        let folder = try TemporaryFolder()
        for (number, mail) in mails.enumerated() {
            try Data(mail.bytes).write(
                to: URL(fileURLWithPath: folder.path + "/\(100_000 + number).eml"))
        }
        let read = try read(folder.path)
        try #require(read.count == mails.count)
        expectLines(of: mails)
        try expectConversations(of: sink, toBring: mails)
        return try zip(mails, read).map { mail, facts in
            let to = try #require(facts["to"] as? [[String]])
            let words = try #require(facts["words"] as? [String])
            #expect(facts["headers"] as? [String] == expectedHeaders)
            #expect(facts["types"] as? [String] == ["text/plain", "text/html"])
            #expect(facts["defects"] as? [String] == [])
            #expect(facts["from"] as? [String] == ["no-reply@egov.localhost"])
            #expect(facts["toAddresses"] as? [String] == mail.recipients)
            #expect(mail.sender == "no-reply@egov.localhost")
            #expect(mail.recipients == to.map { $0[1] } && to.count == 1)
            return ReceivedMail(
                envelope: mail, headers: facts["headers"] as? [String] ?? [],
                toName: to.first?.first ?? "", toAddress: to.first?.last ?? "",
                subject: facts["subject"] as? String ?? "", text: words.first ?? "",
                html: words.last ?? "")
        }
    }

    private static func read(_ folder: String) throws -> [[String: Any]] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        let here = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path
        process.arguments = [here + "/read-mails.py", folder]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return output.split(separator: 0x0A).compactMap {
            try? JSONSerialization.jsonObject(with: Data($0)) as? [String: Any]
        }
    }

    /// ASCII, every line ended by CRLF and none longer than RFC 5322 lets it be.
    private static func expectLines(of mails: [SMTPSink.Mail]) {
        for mail in mails {
            #expect(
                mail.bytes.allSatisfy { $0 < 0x7F && ($0 >= 0x20 || [0x0A, 0x0D].contains($0)) })
            #expect(mail.bytes.suffix(2) == [0x0D, 0x0A])
            let lines = Data(mail.bytes).split(separator: 0x0A, omittingEmptySubsequences: false)
            #expect(lines.dropLast().allSatisfy { $0.last == 0x0D && $0.count <= 999 })
            #expect(lines.allSatisfy { !$0.dropLast().contains(0x0D) })
        }
    }

    /// What went over the wire is one command of each kind for each mail, and its bytes with the
    /// dots that SMTP adds; nothing else was said.
    private static func expectConversations(
        of sink: SMTPSink, toBring mails: [SMTPSink.Mail]
    ) throws {
        var brought: [[UInt8]] = []
        var said: [String: Int] = [:]
        for conversation in try sink.conversations() {
            var body: [UInt8]?
            for line in conversation.split(separator: 0x0A).map({ Array($0) + [0x0A] }) {
                if body != nil, line == Array(".\r\n".utf8) {
                    brought.append(body ?? [])
                    body = nil
                } else if body != nil {
                    body! += line.first == UInt8(ascii: ".") ? Array(line.dropFirst()) : line
                } else {
                    let words = String(decoding: line, as: UTF8.self).split(separator: ":")
                    let verb = words[0].split(separator: " ")[0]
                        .trimmingCharacters(in: .whitespacesAndNewlines)
                    said[verb, default: 0] += 1
                    if verb == "DATA" { body = [] }
                }
            }
        }
        #expect(Set(said.keys).isSubset(of: ["EHLO", "MAIL", "RCPT", "DATA", "QUIT"]), "\(said)")
        for verb in ["MAIL", "RCPT", "DATA"] { #expect(said[verb, default: 0] == mails.count) }
        let order = { (bytes: [UInt8], other: [UInt8]) in bytes.lexicographicallyPrecedes(other) }
        #expect(brought.sorted(by: order) == mails.map(\.bytes).sorted(by: order))
    }
}
