import Contracts
import Cryptography
import Lifecycle
import Synchronization

/// Hashes and checks passwords on threads of its own: two at a time, a bounded number waiting, none
/// longer than five seconds; whoever comes on top is asked to try again later.
final class PasswordWorkers: Sendable {
    private let threads = [BlockingThread("password-0"), BlockingThread("password-1")]
    private let loads = Mutex([0, 0])
    private let cost: Cost
    private let waitingLimit: Int
    private let patience: Duration
    /// What an unknown account's password is checked against, so that it takes as long.
    private let dummy: String

    /// What Argon2id takes for one hash.
    struct Cost: Sendable {
        /// Memory in MiB.
        var memoryMiB = 46
        /// Passes over it.
        var passes = 1
    }

    /// Workers for hashes of this cost; blocks for one of them.
    init(
        cost: Cost = Cost(), waitingLimit: Int = 64, patience: Duration = .seconds(5)
    ) throws {
        self.cost = cost
        self.waitingLimit = waitingLimit
        self.patience = patience
        dummy = try Self.make(randomBytes(16), cost)
    }

    /// The Argon2id hash of a new password.
    func hash(_ password: [UInt8]) async throws -> String {
        let cost = cost
        return try await work { try Self.make(password, cost) }
    }

    /// Whether `password` belongs to `hash`; without a hash it takes as long and is never right.
    func verify(_ password: [UInt8], against hash: String?) async throws -> Bool {
        let checked = hash ?? dummy
        let isRight = try await work { PasswordHash.verify(password, against: checked) }
        return isRight && hash != nil
    }

    private func work<Value: Sendable>(
        _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        let seat: Int? = loads.withLock { loads in
            guard loads.reduce(0, +) < waitingLimit + loads.count else { return nil }
            let seat = loads[0] <= loads[1] ? 0 : 1
            loads[seat] += 1
            return seat
        }
        guard let seat else { throw Refusal.unavailable }
        defer { loads.withLock { $0[seat] -= 1 } }
        let latest = ContinuousClock.now + patience
        return try await threads[seat].run {
            guard ContinuousClock.now <= latest else { throw Refusal.unavailable }
            return try body()
        }
    }

    private static func make(_ password: [UInt8], _ cost: Cost) throws -> String {
        try PasswordHash.make(
            password, memoryBytes: cost.memoryMiB * 1024 * 1024, passes: cost.passes)
    }
}
