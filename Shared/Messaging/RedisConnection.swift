import CHiredis
import Foundation
import Lifecycle

/// Where Redis is: `redis://[user:password@]host:port`.
struct RedisAddress: Sendable {
    let host: String
    let port: Int
    let user: String?
    let password: String?

    init(_ text: String) throws(ConfigurationError) {
        guard let parts = URLComponents(string: text), parts.scheme == "redis",
            let host = parts.host, !host.isEmpty
        else { throw ConfigurationError("REDIS_URL", "must be redis://[user:password@]host:port") }
        self.host = host
        port = parts.port ?? 6379
        user = parts.user.flatMap { $0.isEmpty ? nil : $0 }
        password = parts.password
    }
}

/// One command with its arguments, kept as one run of bytes.
struct RedisCommand: Sendable {
    private(set) var bytes: [UInt8] = []
    private(set) var lengths: [Int] = []

    init(_ words: String...) { for word in words { add(word) } }

    /// Makes room for so many more bytes.
    mutating func reserve(_ count: Int) { bytes.reserveCapacity(bytes.count + count + 32) }

    mutating func add(_ word: String) {
        let before = bytes.count
        bytes.append(contentsOf: word.utf8)
        lengths.append(bytes.count - before)
    }

    mutating func add(_ word: [UInt8]) {
        bytes += word
        lengths.append(word.count)
    }
}

extension RedisCommand {
    /// The command and its key, which is what an ACL allows or not.
    var place: String {
        String(decoding: bytes.prefix(lengths.prefix(2).reduce(0, +)), as: UTF8.self)
    }
}

/// What Redis answers.
enum RedisReply: Sendable, Equatable {
    case none
    case integer(Int64)
    case text([UInt8])
    case list([RedisReply])
    case error(RedisError)

    /// The text as UTF-8; nil for anything else.
    var string: String? {
        if case .text(let bytes) = self { String(decoding: bytes, as: UTF8.self) } else { nil }
    }

    /// The elements; empty for anything else.
    var elements: [RedisReply] { if case .list(let elements) = self { elements } else { [] } }

    /// The number; nil for anything else.
    var number: Int64? { if case .integer(let number) = self { number } else { nil } }

    /// The reply, or the error it is.
    func checked() throws -> RedisReply {
        if case .error(let error) = self { throw error }
        return self
    }
}

/// What Redis or the way to it refused.
struct RedisError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The error's first word, `CONNECTION` when there was no answer at all.
    let word: String
    /// The whole error.
    let description: String

    init(_ description: String) {
        self.description = description
        word = String(description.prefix { $0 != " " })
    }

    /// The connection broke, timed out or was never made.
    static func connection(_ reason: String) -> RedisError { RedisError("CONNECTION \(reason)") }

    /// What to do about it.
    enum Reaction: Sendable { case wait, reconnect, makeGroups, backOff, alarm, fail }

    /// Each error word has its reaction.
    var reaction: Reaction {
        switch word {
        case "LOADING", "MASTERDOWN", "TRYAGAIN", "BUSY", "CLUSTERDOWN": .wait
        case "READONLY", "CONNECTION": .reconnect
        case "NOGROUP", "UNBLOCKED": .makeGroups
        case "OOM": .backOff
        case "MISCONF", "NOAUTH", "WRONGPASS", "NOPERM": .alarm
        default: .fail
        }
    }
}

/// One connection to Redis; used on one thread at a time, and never again after it failed.
final class RedisConnection {
    private let context: UnsafeMutablePointer<redisContext>
    /// Redis' `run_id`: another one means that it was restarted.
    private(set) var runID = ""

    /// A command is answered within this time; a blocking read within `BLOCK` more.
    static let timeout = Duration.seconds(2)

    init(_ address: RedisAddress, name: String, blocksFor block: Duration = .zero) throws {
        let made = redisConnectWithTimeout(
            address.host, Int32(address.port), Self.interval(Self.timeout))
        guard let made else { throw RedisError.connection("no memory") }
        context = made
        guard made.pointee.err == 0 else {
            throw Self.failure(of: made)
        }
        redisSetTimeout(made, Self.interval(Self.timeout + block))
        redisEnableKeepAlive(made)
        if let password = address.password {
            try call(RedisCommand("AUTH", address.user ?? "default", password))
        }
        try call(RedisCommand("CLIENT", "SETNAME", name))
        let info = try call(RedisCommand("INFO", "server")).string ?? ""
        runID =
            info.split(whereSeparator: \.isNewline).first { $0.hasPrefix("run_id:") }
            .map { String($0.dropFirst(7)) } ?? ""
    }

    deinit { redisFree(context) }

    /// Sends one command and takes its answer; an error word throws.
    @discardableResult
    func call(_ command: RedisCommand) throws -> RedisReply {
        try append(command)
        return try receive().checked()
    }

    /// Sends all commands at once and takes their answers in order; error words stay inside them.
    func pipeline(_ commands: [RedisCommand]) throws -> [RedisReply] {
        for command in commands { try append(command) }
        return try commands.map { _ in try receive() }
    }

    private func append(_ command: RedisCommand) throws {
        let result = command.bytes.withUnsafeBufferPointer { bytes in
            var pointers: [UnsafePointer<CChar>?] = []
            pointers.reserveCapacity(command.lengths.count)
            var offset = 0
            for length in command.lengths {
                // hiredis reads only `length` bytes of each argument, so an empty command is safe.
                pointers.append(
                    bytes.baseAddress.map {
                        UnsafeRawPointer($0 + offset).assumingMemoryBound(to: CChar.self)
                    })
                offset += length
            }
            return redisAppendCommandArgv(
                context, Int32(pointers.count), &pointers, command.lengths)
        }
        guard result == REDIS_OK else { throw failure }
    }

    private func receive() throws -> RedisReply {
        var raw: UnsafeMutableRawPointer?
        guard redisGetReply(context, &raw) == REDIS_OK, let raw else { throw failure }
        defer { freeReplyObject(raw) }
        return Self.copy(raw.assumingMemoryBound(to: redisReply.self).pointee)
    }

    private var failure: RedisError { Self.failure(of: context) }

    private static func failure(of context: UnsafeMutablePointer<redisContext>) -> RedisError {
        let text = withUnsafeBytes(of: context.pointee.errstr) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        return .connection("\(context.pointee.err) \(text)")
    }

    private static func copy(_ reply: redisReply) -> RedisReply {
        switch reply.type {
        case REDIS_REPLY_INTEGER: return .integer(reply.integer)
        case REDIS_REPLY_ARRAY:
            return .list(
                (0..<reply.elements).map { index in
                    reply.element[index].map { copy($0.pointee) } ?? .none
                })
        case REDIS_REPLY_NIL: return .none
        default:
            let bytes = UnsafeRawBufferPointer(start: reply.str, count: reply.len)
            guard reply.type == REDIS_REPLY_ERROR else { return .text(Array(bytes)) }
            return .error(RedisError(String(decoding: bytes, as: UTF8.self)))
        }
    }

    private static func interval(_ duration: Duration) -> timeval {
        timeval(
            tv_sec: Int(duration.components.seconds),
            tv_usec: Int(duration.milliseconds % 1000) * 1000)
    }
}
