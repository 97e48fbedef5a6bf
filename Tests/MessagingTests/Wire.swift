import Contracts
import Cryptography
import Foundation
import Lifecycle
import TestSupport

@testable import Messaging
@testable import Store

/// What lies on the streams, written and read without the programs.
extension BusFixture {
    /// The deployment's key.
    var key: SecretKey { get throws { try SecretKey(bytes: (0..<32).map { UInt8($0) }) } }

    /// Carries out commands in one pipeline, as a user of `setUsers` or as one who may do all.
    @discardableResult
    func wire(_ commands: [RedisCommand], as user: String? = nil) throws -> [RedisReply] {
        let address = try RedisAddress(url(of: user))
        return try RedisConnection(address, name: "wire").pipeline(commands)
    }

    /// Adds an entry with these fields.
    func put(_ fields: Envelope.Fields, on stream: String, as user: String? = nil) throws {
        _ = try wire([fields.adding(to: stream)], as: user)[0].checked()
    }

    /// The fields of the last entry of a stream.
    func lastEntry(of stream: String, as user: String? = nil) throws -> Envelope.Fields {
        let look = RedisCommand("XREVRANGE", stream, "+", "-", "COUNT", "1")
        guard
            let entry = StreamEntry.list(try wire([look], as: user)[0].checked(), of: stream).first
        else { throw CocoaError(.fileReadUnknown) }
        return entry.fields
    }

    /// Gives every program its user with the rules of `deploy/redis-acl`.
    func setUsers() throws {
        let folder = try TemporaryFolder()
        let script = Deployment.root.path + "/deploy/redis-acl"
        for name in try output(of: script, "--users").split(separator: "\n") {
            try Data("secret-of-\(name)".utf8)
                .write(to: URL(fileURLWithPath: folder.path + "/redis-\(name)"))
        }
        let lines = try output(of: script, folder.path).split(separator: "\n")
            .filter { !$0.hasPrefix("user default ") }
        let replies = try wire(
            lines.map { line in
                var command = RedisCommand("ACL", "SETUSER")
                for word in line.split(separator: " ").dropFirst() { command.add(String(word)) }
                return command
            })
        for reply in replies { _ = try reply.checked() }
    }

    /// A mail as an outbox sends it.
    static func envelope(of mail: SendMail) throws -> Envelope {
        Envelope(
            id: randomBytes(16).hex, source: "notification", type: SendMail.name,
            time: WallClock.system.now(), head: .init(caller: .service(.notification)),
            data: try StrictJSON.encode(mail))
    }
}

/// What a program prints.
func output(of path: String, _ words: String..., environment: [String: String]? = nil) throws
    -> String
{
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = words
    if let environment { process.environment = environment }
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: bytes, as: UTF8.self)
}

extension Store {
    /// Every row of every table but those named, for telling whether anything changed.
    func everything(but left: Set<String> = []) async throws -> [String] {
        try await read { snapshot in
            let tables = try snapshot.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
            return try tables.flatMap { table -> [String] in
                let name: String = try table["name"]
                if left.contains(name) { return [] }
                return try snapshot.rows(SQL(stringLiteral: "SELECT * FROM \(name)"))
                    .map { "\(name) \($0.values)" }.sorted()
            }
        }
    }

    /// The number that `sql` answers as `n`.
    func number(_ sql: SQL) async throws -> Int { try await read { try $0.first(sql)!["n"] } }
}
