import Contracts
import Cryptography
import Lifecycle
import Store

/// Hands one message to its handler and deals with everything that can come of it.
struct MessageRunner: Sendable {
    let service: ServiceName
    let store: Store
    let bus: Bus
    let clock: WallClock
    let handlers: [String: Handler]
    let timings: Timings
    /// Under which the hashes of requests are kept: see `Delivery`.
    let requestKey: SecretKey

    /// How a message came.
    enum Arrival: Sendable, Equatable {
        /// For the first time, or again in the same life of this process.
        case first
        /// Left by a process that died or hung.
        case afterDeath
        /// From the store, after that many attempts; `isSuspect` when a process died on it there.
        case retry(attempts: Int, isSuspect: Bool)

        /// Starts that may have been deaths before the message is parked; nil when none was.
        var startLimit: Int? {
            switch self {
            case .first, .retry(_, isSuspect: false): nil
            case .afterDeath: MessageRunner.deathLimit
            // Its first start is counted too, and was not alone.
            case .retry(_, isSuspect: true): MessageRunner.deathLimit + 1
            }
        }
    }

    /// Where a message is when its handling has ended.
    enum Ending: Sendable {
        /// Done with: handled, refused, or a dead letter.
        case done
        /// In the store, for its next attempt.
        case kept
        /// Where it was: to be found there again.
        case left
    }

    /// What is to be done with a message after its handler ran.
    enum Outcome: Sendable {
        case handled(HandledReply)
        case refused(Refusal)
        case failed(String, attempts: Int)
        /// Its content is none of its type: no attempt will ever read it.
        case malformed(String)
    }

    /// Attempts in a row before a message is put aside.
    static let immediateAttempts = 3
    /// Deaths of a process on one message before it is put among the dead letters.
    static let deathLimit = 3

    /// Handles an entry to its end: answered, acknowledged, kept for later, or a dead letter. Only
    /// what the store could not take before the program stopped is left as it was.
    @discardableResult
    func handle(_ entry: StreamEntry, _ arrival: Arrival) async -> Ending {
        let envelope: Envelope
        do {
            envelope = try Envelope(opening: entry.fields, of: entry.stream, key: bus.key)
        } catch {
            guard await bury(entry, nil, .unreadable, "unreadable", attempts: 0) else {
                return .left
            }
            acknowledge(entry)
            return .done
        }
        return await Log.$trace.withValue(envelope.trace) {
            await handle(entry, envelope, arrival)
        }
    }

    private func handle(
        _ entry: StreamEntry, _ envelope: Envelope, _ arrival: Arrival
    ) async -> Ending {
        if let expiry = envelope.expiryTime, expiry <= clock.now() {
            return finish(entry, envelope, .failure(.expired))
        }
        guard let handler = handlers[envelope.type] else {
            // Events of others that this service does not hear pass by; a command is somebody's loss.
            if !entry.stream.hasPrefix("egov:events:"),
                await !bury(entry, envelope, .unknown, "unknown", attempts: 0)
            {
                return .left
            }
            return finish(entry, envelope, .failure(.unavailable))
        }
        if entry.row == nil, envelope.time < clock.now() - timings.messageLife {
            let reason = "sent at \(envelope.time.rfc3339)"
            guard await bury(entry, envelope, .outdated, reason, attempts: 0) else { return .left }
            return finish(entry, envelope, .failure(.expired))
        }
        if let limit = arrival.startLimit {
            guard let starts = await countStart(of: entry.name(envelope)) else { return .left }
            if starts > limit { return await park(entry, envelope, starts) }
        }
        let outcome = await attempt(handler, envelope, arrival)
        if arrival != .first { await forgetDeaths(of: entry.name(envelope)) }
        return await conclude(entry, envelope, outcome)
    }

    private func conclude(
        _ entry: StreamEntry, _ envelope: Envelope, _ outcome: Outcome
    ) async -> Ending {
        switch outcome {
        case .handled(let reply):
            Metrics.count("messages_total{result=\"handled\"}")
            return finish(entry, envelope, .success(reply))
        case .refused(let refusal):
            Metrics.count("messages_total{result=\"refused\"}")
            let reason = "refused: \(refusal.code)"
            if envelope.replyTo == nil,
                await !bury(entry, envelope, .refused, reason, attempts: 1)
            {
                return .left
            }
            return finish(entry, envelope, .failure(refusal))
        case .failed(let error, let attempts):
            Metrics.count("messages_total{result=\"failed\"}")
            if envelope.replyTo == nil {
                let ending = await keepForLater(entry, envelope, error, attempts)
                if ending != .left { acknowledge(entry) }
                return ending
            }
            Log.error(
                "request failed", ["type": envelope.type, "id": envelope.id, "error": error])
            return finish(entry, envelope, .failure(.unavailable))
        case .malformed(let error):
            Metrics.count("messages_total{result=\"malformed\"}")
            guard await bury(entry, envelope, .malformed, error, attempts: 1) else { return .left }
            return finish(entry, envelope, .failure(.unavailable))
        }
    }

