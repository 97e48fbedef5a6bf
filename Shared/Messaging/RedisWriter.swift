import Foundation
import Lifecycle
import Synchronization

/// Writes to Redis: whatever waits goes out in one pipeline, and the answers come back together.
final class RedisWriter: Sendable {
    private let link: RedisLink
    private let readiness: Readiness
    private let queue = Mutex(Queue())
    private let alarms = Mutex<[String: Alarm]>([:])
    private let isBlocked = Atomic<Bool>(false)

    /// A refusal that an operator must end. It counts until the same command is taken, or has not
    /// been tried for a while.
    private struct Alarm {
        let text: String
        let end: ContinuousClock.Instant
        static let length = Duration.seconds(10)
    }

    /// What waits for the next pipeline.
    private struct Queue {
        var batches: [Batch] = []
        /// Entries that their group is done with, by stream.
        var handled: [Pending: [String]] = [:]
        var isDraining = false
    }

    /// Where entries wait for their acknowledgement.
    private struct Pending: Hashable {
        let stream: String
        let group: String
    }

    /// Commands of one caller; they go out next to each other.
    private struct Batch: Sendable {
        let commands: [RedisCommand]
        let deadline: ContinuousClock.Instant
        let finish: @Sendable (Result<Answers, RedisError>) -> Void
    }

    /// The answers of one caller's commands, with the `run_id` of the Redis that gave them.
    struct Answers: Sendable {
        let replies: [RedisReply]
        let runID: String
    }

    /// Commands that one pipeline takes at most.
    private static let pipelineLimit = 2048
    /// Batches that may wait; more are refused, so that a Redis that is away does not fill memory.
    private static let queueLimit = 20_000

    init(_ address: RedisAddress, name: String, readiness: Readiness) {
        link = RedisLink(address, name: name)
        self.readiness = readiness
    }

    /// Sends the commands and answers what Redis said to each; throws when the connection broke (they
    /// may or may not have been done) or Redis was away for two seconds.
    func send(_ commands: [RedisCommand]) async throws -> Answers {
        try await withCheckedThrowingContinuation { continuation in
            add(commands) { continuation.resume(with: $0) }
        }
    }

    /// Sends the commands; nobody waits. What is lost is sent again when the message is read again.
    ///
    /// `onFailure` hears why nothing came of it: the connection's error, or an error word of Redis.
    func sendLater(
        _ commands: [RedisCommand], onFailure: @escaping @Sendable (RedisError) -> Void = { _ in }
    ) {
        add(commands, Self.noteFailure(onFailure))
    }

    private static func noteFailure(
        _ onFailure: @escaping @Sendable (RedisError) -> Void
    ) -> @Sendable (Result<Answers, RedisError>) -> Void {
        { result in
            switch result {
            case .success(let answers):
                for case .error(let error) in answers.replies {
                    Log.warningSometimes("redis refused", ["error": error.word])
                    onFailure(error)
                }
            case .failure(let error):
                Log.warningSometimes("redis is away", ["error": error.description])
                onFailure(error)
            }
        }
    }

    /// Takes entries off the group's list, after what was sent before; a command is deleted too, an
    /// event stays for other groups. All that wait go in one command.
    func acknowledge(_ id: String, of stream: String, in group: String) {
        let mustStart = queue.withLock { queue in
            queue.handled[Pending(stream: stream, group: group), default: []].append(id)
            defer { queue.isDraining = true }
            return !queue.isDraining
        }
        if mustStart { link.start { self.drain($0) } }
    }

    private static func acknowledgement(_ pending: Pending, _ ids: [String]) -> [RedisCommand] {
        var commands = [RedisCommand("XACK", pending.stream, pending.group)]
        if pending.stream.hasPrefix("egov:commands:") {
            commands.append(RedisCommand("XDEL", pending.stream))
        }
        for index in commands.indices {
            for id in ids { commands[index].add(id) }
        }
        return commands
    }

