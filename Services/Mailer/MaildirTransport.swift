import Foundation
import Lifecycle

/// Puts mails into a Maildir, for deployments without an SMTP server.
///
/// A mail is written to `tmp`, brought to the disk, and only then moved to `new`; its file is named
/// for the mail, so that the same mail given again is still one.
struct MaildirTransport: Transport {
    let path: String
    private let thread = BlockingThread("maildir")

    /// The Maildir at `path`, made with the first mail.
    init(path: String) { self.path = path }

    /// The file's name is the mail's.
    var absorbsRepeats: Bool { true }

    /// Blocks its thread, not the caller.
    func deliver(_ message: OutgoingMessage) async -> Outcome {
        do {
            try await thread.run { try put(message) }
            return .sent(answer: "đã ghi vào hộp thư")
        } catch {
            return .later(answer: "không ghi được vào hộp thư: \(error)")
        }
    }

    private func put(_ message: OutgoingMessage) throws {
        for folder in ["tmp", "new", "cur"] {
            try FileManager.default.createDirectory(
                atPath: "\(path)/\(folder)", withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        }
        let name = "\(message.createdAt.milliseconds / 1000).\(message.id).egov"
        let isNew = FileManager.default.fileExists(atPath: "\(path)/new/\(name)")
        let isRead = try FileManager.default.contentsOfDirectory(atPath: "\(path)/cur")
            .contains { $0 == name || $0.hasPrefix(name + ":") }
        if isNew || isRead { return }
        try write(message.bytes, to: "\(path)/tmp/\(name)")
        guard rename("\(path)/tmp/\(name)", "\(path)/new/\(name)") == 0 else {
            throw MaildirError("rename")
        }
        let folder = open("\(path)/new", O_RDONLY | O_DIRECTORY)
        guard folder >= 0 else { throw MaildirError("open") }
        defer { close(folder) }
        guard fsync(folder) == 0 else { throw MaildirError("fsync") }
    }

    private func write(_ bytes: [UInt8], to file: String) throws {
        let descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw MaildirError("open") }
        defer { close(descriptor) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Foundation.write(descriptor, $0.baseAddress, $0.count)
            }
            guard count > 0 else { throw MaildirError("write") }
            rest = rest.dropFirst(count)
        }
        guard fsync(descriptor) == 0 else { throw MaildirError("fsync") }
    }
}

/// A call of the system that did not work, with the reason it gave.
private struct MaildirError: Error, CustomStringConvertible {
    let description: String

    init(_ call: String) { description = "\(call): \(String(cString: strerror(errno)))" }
}
