import Contracts
import Messaging

extension Delivery {
    /// Runs `body`, whose checks are slow or would not pass a second time, unless the message was
    /// handled before: then the answer is the first one, also when that came about in the meantime.
    func onceOnly<Reply: Codable & Sendable>(
        _ body: () async throws -> Reply
    ) async throws -> Reply {
        if let earlier = try await earlierReply(as: Reply.self) { return earlier }
        do { return try await body() } catch let refusal as Refusal {
            if let earlier = try await earlierReply(as: Reply.self) { return earlier }
            throw refusal
        }
    }
}
