/// A program that owns a part of the city's facts.
package enum ServiceName: String, Codable, CaseIterable, Sendable {
    case identity
    case mailer
    case dossierIntake = "dossier-intake"
    case documentStorage = "document-storage"
    case notification
}

/// What one program says to another: a struct whose JSON is the message's data.
package protocol Message: Codable, Sendable {
    /// The wire name `<owner>.<what>`, fixed once released.
    static var name: String { get }
}

/// A message that is answered.
package protocol Request: Message {
    /// What the owner answers.
    associatedtype Reply: Codable & Sendable
}

/// Asks its one owner to change something; delivered twice it has one effect and the same reply.
package protocol Command: Request {}

/// Asks its one owner for facts; changes nothing.
package protocol Query: Request {}

/// Announces what its owner has done; each subscribing service hears it, possibly more than once,
/// in the order of `sequence` for one `subject` only if it compares them.
package protocol Event: Message {
    /// The id of the thing that changed (a dossier's, a citizen's).
    var subject: String { get }
    /// The version of that thing after the change, from 1.
    var sequence: Int64 { get }
}

/// A reply whose version travels as the HTTP `ETag`, to come back in `If-Match`.
package protocol VersionedReply {
    /// The version of the thing the reply shows, from 1.
    var version: Int64 { get }
}

/// A request every service answers about itself, in its own name: `mailer.list-dead-letters`.
package protocol OperatorRequest: Request {}

extension Message {
    /// The service that owns this message, from its wire name.
    package static var owner: ServiceName {
        guard let service = ServiceName(rawValue: String(name.prefix { $0 != "." })) else {
            preconditionFailure("\(name) names no service")
        }
        return service
    }
}

/// The reply of a command that has nothing to tell but that it was done.
package struct Done: Codable, Sendable, Equatable {
    /// The only value.
    package init() {}
}
