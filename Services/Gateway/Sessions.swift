import Contracts
import Cryptography
import Lifecycle
import Messaging
import Synchronization

/// Whom the router asks; in the program it is the bus.
protocol Asking: Sendable {
    /// Hands on a request whose JSON was not read, and hands back the reply's JSON.
    func forward(
        _ type: any Request.Type, json: [UInt8], as caller: Caller, idempotencyKey: String?,
        timeout: Duration
    ) async throws(Refusal) -> HandledReply
}

extension Bus: Asking {}

/// Who is signed in, as identity tells; remembered for as long as identity allows, and forgotten
/// when identity announces that sessions were ended or changed.
final class Sessions: Sendable {
    private let asking: any Asking
    private let clock: WallClock
    private let table: Mutex<SessionTable>

    /// Remembers at most `limit` sessions.
    init(asking: any Asking, clock: WallClock = .system, limit: Int = 100_000) {
        (self.asking, self.clock) = (asking, clock)
        table = Mutex(SessionTable(limit: limit))
    }

    /// Who holds the session of this token; nil when it opens none.
    func caller(for token: String) async throws(Refusal) -> Caller? {
        guard Sessions.isPlausible(token) else { return nil }
        let hash = Sessions.hash(token)
        let now = clock.now()
        let (known, generation) = table.withLock { ($0.find(hash, at: now), $0.generation) }
        if let known { return known }
        let answer = try await resolve(hash)
        guard let caller = answer.caller else { return nil }
        table.withLock { table in
            // What ended while identity was answering must not be remembered as open.
            guard table.generation == generation else { return }
            table.insert(hash, caller, until: answer.validUntil)
        }
        return caller
    }

    /// Hears what identity announces; nil says that something may have been missed.
    func hear(_ event: (name: String, data: [UInt8])?) {
        guard let event else { return table.withLock { $0.removeAll() } }
        // Whatever an unreadable announcement ended, nothing may be taken as still open.
        switch event.name {
        case SessionsEnded.name:
            forget(try? StrictJSON.decode(SessionsEnded.self, trusted: event.data).tokenHashes)
        case SessionsChanged.name:
            forget(try? StrictJSON.decode(SessionsChanged.self, trusted: event.data).tokenHashes)
        default: break
        }
    }

    private func forget(_ hashes: [String]?) {
        table.withLock { table in
            if let hashes { table.remove(hashes) } else { table.removeAll() }
        }
    }

    /// Forgets the session of this token, because it was just ended or changed.
    func forget(_ token: String) { table.withLock { $0.remove([Sessions.hash(token)]) } }

    private func resolve(_ hash: String) async throws(Refusal) -> ResolveSession.Reply {
        do {
            let reply = try await asking.forward(
                ResolveSession.self, json: try StrictJSON.encode(ResolveSession(tokenHash: hash)),
                as: Caller(role: .service, id: "gateway"), idempotencyKey: nil,
                timeout: .seconds(5))
            return try StrictJSON.decode(ResolveSession.Reply.self, trusted: reply.bytes)
        } catch let refusal as Refusal {
            throw refusal
        } catch {
            Log.error("identity's answer is not understood", ["error": "\(type(of: error))"])
            throw .unavailable
        }
    }

    /// Whether it could be a token at all: 256 bits in base64 or hexadecimal, with some room.
    private static func isPlausible(_ token: String) -> Bool {
        (32...128).contains(token.utf8.count)
            && token.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F: true
                default: false
                }
            }
    }

    private static func hash(_ token: String) -> String { SHA256.hash(Array(token.utf8)).hex }
}

/// A bounded table in two halves: when the young half is full it becomes the old one, and what was
/// not used since the last such turn is gone.
struct SessionTable {
    private var young: [String: Entry] = [:]
    private var old: [String: Entry] = [:]
    private let limit: Int
    /// Counts the removals, so that an answer older than one can be told.
    private(set) var generation = 0

    private struct Entry {
        let caller: Caller
        let validUntil: Timestamp
    }

    /// An empty table of at most `limit` sessions.
    init(limit: Int) { self.limit = limit }

    /// Who holds the session, as long as that may be remembered.
    mutating func find(_ hash: String, at now: Timestamp) -> Caller? {
        guard let entry = young[hash] ?? old[hash] else { return nil }
        guard entry.validUntil > now else {
            young[hash] = nil
            old[hash] = nil
            return nil
        }
        if young[hash] == nil { add(hash, entry) }
        return entry.caller
    }

    /// Remembers who holds it.
    mutating func insert(_ hash: String, _ caller: Caller, until validUntil: Timestamp) {
        add(hash, Entry(caller: caller, validUntil: validUntil))
    }

    /// Forgets these.
    mutating func remove(_ hashes: [String]) {
        generation += 1
        for hash in hashes {
            young[hash] = nil
            old[hash] = nil
        }
    }

    /// Forgets all.
    mutating func removeAll() {
        generation += 1
        young = [:]
        old = [:]
    }

    /// How many entries are held.
    var count: Int { young.count + old.count }

    private mutating func add(_ hash: String, _ entry: Entry) {
        old[hash] = nil
        if young.count >= max(1, limit / 2) {
            old = young
            young = [:]
        }
        young[hash] = entry
    }
}
