import Cryptography

/// Which life of Redis' data this is: the server's `run_id` and a random word kept beside the
/// streams. It changes when Redis was restarted, failed over, flushed, or lost a consumer group; what
/// was published under another generation may be lost and is published again.
enum Generation {
    static let key = "egov:generation"

    /// Begins a new generation.
    static func renewal() -> RedisCommand { RedisCommand("SET", key, randomBytes(16).hex) }

    /// Begins a generation when there is none.
    static func beginning() -> RedisCommand { RedisCommand("SET", key, randomBytes(16).hex, "NX") }

    /// Asks for the word.
    static let word = RedisCommand("GET", key)

    /// The generation from the word and the `run_id` of the Redis that answered; nil without a word.
    static func name(_ word: RedisReply, _ runID: String) -> String? {
        word.string.map { "\(runID):\($0)" }
    }
}
