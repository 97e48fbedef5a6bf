/// A stream entry's id, `milliseconds-sequence`, as one number that sorts the same way.
struct EntryID: Hashable, Comparable, Sendable {
    /// Milliseconds shifted by 20 bits, and the sequence.
    let packed: Int64

    init(packed: Int64) { self.packed = packed }

    /// What is too large for the packing becomes the largest that is not.
    init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let milliseconds = UInt64(parts[0]), let sequence = UInt64(parts[1])
        else { return nil }
        packed =
            milliseconds < 1 << 43
            ? Int64(milliseconds << 20 | min(sequence, 1 << 20 - 1)) : .max
    }

    /// As Redis writes it.
    var text: String { "\(packed >> 20)-\(packed & (1 << 20 - 1))" }

    /// The milliseconds at which Redis took the entry.
    var milliseconds: Int64 { packed >> 20 }

    /// The smallest id after this one; the last has none and stays.
    var next: EntryID { EntryID(packed: packed == .max ? packed : packed + 1) }

    static func < (left: Self, right: Self) -> Bool { left.packed < right.packed }
}

/// An entry that was read from a stream.
struct StreamEntry: Sendable {
    let stream: String
    let id: String
    let fields: Envelope.Fields
    /// The id of its row, when it waited in the store for its next attempt.
    var row: String?

    /// The id by which the store knows the message: its own, or where it lay when that is not known.
    /// What did not open at first keeps that name when it opens later.
    func name(_ envelope: Envelope?) -> String { row ?? envelope?.id ?? "\(stream) \(id)" }

    /// The entries in `[[id, [field, value, …]], …]`; deleted ones (nil fields) are left out.
    static func list(_ reply: RedisReply, of stream: String) -> [StreamEntry] {
        reply.elements.compactMap { entry in
            let parts = entry.elements
            guard parts.count == 2, let id = parts[0].string, case .list(let words) = parts[1]
            else { return nil }
            let fields: Envelope.Fields = stride(from: 0, to: words.count - 1, by: 2).map { index in
                guard case .text(let value) = words[index + 1] else { return ("", []) }
                return (words[index].string ?? "", value)
            }
            return StreamEntry(stream: stream, id: id, fields: fields)
        }
    }

    /// The entries of an XREAD or XREADGROUP reply, `[[stream, entries], …]`.
    static func lists(_ reply: RedisReply) -> [StreamEntry] {
        reply.elements.flatMap { part -> [StreamEntry] in
            guard part.elements.count == 2, let stream = part.elements[0].string else { return [] }
            return list(part.elements[1], of: stream)
        }
    }
}
