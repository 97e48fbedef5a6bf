/// What a hostile client sends, and what must come of it.
struct HostileRequest: Sendable {
    /// What must come of it. In no case is the request itself executed.
    enum Outcome: Equatable, Sendable {
        /// One refusal as a problem, then the connection ends: what comes behind is never read.
        case refused(Int)
        /// The same, in libmicrohttpd's own words: it never comes to the guard.
        case refusedByLibrary(Int)
        /// The end of the connection, without an answer or with this one.
        case cut(Int)
        /// Refused as a problem; it was framed rightly, so that the connection may go on.
        case answered(Int)
    }

    let name: String
    let bytes: [UInt8]
    let outcome: Outcome
}

/// A change that a port of the system makes when it is asked rightly, and that shows.
struct HonestChange: Sendable {
    let port: Int
    let method: String
    let path: String
    /// The other headers, each ending with CRLF; without a length.
    let headers: String
    let body: String

    /// The line and headers of a request for this change, up to its framing.
    func head(
        _ target: String? = nil, method: String? = nil, version: String = "HTTP/1.1",
        host: String? = nil
    ) -> String {
        "\(method ?? self.method) \(target ?? path) \(version)\r\n"
            + (host ?? "Host: localhost:\(port)\r\n") + headers
    }

    /// The length of the body, as a header.
    var length: String { "Content-Length: \(body.utf8.count)\r\n" }

    /// The change as an honest client asks for it.
    var request: [UInt8] { Array((head() + length + "\r\n" + body).utf8) }

    /// The body as one chunk, and its end.
    var chunked: String {
        "\(String(body.utf8.count, radix: 16))\r\n\(body)\r\n0\r\n\r\n"
    }
}

extension HonestChange {
    /// Requests for this change that no server may execute: their framing, their headers or their
    /// address are read differently by different programs.
    var attacks: [HostileRequest] {
        lengths + codings + hosts + headerLines + lineEnds + targets + firstLines + sizes
    }

    private func make(
        _ name: String, _ text: String, _ outcome: HostileRequest.Outcome = .refused(400)
    ) -> HostileRequest {
        HostileRequest(name: name, bytes: Array(text.utf8), outcome: outcome)
    }

    private var lengths: [HostileRequest] {
        let count = body.utf8.count
        let cases: [(String, String, HostileRequest.Outcome)] = [
            ("two equal lengths", length + length, .refused(400)),
            ("two different lengths", length + "Content-Length: 0\r\n", .refused(400)),
            ("the other way round", "Content-Length: 0\r\n" + length, .refused(400)),
            ("a list", "Content-Length: \(count), \(count)\r\n", .refusedByLibrary(400)),
            ("a word", "Content-Length: abc\r\n", .refusedByLibrary(400)),
            ("an empty length", "Content-Length: \r\n", .refusedByLibrary(400)),
            ("a negative length", "Content-Length: -\(count)\r\n", .refusedByLibrary(400)),
            ("a plus sign", "Content-Length: +\(count)\r\n", .refusedByLibrary(400)),
            ("a hexadecimal length", "Content-Length: 0x10\r\n", .refusedByLibrary(400)),
            ("a fraction", "Content-Length: \(count).0\r\n", .refusedByLibrary(400)),
            ("a blank within", "Content-Length: 1 \(count)\r\n", .refusedByLibrary(400)),
            (
                "more than 64 bits", "Content-Length: 18446744073709551617\r\n",
                .refusedByLibrary(413)
            ),
            ("more than 63 bits", "Content-Length: 18446744073709551615\r\n", .refused(400)),
            (
                "a name with an underscore too", "Content_Length: 0\r\n" + length + length,
                .refused(400)
            ),
        ]
        return cases.map { make("length: \($0)", head() + $1 + "\r\n" + body, $2) }
    }

