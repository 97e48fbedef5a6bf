import Contracts
import Lifecycle
import Messaging
import Store

/// Tells a citizen something: a mail, and for most topics a notice in the portal's inbox, in one
/// transaction.
struct Messenger: Sendable {
    let texts: Texts
    /// Where the portal is, without a slash at its end.
    let portal: String
    /// The hotline as people dial it.
    let hotline: String
    /// Asks identity where to reach a citizen; throws `Refusal.notFound` for one who is gone.
    let contact: @Sendable (CitizenID) async throws -> ReadContact.Reply
    /// The name of the unit with that code; nil when it cannot be told now.
    let unitName: @Sendable (UnitCode) async -> String?

    /// Nobody told where to reach the citizen; the event comes again.
    struct ContactNotKnown: Error { let reason: Refusal }

    /// Tells `citizen` about `topic`; a citizen who is gone is told nothing.
    ///
    /// - Parameters:
    ///   - secrets: Where the mailer finds the mail's secret parts.
    ///   - parts: The topic's own parts.
    func tell(
        _ citizen: CitizenID, _ topic: Topic, secrets: String? = nil, dossier: DossierCode? = nil,
        _ delivery: Delivery,
        parts: @Sendable (ReadContact.Reply) async -> [String: String] = { _ in [:] }
    ) async throws {
        guard let contact = try await reach(citizen) else {
            // Kept as handled, so that it does not come again.
            return try await delivery.transaction { _ in }
        }
        let common = [
            "fullName": contact.fullName, "email": contact.email, "portal": portal,
            "hotline": hotline,
        ]
        let parts = await parts(contact).merging(common) { own, _ in own }
        let message = texts.message(topic, parts)
        let happenedAt = delivery.sentAt
        try await delivery.transaction { transaction in
            let mail = MailID.make(at: transaction.time)
            try transaction.send(
                SendMail(
                    id: mail, to: contact.email, toName: contact.fullName,
                    subject: message.subject, text: message.text, html: message.html,
                    secrets: secrets, purpose: topic.rawValue))
            guard topic.isNotice else { return }
            try transaction.execute(
                """
                INSERT INTO notices
                    (id, citizen, topic, title, body, dossier_code, created_at, mail, mail_state)
                VALUES (\(NoticeID.make(at: happenedAt)), \(citizen), \(topic),
                    \(message.noticeTitle), \(message.noticeBody), \(dossier), \(happenedAt),
                    \(mail), \(MailState.queued))
                """)
        }
    }

    private func reach(_ citizen: CitizenID) async throws -> ReadContact.Reply? {
        do {
            return try await contact(citizen)
        } catch let refusal as Refusal where refusal.kind == .notFound {
            return nil
        } catch let refusal as Refusal {
            throw ContactNotKnown(reason: refusal)
        }
    }
}

extension Timestamp {
    /// As a Vietnamese sentence says it: `08:15 ngày 23/11/2026`.
    var vietnamese: String { "\(localTime) ngày \(localDate.vietnamese)" }
}
