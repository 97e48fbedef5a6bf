import Contracts
import Lifecycle
import Store

/// Limits what anybody can ask for without signing in: registrations and reset requests.
struct RequestLimits: Sendable {
    let secrets: Secrets
    let policy: Policy
    private static let hour = Duration.seconds(3600)

    /// Counts a request from a network address, and refuses it when there were too many.
    func count(
        _ kind: String, from caller: Caller, in transaction: borrowing Transaction
    ) throws {
        let name = secrets.counterName(kind, NetworkAddress(of: caller).text)
        let wait = try Counters.wait(
            name, limit: policy.requestsPerAddress, at: transaction.time, in: transaction)
        if let wait { throw Refusal.tooManyRequests(seconds: wait) }
        try Counters.add(name, lasting: Self.hour, in: transaction)
    }

    /// Counts a mail of a kind to this address; false when it has had enough of them. Nobody is
    /// told, since the answer must not depend on what is known of the address.
    func mayMail(
        _ kind: String, to email: EmailAddress, in transaction: borrowing Transaction
    ) throws -> Bool {
        let name = secrets.counterName("mail", kind, email.key)
        let wait = try Counters.wait(
            name, limit: policy.mailsPerRecipient, at: transaction.time, in: transaction)
        if wait == nil { try Counters.add(name, lasting: Self.hour, in: transaction) }
        return wait == nil
    }
}
