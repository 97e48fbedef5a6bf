import Contracts
import Lifecycle
import Messaging
import Store

/// Takes a mail into the queue; the sending happens afterwards (`DeliverMails`).
struct SendMailHandler: CommandHandler {
    /// The domain of the Message-ID.
    let domain: String
    let clock: WallClock
    /// Set once a mail is in the queue, so that it is sent at once.
    let wake: Signal

    /// Refuses what is no address, and then tells the sender of a named mail that it has failed:
    /// nobody waits for the reply of a command from an outbox.
    func handle(_ command: SendMail, _ delivery: Delivery) async throws -> SendMail.Reply {
        guard delivery.caller.role == .service else { throw Refusal.notAllowed }
        let wrong = problems(of: command)
        let reply: SendMail.Reply = try await delivery.decide { transaction in
            if !wrong.isEmpty {
                if let id = command.id, isID(id) {
                    try transaction.publish(MailSettled(mail: id, state: .failed, sequence: 1))
                }
                return .refusal(.fields(wrong))
            }
            let id = command.id ?? MailID.make(at: clock.now())
            try insert(command, id, in: transaction)
            return .reply(SendMail.Reply(id: id))
        }
        wake.set()
        return reply
    }

    private func insert(
        _ command: SendMail, _ id: MailID, in transaction: borrowing Transaction
    ) throws {
        let now = clock.now()
        try transaction.execute(
            """
            INSERT INTO mails (id, message_id, purpose, address, name, subject, plain_text, html,
                secrets, state, attempts, unknowns, created_at, next_at)
            VALUES (\(id), \("<\(id)@\(domain)>"), \(command.purpose), \(command.to),
                \(command.toName), \(command.subject), \(command.text), \(command.html),
                \(command.secrets), \(MailState.queued), 0, 0, \(now), \(now))
            ON CONFLICT (id) DO NOTHING
            """)
    }

    private func problems(of command: SendMail) -> [Refusal.Field] {
        var wrong: [Refusal.Field] = []
        func check(_ path: String, _ isRight: Bool, _ message: String) {
            if !isRight { wrong.append(.init(path, message)) }
        }
        check("id", command.id.map(isID) ?? true, "Mã thư không hợp lệ.")
        check("to", MailAddress.isAllowed(command.to), "Địa chỉ thư điện tử không hợp lệ.")
        check("toName", isLine(command.toName, 0...200), "Tên người nhận không hợp lệ.")
        check("subject", isLine(command.subject, 1...200), "Tiêu đề thư không hợp lệ.")
        check("text", isBody(command.text), "Nội dung thư trống, quá dài hoặc không hợp lệ.")
        check("html", isBody(command.html), "Nội dung thư trống, quá dài hoặc không hợp lệ.")
        check("purpose", isLine(command.purpose, 1...64), "Mục đích của thư không hợp lệ.")
        check(
            "secrets", command.secrets.map { isLine($0, 1...200) } ?? true,
            "Tham chiếu phần bí mật không hợp lệ.")
        return wrong
    }
}

/// Letters, digits and hyphens, 1 to 64: it stands in the Message-ID and in file names.
private func isID(_ id: MailID) -> Bool {
    (1...64).contains(id.rawValue.utf8.count)
        && id.rawValue.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x61...0x7A).contains($0 | 0x20) || $0 == 0x2D
        }
}

/// One line of that many characters, without control characters.
private func isLine(_ text: String, _ count: ClosedRange<Int>) -> Bool {
    count.contains(text.count)
        && text.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) }
}

/// Up to 256 KiB of lines that end with LF or CRLF; a lone CR is refused.
private func isBody(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard (1...262_144).contains(bytes.count) else { return false }
    return bytes.indices.allSatisfy { index in
        let byte = bytes[index]
        if byte == 0x0D { return index + 1 < bytes.count && bytes[index + 1] == 0x0A }
        return byte >= 0x20 || byte == 0x0A || byte == 0x09
    }
}
