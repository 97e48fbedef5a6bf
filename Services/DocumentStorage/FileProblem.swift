import Contracts
import HTTP

/// Why bytes are not taken or given: `application/problem+json` (RFC 9457), in words for a person.
struct FileProblem: Error {
    /// The status code.
    let status: Int
    /// The last part of the problem's `type`.
    let code: String
    /// What kind of thing went wrong.
    let title: String
    /// What happened and what to do.
    let detail: String
    /// Headers that tell a program more.
    var headers: [(name: String, value: String)] = []

    private struct Body: Encodable {
        let type: String
        let title: String
        let status: Int
        let detail: String
    }

    /// The answer that tells it.
    var response: HTTPResponse {
        let body = Body(type: "/problems/\(code)", title: title, status: status, detail: detail)
        // Encoding a struct of texts cannot fail; an empty body would still carry the status.
        let json = (try? StrictJSON.encode(body)) ?? []
        return HTTPResponse(
            status: status,
            headers: [
                ("Content-Type", "application/problem+json"), ("Content-Language", "vi"),
            ] + headers,
            body: .bytes(json))
    }
}

extension FileProblem {
    /// A refusal of one of the kinds that transfers know.
    init(_ refusal: Refusal) {
        let (status, title) =
            switch refusal.kind {
            case .notFound: (404, "Không tìm thấy")
            case .conflict: (409, "Trái với dữ liệu hiện có")
            case .tooLarge: (413, "Nội dung quá lớn")
            case .unsupported: (415, "Kiểu nội dung không được nhận")
            case .unavailable: (503, "Tạm thời không phục vụ được")
            default: (400, "Yêu cầu không hợp lệ")
            }
        self.init(status: status, code: refusal.code, title: title, detail: refusal.detail)
        if let seconds = refusal.retryAfterSeconds {
            headers.append(("Retry-After", "\(seconds)"))
        }
    }

    /// A ticket that opens nothing, for whatever reason.
    static let ticketNotValid = FileProblem(OpenTicket.notValid)
    /// The disk or the store takes nothing at the moment.
    static let unavailable = FileProblem(
        Refusal(
            .unavailable, "storage-unavailable",
            "Kho lưu trữ tạm thời không ghi được tệp. Tệp chưa được lưu; vui lòng tải lại sau ít phút.",
            retryAfterSeconds: 30))
    /// No such path.
    static let noSuchPath = FileProblem(
        Refusal(.notFound, "no-such-path", "Địa chỉ này không có trong hệ thống."))
    /// A page of another origin calls.
    static let foreignOrigin = FileProblem(
        status: 403, code: "origin-not-allowed", title: "Không được phép",
        detail: "Tệp chỉ được gửi và nhận từ trang dịch vụ công của thành phố.")
    /// Something went wrong that nobody outside can help.
    static let broken = FileProblem(
        status: 500, code: "internal", title: "Lỗi của hệ thống",
        detail: "Hệ thống gặp lỗi. Ông/Bà vui lòng thử lại sau.")
    /// Uploads must announce their length.
    static let lengthNeeded = FileProblem(
        status: 411, code: "length-needed", title: "Thiếu độ dài",
        detail: "Yêu cầu phải nêu độ dài của nội dung (Content-Length).")
    /// The bytes are more or fewer than the ticket is for.
    static let sizeNotFitting = FileProblem(
        Refusal(
            .invalid, "size-not-fitting",
            "Kích thước tệp gửi lên không đúng với kích thước đã đăng ký. Vui lòng chọn lại tệp."))
    /// More than any file may have.
    static let tooLarge = FileProblem(
        Refusal(.tooLarge, "file-too-large", "Mỗi tệp tối đa 10 MiB. Vui lòng chọn tệp nhỏ hơn."))
    /// `Content-Range` is not understood or does not fit the length.
    static let rangeNotFitting = FileProblem(
        Refusal(
            .invalid, "range-not-fitting",
            "Phần tệp gửi lên (Content-Range) không đúng quy cách hoặc không khớp với độ dài."))
    /// The bytes stopped coming.
    static let interrupted = FileProblem(
        status: 408, code: "upload-interrupted", title: "Việc gửi bị ngắt",
        detail: "Việc gửi tệp bị ngắt giữa chừng. Phần đã nhận được giữ lại để gửi tiếp.")
    /// The path is there, and does not know the method.
    static let methodNotAllowed = FileProblem(
        status: 405, code: "method-not-allowed", title: "Phương thức không được nhận",
        detail: "Địa chỉ này chỉ nhận GET, HEAD, PUT và OPTIONS.",
        headers: [("Allow", "GET, HEAD, PUT, OPTIONS")])

    /// The upload stands somewhere else than the client thinks.
    static func continueAt(_ offset: Int) -> FileProblem {
        FileProblem(
            status: 409, code: "upload-offset-differs", title: "Trái với dữ liệu hiện có",
            detail: "Việc tải tệp lên đang ở vị trí khác. Vui lòng gửi tiếp từ byte thứ \(offset).",
            headers: [("Upload-Offset", "\(offset)")])
    }

    /// No such part of the file.
    static func rangeNotThere(size: Int) -> FileProblem {
        FileProblem(
            status: 416, code: "range-not-there", title: "Không có phần này",
            detail: "Tệp không có phần được yêu cầu.",
            headers: [("Content-Range", "bytes */\(size)")])
    }
}
