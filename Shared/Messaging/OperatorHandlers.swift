import Contracts
import Lifecycle
import Store

/// The handlers by which every service answers an operator about itself.
func operatorHandlers(
    of service: ServiceName, store: Store, floors: StreamFloors, streams: [String], bus: Bus,
    clock: WallClock
) -> [Handler] {
    let reading = ReadStatusHandler(
        service: service, store: store, floors: floors, streams: streams, clock: clock)
    let handlers: [Handler] = [
        .query(reading), .query(ListDeadLettersHandler(store: store)),
        .query(ShowDeadLetterHandler(store: store, bus: bus)),
        .command(RetryDeadLetterHandler()), .command(DiscardDeadLetterHandler()),
        .query(VerifyAuditHandler(store: store)),
    ]
    return handlers.map { $0.renamed(Bus.wireName($0.name, for: service)) }
}

extension Handler {
    /// The same handler under another wire name.
    func renamed(_ name: String) -> Handler { Handler(name: name, kind: kind, run: run) }
}

/// Tells how far the service is behind.
private struct ReadStatusHandler: QueryHandler {
    let service: ServiceName
    let store: Store
    let floors: StreamFloors
    let streams: [String]
    let clock: WallClock

    func answer(_ query: ReadStatus, for caller: Caller) async throws -> ReadStatus.Reply {
        try caller.requireOperator()
        var backlog = 0
        var oldest: Int64?
        for stream in streams {
            let floor = try await floors.look(at: stream, backlogOf: service.rawValue)
            backlog += floor.backlog
            guard floor.backlog > 0, let entry = floor.entry else { continue }
            oldest = min(oldest ?? .max, entry.milliseconds)
        }
        let (now, count, age) = (clock.now(), backlog, oldest)
        return try await store.read { snapshot in
            let outbox = try snapshot.first(
                """
                SELECT count(*) AS count, min(created_at) AS oldest FROM outbox
                WHERE published_at IS NULL
                """)
            let retries = try snapshot.first("SELECT count(*) AS count FROM retries")
            let dead = try snapshot.first("SELECT count(*) AS count FROM dead_letters")
            let created: Timestamp? = try outbox?["oldest"]
            return ReadStatus.Reply(
                // The question itself is being handled.
                backlog: max(count - 1, 0),
                oldestWaitingSeconds: count > 1
                    ? Int(max(now.milliseconds - (age ?? now.milliseconds), 0) / 1000) : 0,
                outbox: try outbox?["count"] ?? 0,
                oldestOutboxSeconds: Int(created.map { (now - $0).components.seconds } ?? 0),
                retries: try retries?["count"] ?? 0, deadLetters: try dead?["count"] ?? 0)
        }
    }
}

/// Lists the dead letters.
private struct ListDeadLettersHandler: QueryHandler {
    let store: Store

    func answer(_ query: ListDeadLetters, for caller: Caller) async throws -> Page<DeadLetter> {
        try caller.requireOperator()
        let after = query.after.flatMap { Int64($0) } ?? 0
        let only: SQL = query.class.map { "AND class = \($0.rawValue)" } ?? ""
        return try await store.read { snapshot in
            let letters = try snapshot.rows(
                """
                SELECT number, id, type, stream, class, reason, attempts, died_at
                FROM dead_letters WHERE number > \(after) \(part: only) ORDER BY number LIMIT 101
                """
            ).map(DeadLetter.init)
            return Page(
                items: Array(letters.prefix(100)),
                next: letters.count > 100 ? "\(letters[99].number)" : nil)
        }
    }
}

extension DeadLetter {
    fileprivate init(_ row: Row) throws {
        self.init(
            number: try row["number"], id: try row["id"], type: try row["type"],
            stream: try row["stream"], class: Class(rawValue: try row["class"]),
            reason: try row["reason"], attempts: try row["attempts"], diedAt: try row["died_at"])
    }
}

/// Opens a dead letter.
private struct ShowDeadLetterHandler: QueryHandler {
    let store: Store
    let bus: Bus

    func answer(_ query: ShowDeadLetter, for caller: Caller) async throws -> ShowDeadLetter.Reply {
        try caller.requireOperator()
        let row = try await store.read { snapshot in
            try snapshot.first("SELECT * FROM dead_letters WHERE number = \(query.number)")
        }
        guard let row else { throw Refusal.notFound }
        let letter = try DeadLetter(row)
        // What does not open is shown without its content: that is why it may be here.
        let envelope = try? Envelope(
            opening: Envelope.Fields(packed: try row["fields"]), of: letter.stream, key: bus.key)
        return ShowDeadLetter.Reply(
            letter: letter, data: envelope.map { String(decoding: $0.data, as: UTF8.self) })
    }
}

/// Hands a dead letter to its handler again.
private struct RetryDeadLetterHandler: CommandHandler {
    func handle(_ command: RetryDeadLetter, _ delivery: Delivery) async throws -> Done {
        try delivery.caller.requireOperator()
        let actor = delivery.caller.id ?? "operator"
        return try await delivery.transaction { transaction in
            guard
                let row = try transaction.first(
                    """
                    DELETE FROM dead_letters WHERE number = \(command.number)
                    RETURNING id, stream, fields, reason
                    """)
            else { throw Refusal.notFound }
            let id: String = try row["id"]
            try RetryRow(
                id: id, stream: try row["stream"],
                fields: Envelope.Fields(packed: try row["fields"]), attempts: 0,
                lastError: try row["reason"], nextAt: transaction.time
            ).save(in: transaction)
            try Deaths.forget(id, in: transaction)
            try transaction.audit("dead-letter-retried", by: actor, of: id)
            return Done()
        }
    }
}

/// Throws a dead letter away.
private struct DiscardDeadLetterHandler: CommandHandler {
    func handle(_ command: DiscardDeadLetter, _ delivery: Delivery) async throws -> Done {
        try delivery.caller.requireOperator()
        let actor = delivery.caller.id ?? "operator"
        return try await delivery.transaction { transaction in
            guard
                let row = try transaction.first(
                    "DELETE FROM dead_letters WHERE number = \(command.number) RETURNING id")
            else { throw Refusal.notFound }
            try transaction.audit("dead-letter-discarded", by: actor, of: try row["id"])
            return Done()
        }
    }
}

/// Walks the audit chain.
private struct VerifyAuditHandler: QueryHandler {
    let store: Store

    func answer(_ query: VerifyAudit, for caller: Caller) async throws -> VerifyAudit.Reply {
        try caller.requireOperator()
        let verdict = try await store.verifyAudit()
        return VerifyAudit.Reply(entries: verdict.entries, firstBad: verdict.firstBad)
    }
}
