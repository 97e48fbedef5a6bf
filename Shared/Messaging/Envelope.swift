import Contracts
import Cryptography
import Lifecycle

/// A message as it travels: one stream field for each clear attribute (named as in CloudEvents
/// 1.0.2 where it has a name), and `data`, which holds caller and content sealed together.
struct Envelope: Sendable {
    /// 48 bits of time and 80 random bits in hexadecimal.
    var id: String
    /// The program that sent it.
    var source: String
    /// The wire name.
    var type: String
    /// The thing an event is about.
    var subject: String?
    /// The version of that thing.
    var sequence: Int64?
    /// When it was sent.
    var time: Timestamp
    /// Until when an answer is of use; only with `replyTo`.
    var expiryTime: Timestamp?
    /// W3C trace context.
    var trace: String?
    /// The stream that waits for the answer.
    var replyTo: String?
    /// Who asks, and what is sealed with it.
    var head: Head
    /// The message's JSON.
    var data: [UInt8]

    /// What travels sealed beside the data.
    struct Head: Codable, Sendable {
        var caller: Caller
        /// The caller's Idempotency-Key.
        var key: String?
    }

    /// One field of a stream entry.
    typealias Field = (name: String, value: [UInt8])
    /// A stream entry's fields.
    typealias Fields = [Field]

    /// The fields for `stream`, sealed with the deployment's key.
    func sealed(for stream: String, key: SecretKey) throws -> Fields {
        var fields = clearFields
        let head = head.packed
        var content: [UInt8] = []
        content.reserveCapacity(4 + head.count + data.count)
        withUnsafeBytes(of: UInt32(head.count).littleEndian) { content += $0 }
        content += head
        content += data
        fields.append(
            ("data", Sealing.seal(content, key: key, context: Self.context(stream, fields))))
        return fields
    }

    /// Opens an entry of `stream`; throws when a field was changed, moved or is missing.
    init(opening fields: Fields, of stream: String, key: SecretKey) throws {
        guard let sealed = fields.last, sealed.name == "data" else { throw UnreadableEnvelope() }
        let clear = fields.dropLast()
        let content = try Sealing.open(
            sealed.value, key: key, context: Self.context(stream, clear))
        func text(_ name: String) -> String? {
            clear.last { $0.name == name }.map { String(decoding: $0.value, as: UTF8.self) }
        }
        guard content.count >= 4, let id = text("id"), let source = text("source"),
            let type = text("type"), let time = text("time").flatMap(Timestamp.init(rfc3339:))
        else { throw UnreadableEnvelope() }
        let length = content[..<4].reversed().reduce(0) { $0 << 8 | Int($1) }
        guard content.count >= 4 + length else { throw UnreadableEnvelope() }
        self.id = id
        self.source = source
        self.type = type
        self.time = time
        subject = text("subject")
        sequence = text("sequence").flatMap { Int64($0) }
        expiryTime = text("expirytime").flatMap(Timestamp.init(rfc3339:))
        trace = text("traceparent")
        replyTo = text("replyto")
        head = try Head(packed: content[4..<(4 + length)])
        data = Array(content[(4 + length)...])
    }

    init(
        id: String, source: String, type: String, time: Timestamp, head: Head, data: [UInt8]
    ) {
        self.id = id
        self.source = source
        self.type = type
        self.time = time
        self.head = head
        self.data = data
    }

    private var clearFields: Fields {
        var fields: Fields = []
        func add(_ name: String, _ value: String?) {
            if let value { fields.append((name, Array(value.utf8))) }
        }
        add("id", id)
        add("source", source)
        add("type", type)
        add("subject", subject)
        add("sequence", sequence.map { "\($0)" })
        add("time", time.rfc3339)
        add("expirytime", expiryTime?.rfc3339)
        add("traceparent", trace)
        add("replyto", replyTo)
        return fields
    }

