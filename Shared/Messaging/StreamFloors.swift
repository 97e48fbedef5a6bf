import Contracts
import Lifecycle

/// How far every registered group has come with a stream.
struct StreamFloors: Sendable {
    let bus: Bus

    /// What one look at a stream found.
    struct Floor: Sendable {
        /// The generation of Redis' data at that moment.
        let generation: String
        /// Everything before this entry is done with; nil when a registered group is missing.
        let entry: EntryID?
        /// Entries that some registered group has not handled, counted for the group `service`.
        let backlog: Int
    }

    /// The groups that must have handled an entry of `stream` before it may go.
    static func registeredGroups(of stream: String) -> [String] {
        let owner = ServiceName(rawValue: stream.split(separator: ":").last.map(String.init) ?? "")
        guard let owner else { return [] }
        return stream.hasPrefix("egov:commands:")
            ? [owner.rawValue] : Directory.subscribers(of: owner).map(\.rawValue)
    }

    /// Looks at `stream`: generation, groups and their oldest owed entries in one atomic step.
    /// `group` is the one whose backlog is counted.
    func look(at stream: String, backlogOf group: String? = nil) async throws -> Floor {
        let groups = Self.registeredGroups(of: stream)
        var commands = [
            Generation.beginning(), RedisCommand("MULTI"), Generation.word,
            RedisCommand("XINFO", "GROUPS", stream),
        ]
        commands += groups.map { RedisCommand("XPENDING", stream, $0) }
        commands.append(RedisCommand("EXEC"))
        let answers = try await bus.writer.send(commands)
        let parts = try answers.replies.last!.checked().elements
        guard parts.count == groups.count + 2,
            let generation = Generation.name(parts[0], answers.runID)
        else { throw RedisError.connection("no generation") }
        let delivered = Self.delivered(parts[1])
        var floor: EntryID? = groups.isEmpty ? EntryID(packed: Int64.max) : nil
        var backlog = 0
        for (index, name) in groups.enumerated() {
            guard let state = delivered[name] else {
                return Floor(generation: generation, entry: nil, backlog: backlog)
            }
            let pending = parts[index + 2].elements
            let oldest = pending.count > 1 ? pending[1].string.flatMap(EntryID.init) : nil
            let owed = oldest ?? state.last.next
            floor = min(floor ?? owed, owed)
            if name == group {
                backlog = Int(state.lag + (pending.first?.number ?? 0))
            }
        }
        return Floor(generation: generation, entry: floor, backlog: backlog)
    }

    /// The last delivered entry and the lag of each group in the reply of XINFO GROUPS.
    static func delivered(_ reply: RedisReply) -> [String: (last: EntryID, lag: Int64)] {
        var groups: [String: (last: EntryID, lag: Int64)] = [:]
        for group in reply.elements {
            let words = group.elements
            var facts: [String: RedisReply] = [:]
            for index in stride(from: 0, to: words.count - 1, by: 2) {
                facts[words[index].string ?? ""] = words[index + 1]
            }
            guard let name = facts["name"]?.string,
                let last = facts["last-delivered-id"]?.string.flatMap(EntryID.init)
            else { continue }
            groups[name] = (last, facts["lag"]?.number ?? 0)
        }
        return groups
    }
}