    private var codings: [HostileRequest] {
        let coding = "Transfer-Encoding: chunked\r\n"
        let both: [HostileRequest] = [
            make("length, then coding", head() + length + coding + "\r\n" + chunked),
            make("coding, then length", head() + coding + length + "\r\n" + chunked),
            make("coding twice", head() + coding + coding + "\r\n" + chunked),
            make("coding in HTTP/1.0", head(version: "HTTP/1.0") + coding + "\r\n" + chunked),
        ]
        let odd = [
            "xchunked", "chunked, identity", "identity", "gzip, chunked", "chunked, chunked",
            "chunked;q=1", "\"chunked\"", "chunked,", "chun ked", "",
        ].map { make("coding \($0)", head() + "Transfer-Encoding: \($0)\r\n\r\n" + chunked) }
        let names = [
            "Transfer-Encoding : chunked\r\n", " Transfer-Encoding: chunked\r\n",
            "Transfer-Encoding:\u{B}chunked\r\n", "Transfer-Encoding\t: chunked\r\n",
            "X: a\rTransfer-Encoding: chunked\r\n", "X: a\nTransfer-Encoding: chunked\r\n",
            "Transfer-Encoding:\r\n chunked\r\n",
        ].map { make("coding as \($0.debugDescription)", head() + length + $0 + "\r\n" + body) }
        return both + odd + names
    }

    private var hosts: [HostileRequest] {
        let host = "Host: localhost:\(port)\r\n"
        return [
            ("none", ""), ("two equal", host + host), ("two different", host + "Host: evil.vn\r\n"),
            ("empty", "Host:\r\n"), ("a list", "Host: a, b\r\n"), ("a blank", "Host: a b\r\n"),
            ("a path", "Host: localhost/x\r\n"), ("a user", "Host: x@localhost\r\n"),
            ("letters beyond ASCII", "Host: đà-nẵng.vn\r\n"), ("a mark", "Host: <a>\r\n"),
        ].map { make("host: \($0)", head(host: $1) + length + "\r\n" + body) }
    }

    private var headerLines: [HostileRequest] {
        [
            ("a blank before the colon", "X-A : b\r\n"), ("no colon", "X-A\r\n"),
            ("no name", ": b\r\n"), ("a folded line", "X-A: b\r\n c\r\n"),
            ("a line folded with a tab", "X-A: b\r\n\tc\r\n"),
            ("a NUL in a value", "X-A: b\0c\r\n"),
            ("a NUL at the end of a value", "X-A: b\0\r\n"), ("a NUL in a name", "X\0A: b\r\n"),
            ("a control character", "X-A: b\u{1}c\r\n"), ("a parenthesis", "X(A): b\r\n"),
            ("a name beyond ASCII", "Tên: b\r\n"), ("a brace", "{X}: b\r\n"),
            ("a delete character", "X-A: b\u{7F}\r\n"),
        ].map { name, line in
            let isOurs = !["no colon", "no name", "a NUL in a name"].contains(name)
            return make(
                "header: \(name)", head() + line + length + "\r\n" + body,
                isOurs ? .refused(400) : .refusedByLibrary(400))
        } + [
            HostileRequest(
                name: "header: not UTF-8",
                bytes: Array((head() + "X-A: ").utf8) + [0xC3, 0x28]
                    + Array("\r\n\(length)\r\n\(body)".utf8),
                outcome: .refused(400))
        ]
    }

    private var lineEnds: [HostileRequest] {
        let plain = String(decoding: request, as: UTF8.self)
        let lines = head() + length
        return [
            make("bare line feeds", plain.replacing("\r\n", with: "\n")),
            make("one bare line feed", head() + "X: a\n" + length + "\r\n" + body),
            make("a bare carriage return", head() + "X: a\rY: b\r\n" + length + "\r\n" + body),
            make("an empty line of a bare line feed", lines + "\n" + body),
            make(
                "a first line with a bare line feed",
                lines.replacing(/HTTP\/1.1\r\n/, with: "HTTP/1.1\n") + "\r\n" + body),
        ]
    }