    /// What the seal is bound to: the stream and every clear field, so that none can be swapped.
    static func context(_ stream: String, _ fields: some Collection<Field>) -> [UInt8] {
        var context: [UInt8] = []
        context.reserveCapacity(stream.utf8.count + fields.count * 64)
        func add(_ bytes: some Collection<UInt8>) {
            withUnsafeBytes(of: UInt32(bytes.count).littleEndian) { context += $0 }
            context += bytes
        }
        add(stream.utf8)
        for field in fields {
            add(field.name.utf8)
            add(field.value)
        }
        return context
    }
}

/// An entry is no message of this deployment.
struct UnreadableEnvelope: Error {}

extension Envelope.Fields {
    /// XADD of these fields at the end of `stream`.
    func adding(to stream: String, keepingAbout limit: Int? = nil) -> RedisCommand {
        var command = RedisCommand("XADD", stream)
        command.reserve(reduce(0) { $0 + $1.name.utf8.count + $1.value.count })
        if let limit {
            for word in ["MAXLEN", "~", "\(limit)"] { command.add(word) }
        }
        command.add("*")
        for field in self {
            command.add(field.name)
            command.add(field.value)
        }
        return command
    }

    /// The fields as one run of bytes, for a row of the store.
    var packed: [UInt8] {
        var out: [UInt8] = []
        for field in self {
            for part in [[UInt8](field.name.utf8), field.value] {
                Swift.withUnsafeBytes(of: UInt32(part.count).littleEndian) { out += $0 }
                out += part
            }
        }
        return out
    }

    /// Fields from `packed`.
    init(packed: [UInt8]) {
        var parts: [[UInt8]] = []
        var position = 0
        while position + 4 <= packed.count {
            let length = packed[position..<(position + 4)].reversed().reduce(0) {
                $0 << 8 | Int($1)
            }
            let end = Swift.min(position + 4 + length, packed.count)
            parts.append([UInt8](packed[(position + 4)..<end]))
            position = end
        }
        self = stride(from: 0, to: parts.count - 1, by: 2).map {
            (String(decoding: parts[$0], as: UTF8.self), parts[$0 + 1])
        }
    }
}

/// An answer as it travels back on `egov:replies:<instance>`: `id` of the request and `data`, sealed.
struct ReplyEnvelope: Sendable {
    /// The request's message id.
    let id: String
    /// What the owner answered.
    let result: Result<HandledReply, Refusal>

    func sealed(for stream: String, key: SecretKey) throws -> Envelope.Fields {
        let fields: Envelope.Fields = [("id", Array(id.utf8))]
        var content: [UInt8]
        switch result {
        case .success(let reply):
            content = [0]
            withUnsafeBytes(of: (reply.version ?? 0).littleEndian) { content += $0 }
            content += reply.bytes
        case .failure(let refusal): content = [1] + (try StrictJSON.encode(refusal))
        }
        return fields + [
            ("data", Sealing.seal(content, key: key, context: Envelope.context(stream, fields)))
        ]
    }

    init(id: String, result: Result<HandledReply, Refusal>) {
        self.id = id
        self.result = result
    }

    init(opening fields: Envelope.Fields, of stream: String, key: SecretKey) throws {
        guard fields.count == 2, fields[0].name == "id", fields[1].name == "data" else {
            throw UnreadableEnvelope()
        }
        id = String(decoding: fields[0].value, as: UTF8.self)
        let content = try Sealing.open(
            fields[1].value, key: key, context: Envelope.context(stream, [fields[0]]))
        switch content.first {
        case 0 where content.count >= 9:
            let version = content[1..<9].reversed().reduce(Int64(0)) { $0 << 8 | Int64($1) }
            result = .success(
                HandledReply(bytes: Array(content[9...]), version: version == 0 ? nil : version))
        case 1:
            result = .failure(
                try StrictJSON.decode(Refusal.self, trusted: Array(content.dropFirst())))
        default: throw UnreadableEnvelope()
        }
    }
}
