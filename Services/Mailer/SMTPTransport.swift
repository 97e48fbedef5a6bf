import CCurl
import Foundation
import Lifecycle
import Synchronization

/// The moment at which attempts that are still under way are given up; nil while there is none.
final class StopTime: Sendable {
    private let moment = Mutex<ContinuousClock.Instant?>(nil)

    /// Gives attempts under way `duration` from now.
    func set(in duration: Duration) { moment.withLock { $0 = .now + duration } }

    /// Whether the moment has come.
    var hasCome: Bool { moment.withLock { $0 }.map { $0 <= .now } ?? false }
}

/// Hands mails to an SMTP server through libcurl; keeps its connection for the next one.
actor SMTPTransport: Transport {
    private let server: SMTPServer
    private let stop: StopTime
    private let timeouts: Timeouts
    private let thread = BlockingThread("smtp")
    private let curl: CurlHandle

    /// A thread of its own, since libcurl blocks.
    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    /// How long an attempt waits, in whole seconds.
    struct Timeouts: Sendable {
        /// For the connection.
        var connectSeconds = 10
        /// For the answer to a command, and for the body to move at all.
        var commandSeconds = 60
        /// For the whole attempt.
        var attemptSeconds = 600
    }

    /// A connection that is made with the first mail.
    init(_ server: SMTPServer, stop: StopTime, timeouts: Timeouts = Timeouts()) {
        self.server = server
        self.stop = stop
        self.timeouts = timeouts
        curl = CurlHandle()
    }

    /// A server may take a mail twice.
    nonisolated var absorbsRepeats: Bool { false }

    /// Blocks the transport's thread, not the caller, for at most `attemptSeconds`.
    func deliver(_ message: OutgoingMessage) -> Outcome {
        do {
            return try perform(message).withoutAddress(message.to)
        } catch {
            return .later(answer: String(describing: error))
        }
    }

    private func perform(_ message: OutgoingMessage) throws -> Outcome {
        let handle = curl.pointer
        let exchange = Exchange(bytes: message.bytes, stop: stop)
        let recipients = curl_slist_append(nil, "<\(message.to)>")
        defer {
            // Connections stay open; what pointed to this mail is forgotten.
            curl_easy_reset(handle)
            curl_slist_free_all(recipients)
            // libcurl knows it by its address alone until here.
            withExtendedLifetime(exchange) {}
        }
        try setServer()
        try setCallbacks(Unmanaged.passUnretained(exchange).toOpaque())
        try check(egov_curl_set_text(handle, CURLOPT_MAIL_FROM, "<\(message.from)>"))
        try check(egov_curl_set_list(handle, CURLOPT_MAIL_RCPT, recipients))
        let result = curl_easy_perform(handle)
        // After a failure libcurl may keep the connection, on which a late answer to this mail would
        // then be taken for one to the next.
        if result != CURLE_OK { curl.hangUp() }
        let failure = result == CURLE_OK ? nil : String(cString: curl_easy_strerror(result))
        return exchange.conversation.outcome(failure: failure)
    }

    private func setServer() throws {
        let handle = curl.pointer
        try check(egov_curl_set_text(handle, CURLOPT_URL, server.url))
        try check(egov_curl_set_text(handle, CURLOPT_PROTOCOLS_STR, "smtp,smtps"))
        try check(egov_curl_set_text(handle, CURLOPT_PROXY, ""))
        let security = server.requiresTLS ? CURLUSESSL_ALL : CURLUSESSL_NONE
        let numbers: [(CURLoption, Int)] = [
            (CURLOPT_USE_SSL, Int(security.rawValue)),
            (CURLOPT_SSL_VERIFYPEER, 1), (CURLOPT_SSL_VERIFYHOST, 2),
            (CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2)),
            (CURLOPT_NOSIGNAL, 1), (CURLOPT_UPLOAD, 1),
            (CURLOPT_CONNECTTIMEOUT, timeouts.connectSeconds),
            (CURLOPT_SERVER_RESPONSE_TIMEOUT, timeouts.commandSeconds),
            (CURLOPT_LOW_SPEED_LIMIT, 1), (CURLOPT_LOW_SPEED_TIME, timeouts.commandSeconds),
            (CURLOPT_TIMEOUT, timeouts.attemptSeconds),
            // The debug callback hears the conversation only when libcurl is told to be verbose;
            // nothing of it is printed.
            (CURLOPT_VERBOSE, 1), (CURLOPT_NOPROGRESS, 0),
        ]
        for (option, value) in numbers { try check(egov_curl_set_long(handle, option, value)) }
        if let file = server.authorityFile {
            try check(egov_curl_set_text(handle, CURLOPT_CAINFO, file))
        }
        if let credentials = server.credentials {
            try check(egov_curl_set_text(handle, CURLOPT_USERNAME, credentials.user))
            try check(egov_curl_set_text(handle, CURLOPT_PASSWORD, credentials.password))
        }
    }

    private func setCallbacks(_ context: UnsafeMutableRawPointer) throws {
        let handle = curl.pointer
        for option in [CURLOPT_READDATA, CURLOPT_DEBUGDATA, CURLOPT_XFERINFODATA] {
            try check(egov_curl_set_pointer(handle, option, context))
        }
        try check(
            egov_curl_set_transfer(handle, CURLOPT_READFUNCTION) { buffer, size, count, context in
                guard let buffer, let exchange = Exchange.at(context) else { return 0 }
                return exchange.read(
                    into: UnsafeMutableRawBufferPointer(start: buffer, count: size * count))
            })
        try check(
            egov_curl_set_debug(handle) { _, kind, text, size, context in
                guard let text, let exchange = Exchange.at(context) else { return 0 }
                exchange.note(kind, UnsafeRawBufferPointer(start: text, count: size))
                return 0
            })
        try check(
            egov_curl_set_progress(handle) { context, _, _, _, _ in
                Exchange.at(context)?.stop.hasCome == true ? 1 : 0
            })
    }

    private func check(_ result: CURLcode) throws {
        guard result == CURLE_OK else {
            throw SMTPOptionError(description: String(cString: curl_easy_strerror(result)))
        }
    }
}