    private var targets: [HostileRequest] {
        let spoilt = [
            "\(path)%00", "/%2e%2e\(path)", "/.\(path)", "/x/..\(path)", "/x/..%2f\(path)",
            "/\(path)", "\\\(path)", "\(path)%5c", "\(path)\\..\\x", "/%2E\(path)", "\(path)#x",
            "\(path)%zz", "\(path)%", "\(path)%c3%28", "\(path)%c0%af", "\(path)%ed%a0%80",
            "/%e0%80%ae\(path)", "\(path)đ", "\(path)?q=%00", "\(path)?q=%ff", "\(path)%0d%0aX:",
            "http://localhost:\(port)\(path)", "//localhost\(path)", "*", "localhost:\(port)",
            "\(path.dropFirst())", "\(path)\u{1}", "\(path) x", " \(path)",
        ].map { make("target \($0.debugDescription)", head($0) + length + "\r\n" + body) }
        return spoilt + [
            make("a NUL in the target", head("\(path)\0x") + length + "\r\n" + body),
            HostileRequest(
                name: "a target that is not UTF-8",
                bytes: Array("\(method) \(path)".utf8) + [0xFF, 0xC0, 0xAF]
                    + Array(" HTTP/1.1\r\n".utf8) + request.drop { $0 != 0x0A }.dropFirst(),
                outcome: .refused(400)),
            make(
                "a target encoded twice", head("/x/%252e%252e\(path)") + "\r\n", .answered(404)),
        ]
    }

    private var firstLines: [HostileRequest] {
        let rest = String(head().drop { $0 != "\r\n" }.dropFirst()) + length + "\r\n" + body
        return [
            make("CONNECT", head("localhost:\(port)", method: "CONNECT") + "\r\n"),
            make("CONNECT with a path", head(method: "CONNECT") + "\r\n"),
            make("TRACE", head(method: "TRACE") + "\r\n", .answered(405)),
            make("an unknown method", head(method: "BREW") + "\r\n", .answered(405)),
            make("a method in small letters", head(method: "put") + "\r\n", .answered(405)),
            make("a method with a mark", head(method: "PU(T") + length + "\r\n" + body),
            make("a method with a NUL", head(method: "PU\0T") + length + "\r\n" + body),
            make("no method", " \(path) HTTP/1.1\r\n" + rest, .cut(400)),
            make("HTTP/0.9", "GET \(path)\r\n\r\n", .refusedByLibrary(400)),
            make(
                "a version in small letters", "\(method) \(path) http/1.1\r\n" + rest,
                .refusedByLibrary(400)),
            make(
                "a word for a version", "\(method) \(path) HTTP/x\r\n" + rest,
                .refusedByLibrary(400)),
            make("HTTP/1.11", "\(method) \(path) HTTP/1.11\r\n" + rest, .refusedByLibrary(400)),
            make(
                "HTTP/0.9 by name", "\(method) \(path) HTTP/0.9\r\n" + rest, .refusedByLibrary(505)),
            make(
                "HTTP/2.0 by name", "\(method) \(path) HTTP/2.0\r\n" + rest, .refusedByLibrary(505)),
            make(
                "the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", .refusedByLibrary(505)),
            make("a line of one word", "\r\n\r\nGARBAGE\r\n\r\n", .cut(400)),
            HostileRequest(
                name: "a TLS hello", bytes: tlsHello, outcome: .refusedByLibrary(400)),
        ]
    }

    /// The beginning of a TLS 1.2 handshake, with a line end in its random bytes.
    private var tlsHello: [UInt8] {
        [0x16, 0x03, 0x01, 0x00, 0x50, 0x01, 0x00, 0x00, 0x4C, 0x03, 0x03]
            + [UInt8](repeating: 0x20, count: 15) + [0x0D, 0x0A] + [UInt8](repeating: 7, count: 60)
    }

