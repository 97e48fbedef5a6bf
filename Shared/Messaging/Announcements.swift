package import Contracts
import Lifecycle
package import Store

extension Transaction {
    /// Announces an event: it goes out after the commit, at least once, whatever happens.
    package func publish<Announced: Event>(_ event: Announced) throws {
        try addToOutbox(
            stream: Stream.events(of: Announced.owner), type: Announced.name,
            subject: event.subject, sequence: event.sequence, data: try StrictJSON.encode(event))
    }

    /// Sends a command to another service: it goes out after the commit, at least once, and takes
    /// effect there once. Nobody waits for its reply.
    package func send<Sent: Command>(_ command: Sent) throws {
        try addToOutbox(
            stream: Stream.commands(of: Sent.owner), type: Sent.name, subject: nil, sequence: nil,
            data: try StrictJSON.encode(command))
    }

    private func addToOutbox(
        stream: String, type: String, subject: String?, sequence: Int64?, data: [UInt8]
    ) throws {
        try addToOutbox(
            OutboxRow(
                id: MessageID.make(at: time), stream: stream, type: type, subject: subject,
                sequence: sequence, trace: Log.trace, data: data, createdAt: time))
    }
}

/// The names of the streams.
enum Stream {
    /// Commands and queries for one owner.
    static func commands(of service: ServiceName) -> String { "egov:commands:\(service.rawValue)" }
    /// What an owner announces.
    static func events(of service: ServiceName) -> String { "egov:events:\(service.rawValue)" }
    /// Answers to one caller instance.
    static func replies(to instance: String) -> String { "egov:replies:\(instance)" }
}