/// The one owner of a libcurl handle.
private final class CurlHandle {
    private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    let pointer: UnsafeMutableRawPointer

    init() {
        guard Self.isReady, let pointer = curl_easy_init() else {
            preconditionFailure("libcurl did not start")
        }
        self.pointer = pointer
    }

    deinit {
        // libcurl would wait a minute or two for a silent server's answer to QUIT.
        hangUp()
        curl_easy_cleanup(pointer)
    }

    /// Ends the connection without a word.
    func hangUp() {
        let socket = egov_curl_active_socket(pointer)
        if socket >= 0 { shutdown(socket, Int32(SHUT_RDWR)) }
    }
}

/// libcurl did not take an option.
private struct SMTPOptionError: Error, CustomStringConvertible {
    let description: String
}

/// One attempt as libcurl's callbacks see it; lives on the transport's thread.
private final class Exchange {
    let stop: StopTime
    private(set) var conversation = SMTPConversation()
    private let bytes: [UInt8]
    private var position = 0

    init(bytes: [UInt8], stop: StopTime) {
        self.bytes = bytes
        self.stop = stop
    }

    static func at(_ context: UnsafeMutableRawPointer?) -> Exchange? {
        context.map { Unmanaged<Exchange>.fromOpaque($0).takeUnretainedValue() }
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(buffer.count, bytes.count - position)
        if count == 0 { conversation.endedBody() }
        buffer.copyBytes(from: bytes[position..<position + count])
        position += count
        return count
    }

    func note(_ kind: curl_infotype, _ text: UnsafeRawBufferPointer) {
        switch kind {
        case CURLINFO_HEADER_OUT:
            conversation.sent(String(decoding: text.prefix(16), as: UTF8.self))
        case CURLINFO_HEADER_IN: conversation.received(String(decoding: text, as: UTF8.self))
        default: break
        }
    }
}

extension Outcome {
    /// The same with the person's address left out of the server's words, on one line of at most
    /// 300 characters.
    func withoutAddress(_ address: String) -> Outcome {
        func clean(_ text: String) -> String {
            let line = String(text.unicodeScalars.filter { $0.value >= 0x20 }.map(Character.init))
            return String(
                line.replacingOccurrences(of: address, with: "…", options: .caseInsensitive)
                    .prefix(300))
        }
        return switch self {
        case .sent(let answer): .sent(answer: clean(answer))
        case .later(let answer): .later(answer: clean(answer))
        case .refused(let answer): .refused(answer: clean(answer))
        case .unknown(let answer): .unknown(answer: clean(answer))
        }
    }
}
