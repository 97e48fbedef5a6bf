import Contracts
import Lifecycle
import Store

/// Counts failed sign-ins and says when there were too many. What is counted is the address that was
/// typed, so that an unknown one looks like a known one.
struct SignInLimits: Sendable {
    let secrets: Secrets
    let policy: Policy

    /// One attempt to prove a password.
    struct Attempt: Sendable {
        let email: EmailAddress
        let address: NetworkAddress
        let device: String?
    }

    /// Refuses the attempt when there were too many failures; a device the account was used from
    /// before does not wait for others' failures.
    func check(
        _ attempt: Attempt, account: StoredAccount?, at time: Timestamp,
        in reader: borrowing some SQLReader & ~Copyable
    ) throws {
        for (name, limit) in minuteCounters(attempt) {
            if let wait = try Counters.wait(name, limit: limit, at: time, in: reader) {
                throw Refusal.tooManySignIns(seconds: wait)
            }
        }
        guard let row = try reader.first(Self.byName(failureName(attempt.email))) else { return }
        let (count, blockedUntil) = (try row["count"] as Int, try row["blocked_until"] as Timestamp)
        // Officers have a second factor and no mailed reset: they wait longer instead.
        if count >= policy.failuresBeforeReset, account?.kind != .officer {
            throw Refusal.resetNeeded
        }
        if blockedUntil > time, try !isKnown(attempt, account: account, in: reader) {
            throw Refusal.tooManySignIns(seconds: Counters.seconds(from: time, to: blockedUntil))
        }
    }

    /// Counts a failure.
    func countFailure(
        _ attempt: Attempt, account: StoredAccount?, in transaction: borrowing Transaction
    ) throws {
        let time = transaction.time
        for (name, _) in minuteCounters(attempt) {
            try Counters.add(name, lasting: .seconds(60), in: transaction)
        }
        let name = failureName(attempt.email)
        let rows = try transaction.rows(
            """
            INSERT INTO failures (name, count, blocked_until, last_at)
            VALUES (\(name), 1, 0, \(time))
            ON CONFLICT (name) DO UPDATE SET count = failures.count + 1, last_at = excluded.last_at
            RETURNING count
            """)
        guard let count = try rows.first.map({ try $0["count"] as Int }),
            count.isMultiple(of: policy.failuresBeforeWait)
        else { return }
        let isOfficerAtEnd = account?.kind == .officer && count >= policy.failuresBeforeReset
        let wait = isOfficerAtEnd ? Duration.seconds(24 * 3600) : policy.failureWait
        try transaction.execute(
            "UPDATE failures SET blocked_until = \(time + wait) WHERE name = \(name)")
        if let account {
            try transaction.audit("sign-in-blocked", by: "anonymous", of: account.id)
        }
    }

    /// Forgets the failures, after a success or a reset.
    func forget(_ email: EmailAddress, in transaction: borrowing Transaction) throws {
        try transaction.execute("DELETE FROM failures WHERE name = \(failureName(email))")
    }

    /// Remembers that the account was used from this network address and device.
    func remember(
        _ attempt: Attempt, account: StoredAccount, in transaction: borrowing Transaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO known_devices (name, last_at)
            VALUES (\(deviceName(attempt, account)), \(transaction.time))
            ON CONFLICT (name) DO UPDATE SET last_at = excluded.last_at
            """)
    }

    /// The statement that finds the failures in a row.
    static func byName(_ name: String) -> SQL {
        "SELECT count, blocked_until FROM failures WHERE name = \(name)"
    }

    private func isKnown(
        _ attempt: Attempt, account: StoredAccount?,
        in reader: borrowing some SQLReader & ~Copyable
    ) throws -> Bool {
        guard let account else { return false }
        let name = deviceName(attempt, account)
        return try reader.first("SELECT last_at FROM known_devices WHERE name = \(name)") != nil
    }

    private func minuteCounters(_ attempt: Attempt) -> [(name: String, limit: Int)] {
        [
            (
                secrets.counterName("sign-in", attempt.email.key, attempt.address.text),
                policy.failuresPerAccountAndAddress
            ),
            (secrets.counterName("sign-in", attempt.address.text), policy.failuresPerAddress),
        ]
    }

    private func failureName(_ email: EmailAddress) -> String {
        secrets.counterName("failures", email.key)
    }

    private func deviceName(_ attempt: Attempt, _ account: StoredAccount) -> String {
        secrets.counterName("device", account.id, attempt.address.text, attempt.device ?? "")
    }
}