    /// Runs the handler, up to three times in a row while it fails.
    func attempt(_ handler: Handler, _ envelope: Envelope, _ arrival: Arrival) async -> Outcome {
        let earlier: Int = if case .retry(let attempts, _) = arrival { attempts } else { 0 }
        let delivery = Delivery(
            id: envelope.id, type: envelope.type, caller: envelope.head.caller,
            sentAt: envelope.time, idempotencyKey: envelope.head.key, data: envelope.data,
            key: requestKey, store: store)
        let most = handler.kind == .query || earlier > 0 ? 1 : Self.immediateAttempts
        var last = ""
        for count in 1...most {
            do {
                return .handled(try await handler.run(envelope.data, delivery))
            } catch let refusal as Refusal {
                // What only waits for another service comes again, when nobody waits for an answer.
                let isPassing = refusal.kind == .unavailable || refusal.kind == .expired
                if envelope.replyTo != nil || !isPassing { return .refused(refusal) }
                return .failed(refusal.code, attempts: earlier + count)
            } catch let error as MalformedMessage {
                return .malformed(error.description)
            } catch let error as StoreError {
                if case .unavailable = error, envelope.replyTo != nil {
                    return .refused(.unavailable)
                }
                last = String(describing: error)
            } catch {
                last = String(describing: error)
            }
            if Task.isCancelled { break }
        }
        return .failed(last, attempts: earlier + most)
    }

    // MARK: - What comes of it

    /// Answers whoever waits, and acknowledges the entry.
    private func finish(
        _ entry: StreamEntry, _ envelope: Envelope, _ result: Result<HandledReply, Refusal>
    ) -> Ending {
        guard let replyTo = envelope.replyTo else {
            acknowledge(entry)
            return .done
        }
        do {
            let fields = try ReplyEnvelope(id: envelope.id, result: result)
                .sealed(for: replyTo, key: bus.key)
            bus.writer.sendLater([fields.adding(to: replyTo, keepingAbout: 10_000)])
        } catch {
            Log.error("reply cannot be written", ["type": envelope.type, "id": envelope.id])
        }
        acknowledge(entry)
        return .done
    }

    /// Takes the entry off the group's list.
    private func acknowledge(_ entry: StreamEntry) {
        // An entry from the store was acknowledged when it was put there.
        if entry.id.isEmpty { return }
        bus.writer.acknowledge(entry.id, of: entry.stream, in: service.rawValue)
    }

    /// Keeps a failed message in the store for its next attempt, or buries it after the last.
    private func keepForLater(
        _ entry: StreamEntry, _ envelope: Envelope, _ error: String, _ attempts: Int
    ) async -> Ending {
        // What was cut off at the end of the grace time has not had its attempt.
        if Task.isCancelled { return .left }
        Log.warning(
            "message failed", ["type": envelope.type, "id": envelope.id, "error": error])
        let round = attempts - Self.immediateAttempts
        guard timings.retryDelays.indices.contains(max(round, 0)) else {
            let isBuried = await bury(entry, envelope, .failed, error, attempts: attempts)
            return isBuried ? .done : .left
        }
        let delay = timings.retryDelays[max(round, 0)].jittered()
        let isStored = await untilStored { transaction in
            try RetryRow(
                id: entry.name(envelope), stream: entry.stream, fields: entry.fields,
                attempts: attempts, lastError: error, nextAt: transaction.time + delay
            ).save(in: transaction)
        }
        return isStored ? .kept : .left
    }

    /// Puts the entry among the dead letters; `envelope` is nil when it did not open.
    private func bury(
        _ entry: StreamEntry, _ envelope: Envelope?, _ class: DeadLetter.Class, _ reason: String,
        attempts: Int
    ) async -> Bool {
        let letter = DeadLetterRow(
            id: entry.name(envelope), type: envelope?.type ?? "", stream: entry.stream,
            fields: entry.fields, class: `class`, reason: reason, attempts: attempts)
        Log.error(
            "dead letter",
            [
                "type": letter.type, "id": letter.id, "class": `class`.rawValue, "reason": reason,
            ])
        Metrics.count("dead_letters_total")
        return await untilStored { try letter.save(in: $0) }
    }

    /// Writes until it succeeds: while it does not (a full disk), the entry stays unacknowledged.
    /// False when the program stopped meanwhile.
    private func untilStored(
        _ body: @escaping @Sendable (borrowing Transaction) throws -> Void
    ) async -> Bool {
        while true {
            do {
                try await store.write(body)
                return true
            } catch {
                Log.warningSometimes("store is away", ["error": String(describing: error)])
                if Task.isCancelled { return false }
                // Cut short only at the end of the grace time; the entry is then still pending.
                try? await Task.sleep(for: .seconds(1))
            }
        }
    }

    // MARK: - Deaths

    /// Counts a start that may become a death, before the handler starts. Nil when the store cannot
    /// take it: then the message waits, since its deaths would not be seen.
    private func countStart(of id: String) async -> Int? {
        do {
            return try await store.write { try Deaths.countStart(of: id, in: $0) }
        } catch {
            Log.warningSometimes("store is away", ["error": String(describing: error)])
            return nil
        }
    }

    /// Puts a message among the dead letters because the process died on it too often.
    private func park(_ entry: StreamEntry, _ envelope: Envelope, _ starts: Int) async -> Ending {
        let reason = "the process died on it \(Self.deathLimit) times"
        guard await bury(entry, envelope, .deadly, reason, attempts: starts) else { return .left }
        return finish(entry, envelope, .failure(.unavailable))
    }

    private func forgetDeaths(of id: String) async {
        do {
            try await store.write { try Deaths.forget(id, in: $0) }
        } catch {
            Log.warningSometimes("store is away", ["error": String(describing: error)])
        }
    }

    /// Moves the store's log into its file, the last thing before the program ends.
    func checkpoint() async {
        do { try await store.checkpoint() } catch {
            Log.warning("checkpoint failed", ["error": String(describing: error)])
        }
    }
}
