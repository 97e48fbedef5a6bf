import Contracts
import Foundation
import TestSupport
import Testing

@testable import Control

@Suite struct ReportTests {
    @Test func `aligns columns and keeps control characters off the terminal`() {
        #expect(
            Report.table(["A", "LONG"], [["wide cell", "x\u{1B}[2J"], ["b", "y"]]) == """
                A          LONG
                wide cell  x·[2J
                b          y
                """)
    }

    @Test(arguments: [(0, "0s"), (119, "119s"), (120, "2min"), (7200, "2h"), (172_800, "2d")])
    func `writes ages as a person reads them`(seconds: Int, expected: String) {
        #expect(Report.age(seconds) == expected)
    }

    @Test func `shows a service that does not answer as such`() {
        let status = ReadStatus.Reply(
            backlog: 3, oldestWaitingSeconds: 300, outbox: 1, oldestOutboxSeconds: 2, retries: 4,
            deadLetters: 5)
        let lines = StatusLine.table([
            StatusLine(service: .identity, answers: true, status: status, error: nil),
            StatusLine(service: .mailer, answers: false, status: nil, error: "no answer within 3s"),
        ]).split(separator: "\n").map { $0.split(separator: " ", omittingEmptySubsequences: true) }
        #expect(lines[1] == ["identity", "yes", "3", "5min", "1", "2s", "4", "5"])
        #expect(lines[2].prefix(2) == ["mailer", "NO"])
        #expect(lines[2].suffix(4).joined(separator: " ") == "no answer within 3s")
    }

    @Test func `prints each bad line of a catalogue`() {
        let refusal = Refusal.fields([
            .init("units.csv:3", "Thiếu tên đơn vị."),
            .init("procedures/1.json", "Không phải JSON."),
        ])
        #expect(Report.lines(of: refusal).count == 3)
        #expect(Report.lines(of: refusal)[1] == "  units.csv:3: Thiếu tên đơn vị.")
    }

    @Test func `names the first bad row of a broken chain`() {
        let table = AuditLine.table([
            AuditLine(service: .identity, found: .init(entries: 9, firstBad: 7)),
            AuditLine(service: .mailer, found: .init(entries: 2, firstBad: nil)),
        ])
        #expect(table.contains("BROKEN at entry 7"))
        #expect(table.contains("whole"))
    }

    @Test func `knows services and duties by name only`() throws {
        #expect(try Report.service(named: "dossier-intake") == .dossierIntake)
        #expect(throws: UsageError.self) { try Report.service(named: "gateway") }
        #expect(
            try OfficerCredentials.duties(in: "reception, handling") == [.reception, .handling])
        #expect(throws: UsageError.self) { try OfficerCredentials.duties(in: "reception,king") }
        #expect(throws: UsageError.self) { try OfficerCredentials.duties(in: "") }
    }

    @Test func `writes the second factor as an authenticator app reads it`() {
        #expect(
            AuthenticatorAddress.make(email: "a+b@x.vn", secret: "JBSW")
                == "otpauth://totp/eGov%20Da%20Nang:a%2Bb@x.vn?secret=JBSW&issuer=eGov%20Da%20Nang")
    }

    @Test func `reads a catalogue's files by name and refuses what is no text`() throws {
        let folder = try TemporaryFolder()
        try FileManager.default.createDirectory(
            atPath: folder.path + "/procedures", withIntermediateDirectories: true)
        for name in ["units.csv", "notes.md", "procedures/2.json", "procedures/1.json"] {
            try "x".write(toFile: "\(folder.path)/\(name)", atomically: true, encoding: .utf8)
        }
        #expect(
            try CatalogueFolder.files(in: folder.path).map(\.name)
                == ["procedures/1.json", "procedures/2.json", "units.csv"])
        try Foundation.Data([0xFF]).write(to: URL(fileURLWithPath: folder.path + "/units.csv"))
        #expect { try CatalogueFolder.files(in: folder.path) } throws: {
            "\($0)" == "units.csv is not UTF-8"
        }
        #expect(throws: UsageError.self) { try CatalogueFolder.files(in: "/nowhere") }
    }

    @Test func `takes streams by their short names`() throws {
        #expect(try PeekLine.stream(named: "commands:identity") == "egov:commands:identity")
        #expect(try PeekLine.stream(named: "egov:events:mailer") == "egov:events:mailer")
        for name in ["identity", "egov:generation", "egov:events:", "*"] {
            #expect(throws: UsageError.self) { try PeekLine.stream(named: name) }
        }
    }
}
