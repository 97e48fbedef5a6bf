package import Contracts

/// What went wrong as HTTP tells it: `application/problem+json` (RFC 9457), in words for a person.
package struct Problem: Error, Codable, Sendable {
    /// `/problems/<code>`, stable.
    package var type: String
    /// What kind of thing went wrong.
    package var title: String
    /// The status code.
    package var status: Int
    /// What happened and what to do, in a sentence.
    package var detail: String
    /// The fields that are not right.
    package var fields: [Refusal.Field]?
    /// Headers that tell a program more.
    package var headers: [(name: String, value: String)] = []

    private enum CodingKeys: CodingKey { case type, title, status, detail, fields }

    /// A problem of HTTP itself.
    package init(
        status: Int, code: String, title: String, detail: String,
        headers: [(name: String, value: String)] = []
    ) {
        type = "/problems/\(code)"
        self.title = title
        self.status = status
        self.detail = detail
        self.headers = headers
    }

    /// A service's refusal.
    package init(_ refusal: Refusal) {
        let (status, title) = Self.meaning(of: refusal.kind)
        self.init(status: status, code: refusal.code, title: title, detail: refusal.detail)
        fields = refusal.fields.isEmpty ? nil : refusal.fields
        if let seconds = refusal.retryAfterSeconds {
            headers.append(("Retry-After", "\(seconds)"))
            if refusal.kind == .tooMany {
                headers.append(("RateLimit", "\"\(refusal.code)\";r=0;t=\(seconds)"))
            }
        }
        if refusal.kind == .unauthenticated {
            headers.append(("WWW-Authenticate", "Bearer realm=\"egov\""))
        }
    }

    /// The answer that tells it.
    package var response: HTTPResponse {
        HTTPResponse(
            status: status,
            headers: [
                ("Content-Type", "application/problem+json"), ("Content-Language", "vi"),
                ("Cache-Control", "no-store"),
            ] + headers,
            // Encoding a struct of texts cannot fail; an empty body would still carry the status.
            body: .bytes((try? StrictJSON.encode(self)) ?? []))
    }

    /// The one place where a kind of no becomes a status of HTTP.
    package static func meaning(of kind: Refusal.Kind) -> (status: Int, title: String) {
        switch kind {
        case .invalid: (400, "Yêu cầu không hợp lệ")
        case .unauthenticated: (401, "Cần đăng nhập")
        case .forbidden: (403, "Không được phép")
        case .notFound: (404, "Không tìm thấy")
        case .conflict: (409, "Trái với dữ liệu hiện có")
        case .gone: (410, "Không còn hiệu lực")
        case .preconditionFailed: (412, "Dữ liệu đã thay đổi")
        case .tooLarge: (413, "Nội dung quá lớn")
        case .unsupported: (415, "Kiểu nội dung không được nhận")
        case .preconditionRequired: (428, "Thiếu điều kiện")
        case .tooMany: (429, "Quá nhiều yêu cầu")
        case .unavailable: (503, "Tạm thời không phục vụ được")
        case .expired: (504, "Chưa có trả lời kịp thời")
        }
    }

    /// No such path.
    package static let noSuchPath = Problem(.noSuchPath)
    /// Something went wrong that nobody outside can help.
    package static let broken = Problem(
        status: 500, code: "internal", title: "Lỗi của hệ thống",
        detail: "Hệ thống gặp lỗi. Ông/Bà vui lòng thử lại sau.")

    /// The path is there, and does not know the method.
    package static func methodNotAllowed(_ allowed: [String]) -> Problem {
        let list = allowed.joined(separator: ", ")
        return Problem(
            status: 405, code: "method-not-allowed", title: "Phương thức không được nhận",
            detail: "Địa chỉ này không nhận phương thức vừa dùng. Chỉ nhận: \(list).",
            headers: [("Allow", list)])
    }
}

extension Refusal {
    /// No such path.
    package static let noSuchPath = Refusal(
        .notFound, "no-such-path", "Địa chỉ này không có trong hệ thống.")
}
