import Contracts
import Lifecycle
import Messaging
import Store

/// The mails that wait, as the workers see them.
///
/// A claim is on the disk before the attempt begins, and the attempt's result after it: a mail found
/// claimed by a worker that is gone may have been taken by the server.
struct MailQueue: Sendable {
    let store: Store
    /// The name of this process among its replicas.
    let instance: String
    let clock: WallClock

    /// How long a claim holds at most; longer than any attempt.
    static let claimLimit = Duration.seconds(30 * 60)
    /// How long the words of a mail that failed are kept.
    static let failedWordsLimit = Duration.seconds(30 * 86_400)

    /// Takes the mail that is due longest; nil when none is.
    func claim() async throws -> Mail? {
        let (instance, now) = (instance, clock.now())
        return try await store.write { transaction in
            try transaction.rows(
                """
                UPDATE mails
                SET state = \(MailState.sending), attempts = attempts + 1, next_at = NULL,
                    claimed_by = \(instance), claimed_at = \(now),
                    first_tried_at = COALESCE(first_tried_at, \(now))
                WHERE next_at IS NOT NULL AND id = (
                    SELECT id FROM mails WHERE next_at <= \(now) ORDER BY next_at LIMIT 1)
                RETURNING *
                """
            ).first.map(Mail.init)
        }
    }

    /// When the next mail is due; nil when none waits.
    func nextDue() async throws -> Timestamp? {
        try await store.read { snapshot in
            try snapshot.first(
                "SELECT next_at FROM mails WHERE next_at IS NOT NULL ORDER BY next_at LIMIT 1"
            ).map { try $0["next_at"] }
        }
    }

    /// Writes down what an attempt came to; announces the mail once it is settled.
    ///
    /// The words of a mail that was sent are removed, those of one that failed 30 days later.
    func record(_ outcome: Outcome, of mail: Mail) async throws -> NextStep {
        let (instance, now) = (instance, clock.now())
        return try await store.write { transaction in
            try settle(outcome, of: mail, by: instance, at: now, in: transaction)
        }
    }

    /// Finds the mails whose attempt was cut off: by an earlier life of this process at its start,
    /// by a replica that is gone when their claim is too old. They may have been taken.
    ///
    /// - Parameter absorbsRepeats: Whether they can be tried again at once.
    func recover(isStart: Bool, absorbsRepeats: Bool) async throws {
        let (instance, now) = (instance, clock.now())
        let oldest = now - Self.claimLimit
        try await store.write { transaction in
            let mails = try transaction.rows(
                """
                SELECT * FROM mails
                WHERE claimed_at IS NOT NULL
                    AND (claimed_at < \(oldest) OR (claimed_by = \(instance) AND \(isStart) = 1))
                """
            ).map(Mail.init)
            for mail in mails {
                let answer = "lần gửi trước bị ngắt giữa chừng"
                if absorbsRepeats {
                    try transaction.execute(
                        """
                        UPDATE mails SET state = \(MailState.queued), next_at = \(now),
                            claimed_by = NULL, claimed_at = NULL, last_answer = \(answer)
                        WHERE id = \(mail.id)
                        """)
                } else {
                    _ = try settle(
                        .unknown(answer: answer), of: mail, by: nil, at: now, in: transaction)
                }
            }
        }
    }

    /// Removes the words of mails that failed 30 days ago.
    func forgetOldWords() async throws {
        let now = clock.now()
        try await store.write { transaction in
            _ = try transaction.execute(
                """
                UPDATE mails SET plain_text = '', html = '', words_until = NULL
                WHERE words_until <= \(now)
                """)
        }
    }

    /// - Parameter instance: Whose claim it must still be; nil for anybody's.
    private func settle(
        _ outcome: Outcome, of mail: Mail, by instance: String?, at now: Timestamp,
        in transaction: borrowing Transaction
    ) throws -> NextStep {
        let step = RetryRule.step(
            after: outcome, attempts: mail.attempts, unknowns: mail.unknowns,
            firstTriedAt: mail.firstTriedAt ?? now, now: now)
        let isUnknown = if case .unknown = outcome { 1 } else { 0 }
        let isSettled = step.nextAt == nil
        let isSent = step.state == .sent
        let changed = try transaction.execute(
            """
            UPDATE mails
            SET state = \(step.state), next_at = \(step.nextAt),
                unknowns = unknowns + \(isUnknown), last_answer = \(outcome.answer),
                claimed_by = NULL, claimed_at = NULL,
                settled_at = \(isSettled ? now : nil),
                words_until = \(isSettled && !isSent ? now + Self.failedWordsLimit : nil),
                plain_text = CASE WHEN \(isSent) = 1 THEN '' ELSE plain_text END,
                html = CASE WHEN \(isSent) = 1 THEN '' ELSE html END
            WHERE id = \(mail.id) AND state = \(MailState.sending) AND attempts = \(mail.attempts)
                AND (claimed_by = \(instance) OR \(instance == nil) = 1)
            """)
        // Somebody else took the mail for lost and has decided already.
        guard changed == 1 else { return step }
        if isSettled {
            try transaction.publish(MailSettled(mail: mail.id, state: step.state, sequence: 1))
        }
        return step
    }
}