    private func add(
        _ commands: [RedisCommand],
        _ finish: @escaping @Sendable (Result<Answers, RedisError>) -> Void
    ) {
        let batch = Batch(
            commands: commands, deadline: .now + RedisConnection.timeout, finish: finish)
        let (isFull, mustStart) = queue.withLock { queue in
            guard queue.batches.count < Self.queueLimit else { return (true, false) }
            queue.batches.append(batch)
            defer { queue.isDraining = true }
            return (false, !queue.isDraining)
        }
        if isFull { finish(.failure(.connection("too much waits for Redis"))) }
        if mustStart { link.start { self.drain($0) } }
    }

    private func drain(_ link: RedisLink) {
        while true {
            let batches = takeNext()
            if batches.isEmpty { return }
            var isSent = false
            do {
                let answers = try link.withConnection { connection, _ in
                    isSent = true
                    return Answers(
                        replies: try connection.pipeline(batches.flatMap(\.commands)),
                        runID: connection.runID)
                }
                noteAlarms(batches, answers.replies)
                hand(answers, to: batches)
                react(to: answers.replies, link)
            } catch {
                let error = error as? RedisError ?? .connection(String(describing: error))
                setBlocked(by: error.description)
                // When no connection could be made nothing was sent: what still has time waits.
                giveBack(batches, isSent: isSent, error)
                Thread.sleep(forTimeInterval: Double(link.nextDelayOnThread().milliseconds) / 1000)
            }
        }
    }

    private func takeNext() -> [Batch] {
        queue.withLock { queue in
            var count = 0
            var commands = 0
            while count < queue.batches.count, commands < Self.pipelineLimit {
                commands += queue.batches[count].commands.count
                count += 1
            }
            var batches = Array(queue.batches.prefix(count))
            queue.batches.removeFirst(count)
            // Not before the answers that were written ahead of them.
            if queue.batches.isEmpty, !queue.handled.isEmpty {
                let commands = queue.handled.flatMap(Self.acknowledgement)
                queue.handled = [:]
                batches.append(
                    Batch(
                        commands: commands, deadline: .now + RedisConnection.timeout,
                        finish: Self.noteFailure { _ in }))
            }
            if batches.isEmpty { queue.isDraining = false }
            return batches
        }
    }

    private func hand(_ answers: Answers, to batches: [Batch]) {
        var start = 0
        for batch in batches {
            let end = start + batch.commands.count
            batch.finish(
                .success(
                    Answers(replies: Array(answers.replies[start..<end]), runID: answers.runID)))
            start = end
        }
    }

    private func giveBack(_ batches: [Batch], isSent: Bool, _ error: RedisError) {
        let now = ContinuousClock.now
        let waiting = isSent ? [] : batches.filter { $0.deadline > now }
        queue.withLock { $0.batches.insert(contentsOf: waiting, at: 0) }
        for batch in batches where isSent || batch.deadline <= now { batch.finish(.failure(error)) }
    }

    private func noteAlarms(_ batches: [Batch], _ replies: [RedisReply]) {
        let reason = alarms.withLock { alarms in
            let isAny = replies.contains { reply in
                if case .error(let error) = reply { error.reaction == .alarm } else { false }
            }
            guard isAny || !alarms.isEmpty else { return String?.none }
            let now = ContinuousClock.now
            for (command, reply) in zip(batches.lazy.flatMap(\.commands), replies) {
                if case .error(let error) = reply, error.reaction == .alarm {
                    alarms[command.place] = Alarm(
                        text: error.description, end: now + Alarm.length)
                } else {
                    alarms[command.place] = nil
                }
            }
            alarms = alarms.filter { $0.value.end > now }
            return alarms.values.map(\.text).min()
        }
        setBlocked(by: reason)
    }

    private func setBlocked(by reason: String?) {
        isBlocked.store(reason != nil, ordering: .relaxed)
        readiness.set("redis", blockedBy: reason)
    }

    /// Asks Redis whether all is well again, when it was not: a program that is not ready may have
    /// nothing else to write.
    func askWhenBlocked() async {
        guard isBlocked.load(ordering: .relaxed) else { return }
        // The answer is heard by `noteAlarms`; without one the program stays as it is.
        _ = try? await send([RedisCommand("PING")])
    }

    private func react(to replies: [RedisReply], _ link: RedisLink) {
        for case .error(let error) in replies where error.reaction == .reconnect {
            // READONLY: this is a replica now; the next use asks where the master is.
            _ = try? link.withConnection { _, _ in throw error }
            return
        }
    }
}
