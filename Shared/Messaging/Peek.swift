import Contracts

/// A stream's entry, opened for an operator.
package struct PeekedEntry: Sendable {
    /// The entry's id in its stream.
    package let id: String
    /// The clear attributes in order.
    package let attributes: [(name: String, value: String)]
    /// Who asked, as JSON; nil when the seal does not open.
    package let caller: String?
    /// The content, as JSON; nil when the seal does not open.
    package let data: String?
}

extension Bus {
    /// The last `count` entries of a stream, newest first, opened with the deployment's key.
    package func peek(_ stream: String, last count: Int) async throws -> [PeekedEntry] {
        let reply = try await writer.send([
            RedisCommand("XREVRANGE", stream, "+", "-", "COUNT", "\(count)")
        ]).replies[0].checked()
        return StreamEntry.list(reply, of: stream).map { entry in
            let clear = entry.fields.filter { $0.name != "data" }.map {
                (name: $0.name, value: String(decoding: $0.value, as: UTF8.self))
            }
            // What does not open is shown without its content.
            let envelope = try? Envelope(opening: entry.fields, of: stream, key: key)
            let head = envelope.flatMap { try? StrictJSON.encode($0.head.caller) }
            return PeekedEntry(
                id: entry.id, attributes: clear,
                caller: head.map { String(decoding: $0, as: UTF8.self) },
                data: envelope.map { String(decoding: $0.data, as: UTF8.self) })
        }
    }
}
