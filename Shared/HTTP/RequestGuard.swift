/// What libmicrohttpd found before the body, byte by byte as it came.
struct RawHead {
    /// `GET`, `POST`, …
    var method: [UInt8]
    /// The path with its query.
    var target: [UInt8]
    /// `HTTP/1.1`.
    var version: [UInt8]
    /// Names and values in order.
    var headers: [(name: [UInt8], value: [UInt8])]
    /// All bytes together.
    var byteCount: Int
    /// False when there were bytes that libmicrohttpd skipped: a NUL, a folded or a bare line.
    var isWhole: Bool
}

/// Lets only requests through that every server and proxy understands in the same way (RFC 9112).
struct RequestGuard {
    /// What a request has been read as.
    struct Passed {
        /// Everything but the body.
        var method: String
        var target: RequestTarget
        var headers: [(name: String, value: String)]
        /// The length of the body; nil when chunked, 0 when there is none.
        var bodyLength: Int?
    }

    /// The largest sizes.
    let limits: HTTPLimits

    /// Reads a request or says why not.
    func read(_ head: RawHead) throws(Problem) -> Passed {
        guard head.target.count <= limits.targetBytes else { throw .targetTooLong }
        guard head.byteCount <= limits.headBytes else { throw .headTooLong }
        guard head.isWhole, !head.method.isEmpty, head.method.allSatisfy(\.isTokenByte),
            head.method != Array("CONNECT".utf8)
        else { throw .malformed }
        let target = try RequestTarget(head.target)
        let headers = try readHeaders(head.headers)
        try checkHost(headers, isRequired: head.version != Array("HTTP/1.0".utf8))
        return Passed(
            method: String(decoding: head.method, as: UTF8.self), target: target, headers: headers,
            bodyLength: try bodyLength(headers, version: head.version))
    }

    private func readHeaders(
        _ raw: [(name: [UInt8], value: [UInt8])]
    ) throws(Problem) -> [(name: String, value: String)] {
        var headers: [(name: String, value: String)] = []
        headers.reserveCapacity(raw.count)
        for (name, value) in raw {
            guard !name.isEmpty, name.allSatisfy(\.isTokenByte),
                value.allSatisfy({ $0 == 0x09 || ($0 >= 0x20 && $0 != 0x7F) }),
                let text = String(validating: value.withoutBlanksAround, as: UTF8.self)
            else { throw .malformed }
            headers.append((String(decoding: name.map(\.lowercased), as: UTF8.self), text))
        }
        return headers
    }

    private func checkHost(
        _ headers: [(name: String, value: String)], isRequired: Bool
    ) throws(Problem) {
        let hosts = headers.filter { $0.name == "host" }
        guard hosts.count == 1 || (hosts.isEmpty && !isRequired) else { throw .badHost }
        for host in hosts {
            guard !host.value.isEmpty, host.value.utf8.allSatisfy(\.isHostByte) else {
                throw .badHost
            }
        }
    }

    private func bodyLength(
        _ headers: [(name: String, value: String)], version: [UInt8]
    ) throws(Problem) -> Int? {
        let lengths = headers.filter { $0.name == "content-length" }
        let codings = headers.filter { $0.name == "transfer-encoding" }
        guard lengths.count + codings.count <= 1 else { throw .badLength }
        if let coding = codings.first {
            guard coding.value.lowercased() == "chunked", version != Array("HTTP/1.0".utf8) else {
                throw .badLength
            }
            return nil
        }
        guard let length = lengths.first else { return 0 }
        guard !length.value.isEmpty, length.value.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let count = Int(length.value)
        else { throw .badLength }
        return count
    }
}

extension UInt8 {
    /// RFC 9110 `tchar`.
    var isTokenByte: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x21, 0x23...0x27, 0x2A, 0x2B, 0x2D, 0x2E,
            0x5E...0x60, 0x7C, 0x7E:
            true
        default: false
        }
    }

    /// What a host name, an address and a port are written with.
    var isHostByte: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x3A, 0x5B, 0x5D, 0x5F: true
        default: false
        }
    }

    var lowercased: UInt8 { (0x41...0x5A).contains(self) ? self + 0x20 : self }
}

extension [UInt8] {
    /// Without the blanks and tabs before and after.
    var withoutBlanksAround: ArraySlice<UInt8> {
        var slice = self[...]
        while let first = slice.first, first == 0x20 || first == 0x09 { slice.removeFirst() }
        while let last = slice.last, last == 0x20 || last == 0x09 { slice.removeLast() }
        return slice
    }
}
