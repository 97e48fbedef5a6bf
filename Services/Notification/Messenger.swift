import Contracts
import Lifecycle
import Messaging
import Store

/// Tells a person something: a mail, and for most topics a notice in a citizen's inbox, in one
/// transaction.
struct Messenger: Sendable {
    let texts: Texts
    /// Where the portal is, without a slash at its end.
    let portal: String
    /// The hotline as people dial it.
    let hotline: String
    /// Asks identity where to reach a citizen; throws `Refusal.notFound` for one who is gone.
    let contact: @Sendable (CitizenID) async throws -> ReadContact.Reply
    /// Asks identity about an officer; throws `Refusal.notFound` for one who is gone.
    let officer: @Sendable (OfficerID) async throws -> Officer
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
        guard let contact = try await reach({ try await contact(citizen) }) else {
            // Kept as handled, so that it does not come again.
            return try await delivery.transaction { _ in }
        }
        let message = fill(
            topic, email: contact.email, fullName: contact.fullName, await parts(contact))
        let happenedAt = delivery.sentAt
        try await delivery.transaction { transaction in
            let mail = MailID.make(at: transaction.time)
            try transaction.send(
                message.mail(
                    mail, topic, to: contact.email, contact.fullName, secrets: secrets))
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

    /// Mails an officer about `topic`; an officer who is gone or whose account is closed is told
    /// nothing.
    func tell(
        _ id: OfficerID, _ topic: Topic, secrets: String?, _ delivery: Delivery,
        parts: [String: String]
    ) async throws {
        let found = try await reach({ try await officer(id) })
        guard let found, found.isActive else { return try await delivery.transaction { _ in } }
        let message = fill(topic, email: found.email, fullName: found.fullName, parts)
        try await delivery.transaction { transaction in
            try transaction.send(
                message.mail(
                    .make(at: transaction.time), topic, to: found.email, found.fullName,
                    secrets: secrets))
        }
    }

    /// The name of a unit as a sentence names it, also when nobody can tell the name now.
    func unit(_ code: UnitCode) async -> String {
        await unitName(code) ?? "Bộ phận Một cửa"
    }

    private func fill(
        _ topic: Topic, email: String, fullName: String, _ parts: [String: String]
    ) -> Texts.Message {
        let common = [
            "fullName": fullName, "email": email, "portal": portal, "hotline": hotline,
        ]
        return texts.message(topic, parts.merging(common) { own, _ in own })
    }

    private func reach<Person>(
        _ ask: @Sendable () async throws -> Person
    ) async throws -> Person? {
        do {
            return try await ask()
        } catch let refusal as Refusal where refusal.kind == .notFound {
            return nil
        } catch let refusal as Refusal {
            throw ContactNotKnown(reason: refusal)
        }
    }
}

extension Texts.Message {
    /// The mail with these words.
    fileprivate func mail(
        _ id: MailID, _ topic: Topic, to address: String, _ name: String, secrets: String?
    ) -> SendMail {
        SendMail(
            id: id, to: address, toName: name, subject: subject, text: text, html: html,
            secrets: secrets, purpose: topic.rawValue)
    }
}

extension Timestamp {
    /// As a Vietnamese sentence says it: `08:15 ngày 23/11/2026`.
    var vietnamese: String { "\(localTime) ngày \(localDate.vietnamese)" }
}
