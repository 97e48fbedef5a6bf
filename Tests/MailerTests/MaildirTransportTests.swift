import Contracts
import Foundation
import Lifecycle
import TestSupport
import Testing

@testable import Mailer

@Suite struct MaildirTransportTests {
    private func files(_ folder: TemporaryFolder, _ name: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/mail/\(name)")
    }

    @Test func `puts a whole mail into new, for its owner alone`() async throws {
        let folder = try TemporaryFolder()
        let maildir = MaildirTransport(path: folder.path + "/mail")
        let message = SMTPTransportTests.message()
        #expect(await maildir.deliver(message) == .sent(answer: "đã ghi vào hộp thư"))
        let name = try #require(try files(folder, "new").first)
        let path = "\(folder.path)/mail/new/\(name)"
        #expect(FileManager.default.contents(atPath: path).map(Array.init) == message.bytes)
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
        #expect(mode as? Int == 0o600)
        #expect(try files(folder, "tmp").isEmpty)
    }

    @Test func `keeps one file of a mail that is given twice, even when it was read`() async throws
    {
        let folder = try TemporaryFolder()
        let maildir = MaildirTransport(path: folder.path + "/mail")
        _ = await maildir.deliver(SMTPTransportTests.message())
        _ = await maildir.deliver(SMTPTransportTests.message())
        let name = try #require(try files(folder, "new").first)
        #expect(try files(folder, "new").count == 1)
        try FileManager.default.moveItem(
            atPath: "\(folder.path)/mail/new/\(name)", toPath: "\(folder.path)/mail/cur/\(name):2,S"
        )
        _ = await maildir.deliver(SMTPTransportTests.message())
        #expect(try files(folder, "new").isEmpty)
    }

    @Test func `tries later when the folder cannot be written`() async throws {
        let folder = try TemporaryFolder()
        // A file stands where the folder should be.
        try Foundation.Data().write(to: URL(fileURLWithPath: folder.path + "/mail"))
        let maildir = MaildirTransport(path: folder.path + "/mail")
        guard case .later = await maildir.deliver(SMTPTransportTests.message()) else {
            Issue.record("must be tried later")
            return
        }
    }

    @Test func `sends again at once what was cut off, for it stays one mail`() async throws {
        let mailer = try await TestMailer()
        let maildir = MaildirTransport(path: mailer.store.folder.path + "/mail")
        try await mailer.send(TestMailer.mail("M1"))
        _ = try await mailer.queue.claim()
        try await mailer.queue.recover(isStart: true, absorbsRepeats: true)
        try await mailer.delivering([maildir]).deliverDue(with: maildir)
        #expect(try await mailer.list().items.first?.state == .sent)
        #expect(try files(mailer.store.folder, "new").count == 1)
    }
}