    private var sizes: [HostileRequest] {
        let long = { (count: Int) in String(repeating: "a", count: count) }
        let tail = length + "\r\n" + body
        let many = (0..<1000).map { "X-\($0): a\r\n" }.joined()
        return [
            make("20 KB of headers", head() + "X: \(long(20_000))\r\n" + tail, .refused(431)),
            make("100 KiB in one header", head() + "X: \(long(102_400))\r\n" + tail, .cut(431)),
            make("1,000 headers", head() + many + tail, .cut(431)),
            make("a target of 9 KB", head("\(path)\(long(9000))") + tail, .refused(414)),
            make("a target of 100 KiB", head("\(path)\(long(102_400))") + tail, .cut(414)),
            make("201 parameters", head("\(path)?\(String(repeating: "a=1&", count: 201))") + tail),
            make(
                "a body that is too large", head() + "Content-Length: 20971520\r\n\r\n",
                .refused(413)),
            make(
                "a body that is too large and not sent yet",
                head() + "Content-Length: 20971520\r\nExpect: 100-continue\r\n\r\n", .refused(413)),
        ]
    }
}

extension HonestChange {
    /// Chunks that no server should put together, for a port that takes chunked bodies.
    var chunkAttacks: [HostileRequest] {
        let size = String(body.utf8.count, radix: 16)
        let cases: [(String, String, Int)] = [
            ("a size that is no number", "xyz\r\n\(body)\r\n0\r\n\r\n", 400),
            ("a negative size", "-\(size)\r\n\(body)\r\n0\r\n\r\n", 400),
            ("a size with a plus sign", "+\(size)\r\n\(body)\r\n0\r\n\r\n", 400),
            ("a size with a prefix", "0x\(size)\r\n\(body)\r\n0\r\n\r\n", 400),
            ("a blank before the size", " \(size)\r\n\(body)\r\n0\r\n\r\n", 400),
            ("a blank behind the size", "\(size) \r\n\(body)\r\n0\r\n\r\n", 400),
            ("no size", "\r\n\(body)\r\n0\r\n\r\n", 400),
            ("a size of more than 64 bits", "1000000000000000\(size)\r\n\(body)\r\n0\r\n\r\n", 413),
            ("a chunk longer than its size", "1\r\n\(body)\r\n0\r\n\r\n", 400),
            ("a chunk without its line end", "\(size)\r\n\(body)0\r\n\r\n", 400),
            ("a chunk with a bare carriage return", "\(size)\r\n\(body)\r0\r\n\r\n", 400),
            // The library's own word for what does not fit into a connection's memory.
            (
                "an extension without end", "1;\(String(repeating: "a", count: 100_000))", 500
            ),
            ("a NUL in the size", "\(size)\0\r\n\(body)\r\n0\r\n\r\n", 400),
            ("a trailer without a colon", "\(size)\r\n\(body)\r\n0\r\nX\r\n\r\n", 400),
        ]
        return cases.map { name, chunks, status in
            HostileRequest(
                name: "chunks: \(name)",
                bytes: Array((head() + "Transfer-Encoding: chunked\r\n\r\n" + chunks).utf8),
                outcome: .refusedByLibrary(status))
        }
    }

    /// Bodies that are framed rightly and say what JSON does not allow.
    var wrongTexts: [HostileRequest] {
        let texts: [(String, [UInt8])] = [
            ("a NUL", Array("{\"answers\":{\"a\":\"\0\"},\"components\":[]}".utf8)),
            ("a NUL behind", Array(body.utf8) + [0]),
            ("an escaped NUL", Array(#"{"answers":{"a":"\u0000"},"components":[]}"#.utf8)),
            ("bad UTF-8", Array(#"{"answers":{"a":""#.utf8) + [0xC3, 0x28] + Array(#""}}"#.utf8)),
            ("overlong", Array(#"{"answers":{"a":""#.utf8) + [0xC0, 0xAF] + Array(#""}}"#.utf8)),
            ("half a pair", Array(#"{"answers":{"a":"\ud800"},"components":[]}"#.utf8)),
        ]
        return texts.map { name, bytes in
            let lines = head() + "Content-Length: \(bytes.count)\r\n\r\n"
            return HostileRequest(
                name: "text: \(name)", bytes: Array(lines.utf8) + bytes, outcome: .answered(400))
        }
    }
}
