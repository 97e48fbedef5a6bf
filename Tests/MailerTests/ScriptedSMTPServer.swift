import Foundation
import Lifecycle
import Synchronization

/// A small real SMTP server on loopback that answers as a test tells it.
final class ScriptedSMTPServer: Sendable {
    /// What the server says, or does, at each step.
    struct Script: Sendable {
        var greeting = Step.say("220 mail.test ESMTP")
        var hello = Step.say("250-mail.test\r\n250 8BITMIME")
        var sender = Step.say("250 2.1.0 OK")
        var recipient = Step.say("250 2.1.5 OK")
        var data = Step.say("354 go on")
        var endOfData = Step.say("250 2.0.0 taken")
    }

    /// A step's place in the script.
    typealias Place = any (WritableKeyPath<Script, Step> & Sendable)

    /// One step of a script.
    enum Step: Sendable {
        case say(String)
        /// Ends the connection without a word.
        case hangUp
        /// Says nothing and waits for the client to give up.
        case beSilent
    }

    /// A mail that the server has read to its final dot.
    struct Received: Sendable {
        let commands: [String]
        /// The bytes between DATA and the final dot, without the dots that SMTP adds.
        let bytes: [UInt8]
        var text: String { String(decoding: bytes, as: UTF8.self) }
    }

    private struct State {
        var script: Script
        var mails: [Received] = []
        var commands: [String] = []
        var connections = 0
        var sockets: [Int32] = []
    }
    private let state: Mutex<State>
    private let listener: Int32
    private let arrivals: AsyncStream<Received>
    private let arrive: AsyncStream<Received>.Continuation
    let port: Int

    init(_ script: Script = Script()) throws {
        state = Mutex(State(script: script))
        (arrivals, arrive) = AsyncStream.makeStream()
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        port = withUnsafeMutablePointer(to: &address) { [listener] pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                guard bind(listener, pointer, length) == 0, listen(listener, 16) == 0 else {
                    return 0
                }
                getsockname(listener, pointer, &length)
                return pointer.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                    Int(UInt16(bigEndian: $0.pointee.sin_port))
                }
            }
        }
        guard port > 0 else { throw POSIXError(.EADDRNOTAVAIL) }
        BlockingThread("smtp-test-accept").start { self.acceptAll() }
    }

    /// Ends the listening and every connection.
    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        state.withLock { state in
            for socket in state.sockets { shutdown(socket, Int32(SHUT_RDWR)) }
        }
    }

    var url: String { "smtp://127.0.0.1:\(port)/test" }
    var mails: [Received] { state.withLock { $0.mails } }
    var commands: [String] { state.withLock { $0.commands } }
    var connections: Int { state.withLock { $0.connections } }
    var script: Script {
        get { state.withLock { $0.script } }
        set { state.withLock { $0.script = newValue } }
    }

    /// Waits for the next mail that is read to its final dot.
    func nextMail() async -> Received? {
        for await mail in arrivals { return mail }
        return nil
    }

    private func acceptAll() {
        while true {
            let client = accept(listener, nil, nil)
            guard client >= 0 else { break }
            state.withLock {
                $0.connections += 1
                $0.sockets.append(client)
            }
            BlockingThread("smtp-test-client").start { self.serve(client) }
        }
        close(listener)
    }

    private func serve(_ client: Int32) {
        var line = LineReader(descriptor: client)
        var commands: [String] = []
        var goesOn = play(script.greeting, client)
        while goesOn, let command = line.next() {
            commands.append(command)
            state.withLock { $0.commands.append(command) }
            switch command.prefix(4).uppercased() {
            case "EHLO", "HELO": goesOn = play(script.hello, client)
            case "MAIL": goesOn = play(script.sender, client)
            case "RCPT": goesOn = play(script.recipient, client)
            case "DATA":
                goesOn = play(script.data, client)
                guard goesOn, case .say(let answer) = script.data, answer.hasPrefix("354"),
                    let bytes = line.untilDot()
                else { continue }
                let mail = Received(commands: commands, bytes: bytes)
                state.withLock { $0.mails.append(mail) }
                goesOn = play(script.endOfData, client)
                arrive.yield(mail)
                commands = []
            case "QUIT": goesOn = play(.say("221 bye"), client) && false
            default: goesOn = play(.say("250 OK"), client)
            }
        }
        state.withLock { $0.sockets.removeAll { $0 == client } }
        close(client)
    }

    /// Whether the connection goes on.
    private func play(_ step: Step, _ client: Int32) -> Bool {
        switch step {
        case .say(let text):
            let bytes = Array((text + "\r\n").utf8)
            return send(client, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
        case .hangUp: return false
        case .beSilent:
            var byte: UInt8 = 0
            while recv(client, &byte, 1, 0) > 0 {}
            return false
        }
    }
}

/// Lines of a socket.
private struct LineReader {
    let descriptor: Int32
    private var held: [UInt8] = []

    init(descriptor: Int32) { self.descriptor = descriptor }

    mutating func next() -> String? {
        rawLine().map { String(decoding: $0.dropLast(2), as: UTF8.self) }
    }

    /// All lines to the one with a single dot, the doubled dots undone.
    mutating func untilDot() -> [UInt8]? {
        var bytes: [UInt8] = []
        while let line = rawLine() {
            if line == Array(".\r\n".utf8) { return bytes }
            bytes += line.first == UInt8(ascii: ".") ? Array(line.dropFirst()) : line
        }
        return nil
    }

    /// A line with its CRLF.
    private mutating func rawLine() -> [UInt8]? {
        while true {
            if let end = held.firstRange(of: [0x0D, 0x0A]) {
                defer { held.removeFirst(end.upperBound) }
                return Array(held[..<end.upperBound])
            }
            var buffer = [UInt8](repeating: 0, count: 4096)
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { return nil }
            held += buffer[..<count]
        }
    }
}
