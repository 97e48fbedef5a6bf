package import Contracts
package import Cryptography
package import Lifecycle
package import Store

/// A message on its way through a handler: who sent it, and the one transaction it may make.
package struct Delivery: Sendable {
    /// The message's id, 48 bits of time and 80 random bits in hexadecimal; the same when it is
    /// delivered again.
    package let id: String
    /// Who asks.
    package let caller: Caller
    /// When it was sent.
    package let sentAt: Timestamp
    private let store: Store
    private let keyHash: String?
    private let bodyHash: [UInt8]

    /// A delivery of `data` to a handler that works on `store`.
    ///
    /// The hash of `data` is kept with the reply. It is made under `key`, which is not in the store:
    /// a password in `data` could otherwise be guessed from it, without the cost of its own hash.
    package init(
        id: String, type: String, caller: Caller, sentAt: Timestamp, idempotencyKey: String? = nil,
        data: [UInt8], key: SecretKey? = nil, store: Store
    ) {
        self.id = id
        self.caller = caller
        self.sentAt = sentAt
        self.store = store
        bodyHash = keyedHash(key: key, count: 16, Array(type.utf8), data)
        keyHash = idempotencyKey.map { word in
            let owner = "\(caller.role.rawValue) \(caller.id ?? "")"
            return keyedHash(
                key: nil, count: 16, Array(owner.utf8), Array(type.utf8), Array(word.utf8)
            )
            .hex
        }
    }

    /// Changes the store and answers; all of it (rows, outbox, reply) is kept at once or not at all.
    ///
    /// For a message that was handled before, or one with the same Idempotency-Key, `body` does not
    /// run and the answer is the first one. Secrets do not belong into the reply that is kept: add
    /// them after this returns, derived from `id`.
    package func transaction<Reply: Codable & Sendable>(
        _ body: @escaping @Sendable (borrowing Transaction) throws -> Reply
    ) async throws -> Reply {
        try await decide { .reply(try body($0)) }
    }

    /// Like `transaction`, for an event, which has no reply.
    package func transaction(
        _ body: @escaping @Sendable (borrowing Transaction) throws -> Void
    ) async throws {
        _ = try await transaction { transaction in
            try body(transaction)
            return Done()
        }
    }

    /// Like `transaction`, when a refusal too must be kept with what was changed for it (a counted
    /// failure of a sign-in).
    package func decide<Reply: Codable & Sendable>(
        _ body: @escaping @Sendable (borrowing Transaction) throws -> Answer<Reply>
    ) async throws -> Reply {
        let (id, keyHash, bodyHash, trace) = (id, keyHash, bodyHash, Log.trace)
        let answer: Answer<Reply> = try await store.write { transaction in
            if let known = try InboxRow.find(id: id, keyHash: keyHash, in: transaction) {
                return try known.answer(forBodyHash: bodyHash)
            }
            // The store's thread knows nothing of this task's trace.
            let answer = try Log.$trace.withValue(trace) { try body(transaction) }
            try InboxRow(answer, bodyHash: bodyHash)
                .insert(id: id, keyHash: keyHash, in: transaction)
            return answer
        }
        switch answer {
        case .reply(let reply): return reply
        case .refusal(let refusal): throw refusal
        }
    }

    /// What was answered when the message was handled before; nil when it was not. For handlers
    /// whose checks before the transaction are slow or would not pass a second time.
    package func earlierReply<Reply: Codable & Sendable>(as type: Reply.Type) async throws -> Reply?
    {
        let (id, keyHash, bodyHash) = (id, keyHash, bodyHash)
        let answer: Answer<Reply>? = try await store.read { snapshot in
            try InboxRow.find(id: id, keyHash: keyHash, in: snapshot)?
                .answer(forBodyHash: bodyHash)
        }
        switch answer {
        case .reply(let reply): return reply
        case .refusal(let refusal): throw refusal
        case nil: return nil
        }
    }
}

/// A handled message in the inbox, with what was answered.
struct InboxRow {
    let bodyHash: [UInt8]
    let reply: [UInt8]
    let isRefusal: Bool

    init<Reply: Codable>(_ answer: Answer<Reply>, bodyHash: [UInt8]) throws {
        self.bodyHash = bodyHash
        switch answer {
        case .reply(let value): (reply, isRefusal) = (try StrictJSON.encode(value), false)
        case .refusal(let value): (reply, isRefusal) = (try StrictJSON.encode(value), true)
        }
    }

    private init(_ row: Row) throws {
        bodyHash = try row["body_hash"]
        reply = try row["reply"]
        isRefusal = try row["is_refusal"]
    }

    static func find(
        id: String, keyHash: String?, in reader: borrowing some SQLReader & ~Copyable
    ) throws -> InboxRow? {
        if let row = try reader.first(
            "SELECT body_hash, reply, is_refusal FROM inbox WHERE id = \(id)")
        {
            return try InboxRow(row)
        }
        guard let keyHash else { return nil }
        return try reader.first(
            "SELECT body_hash, reply, is_refusal FROM inbox WHERE key_hash = \(keyHash)"
        ).map(InboxRow.init)
    }

    func insert(id: String, keyHash: String?, in transaction: borrowing Transaction) throws {
        try transaction.execute(
            """
            INSERT INTO inbox (id, key_hash, body_hash, reply, is_refusal, handled_at)
            VALUES (\(id), \(keyHash), \(bodyHash), \(reply), \(isRefusal), \(transaction.time))
            """)
    }

    func answer<Reply: Codable>(forBodyHash hash: [UInt8]) throws -> Answer<Reply> {
        guard hash == bodyHash else { throw Refusal.keyUsedOtherwise }
        return isRefusal
            ? .refusal(try StrictJSON.decode(Refusal.self, trusted: reply))
            : .reply(try StrictJSON.decode(Reply.self, trusted: reply))
    }
}
