import Contracts

/// The JSON of a message, put together from the parts of a request without decoding the body: what
/// the path, the query and `If-Match` say is written in front of the body's own members. The owner
/// reads it strictly, so that a body that names one of them again is refused.
enum MessageJSON {
    /// The message's JSON; `body` is not looked into beyond its first brace.
    static func make(
        _ route: Route, path: [String: String], query: [(name: String, value: String)],
        ifMatch: String?, body: [UInt8]
    ) throws(Refusal) -> [UInt8] {
        var front: [UInt8] = []
        for field in route.pathFields {
            add(field.name, try literal(path[field.name] ?? "", field), to: &front)
        }
        for (field, value) in try members(in: query, of: route) {
            add(field.name, try literal(value, field), to: &front)
        }
        if let field = route.versionField {
            add(field.name, try version(ifMatch, isRequired: field.isRequired), to: &front)
        }
        return try join(front, body, isBodyOptional: route.isBodyOptional)
    }

    /// The version that `If-Match` names, as a number, or `null`.
    static func version(_ header: String?, isRequired: Bool) throws(Refusal) -> String {
        guard let header else {
            guard isRequired else { return "null" }
            throw Refusal(
                .preconditionRequired, "if-match-needed",
                "Thiếu tiêu đề If-Match với phiên bản (ETag) mà Ông/Bà đã xem.")
        }
        let tag = header.hasPrefix("W/") ? header.dropFirst(2) : header[...]
        guard tag.count >= 2, tag.first == "\"", tag.last == "\"" else {
            throw Refusal(
                .invalid, "if-match-not-valid",
                "Tiêu đề If-Match phải là một ETag trong dấu ngoặc kép, ví dụ \"3\".")
        }
        // A weak tag and one that is no version of ours match nothing (RFC 9110, 13.1.1).
        guard !header.hasPrefix("W/"), let number = whole(String(tag.dropFirst().dropLast())) else {
            throw .changedMeanwhile
        }
        return number
    }

    /// The members that the query brings, each with its text; refuses names the route does not know.
    static func members(
        in query: [(name: String, value: String)], of route: Route
    ) throws(Refusal) -> [(Shape.Field, String)] {
        var wrong: [Refusal.Field] = []
        var known: [(Shape.Field, String)] = []
        for (name, value) in query {
            if known.contains(where: { $0.0.name == name }) {
                wrong.append(.init(name, "Thông tin bị lặp lại."))
            } else if let field = route.queryFields.first(where: { $0.name == name }) {
                known.append((field, value))
            } else {
                wrong.append(.init(name, "Không có mục này."))
            }
        }
        for field in route.queryFields where field.isRequired {
            if !known.contains(where: { $0.0.name == field.name }) {
                wrong.append(.init(field.name, "Thiếu thông tin bắt buộc."))
            }
        }
        guard wrong.isEmpty else { throw .fields(wrong) }
        return known
    }

    private static func literal(_ text: String, _ field: Shape.Field) throws(Refusal) -> String {
        switch field.shape {
        case .integer:
            guard let number = whole(text) else {
                throw .fields([.init(field.name, "Phải là một số nguyên.")])
            }
            return number
        case .boolean:
            guard text == "true" || text == "false" else {
                throw .fields([.init(field.name, "Phải là true hoặc false.")])
            }
            return text
        default: return quoted(text)
        }
    }

    /// A whole number as JSON writes it; nil for anything else, such as `+1`, `1e3` or ` 1`.
    private static func whole(_ text: String) -> String? {
        let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return Int64(text).map { "\($0)" }
    }

    /// The text as a JSON string.
    static func quoted(_ text: String) -> String {
        var out = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                out += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out + "\""
    }

    private static func add(_ name: String, _ value: String, to front: inout [UInt8]) {
        if !front.isEmpty { front.append(UInt8(ascii: ",")) }
        front += "\"\(name)\":\(value)".utf8
    }

    private static func join(
        _ front: [UInt8], _ body: [UInt8], isBodyOptional: Bool
    ) throws(Refusal) -> [UInt8] {
        let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
        let trimmed = body.drop(while: isSpace)
        guard let first = trimmed.first else {
            guard isBodyOptional else { throw StrictJSON.notJSON }
            return [UInt8(ascii: "{")] + front + [UInt8(ascii: "}")]
        }
        guard first == UInt8(ascii: "{") else { throw StrictJSON.notJSON }
        if front.isEmpty { return body }
        let rest = trimmed.dropFirst().drop(while: isSpace)
        var json: [UInt8] = []
        json.reserveCapacity(front.count + rest.count + 2)
        json.append(UInt8(ascii: "{"))
        json += front
        if rest.first != UInt8(ascii: "}") { json.append(UInt8(ascii: ",")) }
        json += rest
        return json
    }
}
