package import Contracts

/// One use case that changes something: checks, decides, one transaction, reply.
package protocol CommandHandler: Sendable {
    /// The command it handles.
    associatedtype Message: Command

    /// Does what the command asks, in exactly one `delivery.transaction` (or `decide`).
    ///
    /// May run again for the same message after a crash or a duplicate: the transaction then runs
    /// nothing and answers what the first one answered. Throws `Refusal` for what it understands and
    /// will not do; anything else makes the message come again, and at last a dead letter.
    func handle(_ command: Message, _ delivery: Delivery) async throws -> Message.Reply
}

/// One use case that only reads.
package protocol QueryHandler: Sendable {
    /// The query it answers.
    associatedtype Message: Query

    /// Reads what the query asks for.
    func answer(_ query: Message, for caller: Caller) async throws -> Message.Reply
}

/// What a service does when it hears an announcement of another.
package protocol EventHandler: Sendable {
    /// The event it hears.
    associatedtype Message: Event

    /// Does what follows from the event, in exactly one `delivery.transaction`; see `CommandHandler`.
    func handle(_ event: Message, _ delivery: Delivery) async throws
}

/// A handler in a service's list.
package struct Handler: Sendable {
    /// The wire name of what it handles.
    let name: String
    let kind: Kind
    let run: @Sendable (_ data: [UInt8], _ delivery: Delivery) async throws -> HandledReply

    enum Kind: Sendable { case command, query, event }

    /// Handles a command.
    package static func command<Each: CommandHandler>(_ handler: Each) -> Handler {
        let shape = Shape.of(Each.Message.self)
        return Handler(name: Each.Message.name, kind: .command) { data, delivery in
            let command = try read(Each.Message.self, shape, data, from: delivery.caller)
            return try HandledReply(try await handler.handle(command, delivery))
        }
    }

    /// Answers a query.
    package static func query<Each: QueryHandler>(_ handler: Each) -> Handler {
        let shape = Shape.of(Each.Message.self)
        return Handler(name: Each.Message.name, kind: .query) { data, delivery in
            let query = try read(Each.Message.self, shape, data, from: delivery.caller)
            return try HandledReply(try await handler.answer(query, for: delivery.caller))
        }
    }

    /// Hears an event.
    package static func event<Each: EventHandler>(_ handler: Each) -> Handler {
        Handler(name: Each.Message.name, kind: .event) { data, delivery in
            try await handler.handle(try read(Each.Message.self, trusted: data), delivery)
            return HandledReply(bytes: [], version: nil)
        }
    }

    /// Services write their own JSON; what a person sent is read strictly.
    private static func read<Message: Contracts.Message>(
        _ type: Message.Type, _ shape: Shape, _ data: [UInt8], from caller: Caller
    ) throws -> Message {
        caller.role == .service
            ? try read(type, trusted: data)
            : try StrictJSON.decode(type, shape: shape, untrusted: data)
    }

    private static func read<Message: Contracts.Message>(
        _ type: Message.Type, trusted data: [UInt8]
    ) throws -> Message {
        do { return try StrictJSON.decode(type, trusted: data) } catch {
            throw MalformedMessage(error)
        }
    }
}

/// A message's content is not what its type says: it will be so at each attempt.
struct MalformedMessage: Error, CustomStringConvertible {
    /// What is wrong and where, without the content.
    let description: String

    init(_ error: any Error) {
        let (fault, context): (String, DecodingError.Context?) =
            switch error as? DecodingError {
            case .keyNotFound(let key, let context): ("no \(key.stringValue)", context)
            case .valueNotFound(_, let context): ("nothing", context)
            case .typeMismatch(let type, let context): ("not a \(type)", context)
            case .dataCorrupted(let context): ("not readable", context)
            default: ("not readable", nil)
            }
        let path = context?.codingPath.map(\.stringValue).joined(separator: ".") ?? ""
        description = path.isEmpty ? "content: \(fault)" : "content: \(fault) in \(path)"
    }
}

/// A reply as it travels: JSON, and the version for the HTTP `ETag`.
package struct HandledReply: Sendable {
    /// The reply's JSON.
    package let bytes: [UInt8]
    /// The version of the thing it shows.
    package let version: Int64?

    init(bytes: [UInt8], version: Int64?) {
        self.bytes = bytes
        self.version = version
    }

    init(_ reply: some Encodable) throws {
        bytes = try StrictJSON.encode(reply)
        version = (reply as? any VersionedReply)?.version
    }
}

/// What a transaction decides: both are kept with all that was changed, and answered again when the
/// message is delivered again. (A thrown `Refusal` undoes what was changed and is not kept.)
package enum Answer<Reply: Sendable>: Sendable {
    case reply(Reply)
    case refusal(Refusal)
}
