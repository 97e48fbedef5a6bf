import Contracts
import Lifecycle

/// Sends what waits in the queue: at once when a mail comes, later when its next attempt is due.
///
/// One worker for each transport, each with one mail at a time. An attempt never runs inside a
/// transaction: the claim is committed before it, its result after it.
struct DeliverMails: Component {
    let queue: MailQueue
    let from: Mailbox
    let transports: [any Transport]
    /// Asks identity for a mail's secret parts; nil when the mail need not be sent any more.
    let reveal: @Sendable (_ reference: String) async throws -> [String: String]?
    /// Set when a mail has come.
    let wake: Signal
    /// When attempts under way are given up after the signal to stop.
    let stop: StopTime

    /// What attempts under way get after the signal to stop, within the 15 s of a drain.
    static let lastAttemptLimit = Duration.seconds(10)
    /// How often to call `sweep`.
    static let sweepInterval = Duration.seconds(900)
    private static let storePause = Duration.seconds(1)

    /// Works until cancelled, then lets the attempts under way come to their end.
    func run() async throws {
        try await queue.recover(isStart: true, absorbsRepeats: absorbsRepeats)
        await withTaskCancellationHandler {
            await withTaskGroup { group in
                for transport in transports { group.addTask { await work(with: transport) } }
            }
        } onCancel: {
            stop.set(in: Self.lastAttemptLimit)
        }
    }

    /// Sends all mails that are due now, one after the other.
    func deliverDue(with transport: any Transport) async throws {
        while !Task.isCancelled, let mail = try await queue.claim() {
            // Perhaps there are more: another worker looks while this one sends.
            wake.set()
            await attempt(mail, with: transport)
        }
    }

    private var absorbsRepeats: Bool { transports.allSatisfy(\.absorbsRepeats) }

    private func work(with transport: any Transport) async {
        while !Task.isCancelled {
            do {
                try await deliverDue(with: transport)
                let next = try await queue.nextDue().map { max($0 - queue.clock.now(), .zero) }
                await wake.wait(atMost: next)
            } catch {
                Log.warningSometimes(
                    "mail store does not answer", ["error": String(describing: error)])
                await wake.wait(atMost: Self.storePause)
            }
        }
    }

    /// What must be looked at now and then: old words, and claims of replicas that are gone.
    func sweep() async throws {
        try await queue.forgetOldWords()
        try await queue.recover(isStart: false, absorbsRepeats: absorbsRepeats)
    }

    private func attempt(_ mail: Mail, with transport: any Transport) async {
        let outcome = await outcome(of: mail, with: transport)
        while true {
            do {
                let step = try await queue.record(outcome, of: mail)
                Metrics.count("mail_attempts_total{state=\"\(step.state.rawValue)\"}")
                Log.info(
                    "mail attempted",
                    [
                        "mail": mail.id.rawValue, "purpose": mail.purpose,
                        "state": step.state.rawValue, "attempt": "\(mail.attempts)",
                    ])
                return
            } catch {
                Log.warningSometimes(
                    "result of a mail not stored", ["error": String(describing: error)])
                // Left as it is at the end, the mail is found at the next start.
                guard (try? await Task.sleep(for: Self.storePause)) != nil else { return }
            }
        }
    }

    private func outcome(of mail: Mail, with transport: any Transport) async -> Outcome {
        var (text, html) = (mail.text, mail.html)
        if let reference = mail.secrets {
            do {
                guard let parts = try await reveal(reference) else {
                    return .refused(
                        answer: "không còn cần gửi: liên kết đã hết hạn hoặc được thay thế")
                }
                let secrets = SecretParts(parts: parts)
                (text, html) = (try secrets.fill(text), try secrets.fillHTML(html))
            } catch let error as SecretParts.Missing {
                return .refused(answer: "thiếu phần \(error.name) của thư")
            } catch {
                return .later(answer: "chưa hỏi được phần bí mật của thư")
            }
        }
        let message = MailMessage(
            from: from, to: Mailbox(name: mail.name, address: mail.address), subject: mail.subject,
            messageID: mail.messageID, date: mail.createdAt, text: text, html: html)
        return await transport.deliver(
            OutgoingMessage(
                id: mail.id, createdAt: mail.createdAt, from: from.address, to: mail.address,
                bytes: message.bytes))
    }
}
