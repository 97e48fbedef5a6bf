import Contracts
import HTTP

/// Why bytes are not taken or given.
extension Problem {
    /// A ticket that opens nothing, for whatever reason.
    static let ticketNotValid = Problem(OpenTicket.notValid)
    /// The disk or the store takes nothing at the moment.
    static let unavailable = Problem(
        Refusal(
            .unavailable, "storage-unavailable",
            "Kho lưu trữ tạm thời không ghi được tệp. Tệp chưa được lưu; vui lòng tải lại sau ít phút.",
            retryAfterSeconds: 30))
    /// A page of another origin calls.
    static let foreignOrigin = Problem(
        status: 403, code: "origin-not-allowed", title: "Không được phép",
        detail: "Tệp chỉ được gửi và nhận từ trang dịch vụ công của thành phố.")
    /// Uploads must announce their length.
    static let lengthNeeded = Problem(
        status: 411, code: "length-needed", title: "Thiếu độ dài",
        detail: "Yêu cầu phải nêu độ dài của nội dung (Content-Length).")
    /// The bytes are more or fewer than the ticket is for.
    static let sizeNotFitting = Problem(
        Refusal(
            .invalid, "size-not-fitting",
            "Kích thước tệp gửi lên không đúng với kích thước đã đăng ký. Vui lòng chọn lại tệp."))
    /// More than any file may have.
    static let tooLarge = Problem(
        Refusal(.tooLarge, "file-too-large", "Mỗi tệp tối đa 10 MiB. Vui lòng chọn tệp nhỏ hơn."))
    /// `Content-Range` is not understood or does not fit the length.
    static let rangeNotFitting = Problem(
        Refusal(
            .invalid, "range-not-fitting",
            "Phần tệp gửi lên (Content-Range) không đúng quy cách hoặc không khớp với độ dài."))
    /// The bytes stopped coming.
    static let interrupted = Problem(
        status: 408, code: "upload-interrupted", title: "Việc gửi bị ngắt",
        detail: "Việc gửi tệp bị ngắt giữa chừng. Phần đã nhận được giữ lại để gửi tiếp.")
    /// The upload stands somewhere else than the client thinks.
    static func continueAt(_ offset: Int) -> Problem {
        Problem(
            status: 409, code: "upload-offset-differs", title: "Trái với dữ liệu hiện có",
            detail: "Việc tải tệp lên đang ở vị trí khác. Vui lòng gửi tiếp từ byte thứ \(offset).",
            headers: [("Upload-Offset", "\(offset)")])
    }

    /// No such part of the file.
    static func rangeNotThere(size: Int) -> Problem {
        Problem(
            status: 416, code: "range-not-there", title: "Không có phần này",
            detail: "Tệp không có phần được yêu cầu.",
            headers: [("Content-Range", "bytes */\(size)")])
    }
}
