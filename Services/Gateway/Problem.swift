import Contracts
import HTTP

/// A refusal as HTTP tells it: `application/problem+json` (RFC 9457).
struct Problem: Codable, Sendable {
    /// `/problems/<code>`, stable.
    var type: String
    /// The kind of problem, in Vietnamese.
    var title: String
    /// The HTTP status.
    var status: Int
    /// What happened and what to do, in Vietnamese.
    var detail: String
    /// The fields that are not right.
    var fields: [Refusal.Field]?

    /// A refusal as a problem.
    init(_ refusal: Refusal) {
        type = "/problems/\(refusal.code)"
        (status, title) = Problem.meaning(of: refusal.kind)
        detail = refusal.detail
        fields = refusal.fields.isEmpty ? nil : refusal.fields
    }

    /// The one place where a kind of no becomes a status of HTTP.
    static func meaning(of kind: Refusal.Kind) -> (status: Int, title: String) {
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
    static let noSuchPath = Refusal(
        .notFound, "no-such-path", "Địa chỉ này không có trong hệ thống.")

    /// The path is there, and does not know the method.
    static func methodNotAllowed(_ allowed: [String]) -> HTTPResponse {
        var problem = Problem(
            Refusal(
                .invalid, "method-not-allowed",
                "Địa chỉ này không nhận phương thức vừa dùng. Chỉ nhận: "
                    + allowed.joined(separator: ", ") + "."))
        (problem.status, problem.title) = (405, "Phương thức không được nhận")
        var response = problem.response
        response.headers.append(("Allow", allowed.joined(separator: ", ")))
        return response
    }

    /// The refusal as an answer.
    static func response(_ refusal: Refusal) -> HTTPResponse {
        var response = Problem(refusal).response
        if let seconds = refusal.retryAfterSeconds {
            response.headers.append(("Retry-After", "\(seconds)"))
            if refusal.kind == .tooMany {
                response.headers.append(("RateLimit", "\"\(refusal.code)\";r=0;t=\(seconds)"))
            }
        }
        if refusal.kind == .unauthenticated {
            response.headers.append(("WWW-Authenticate", "Bearer realm=\"egov\""))
        }
        return response
    }

    private var response: HTTPResponse {
        // Encoding a struct of texts cannot fail; an empty body would still carry the status.
        HTTPResponse(
            status: status,
            headers: [
                ("Content-Type", "application/problem+json"), ("Content-Language", "vi"),
                ("Cache-Control", "no-store"),
            ], body: .bytes((try? StrictJSON.encode(self)) ?? []))
    }
}
