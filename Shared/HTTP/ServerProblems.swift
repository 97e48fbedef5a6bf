/// What the server itself refuses, or cannot answer.
extension Problem {
    private static func badRequest(_ slug: String, _ detail: String) -> Problem {
        Problem(status: 400, code: slug, title: "Yêu cầu không hợp lệ", detail: detail)
    }

    /// The framing or the headers are not what RFC 9112 allows.
    static let malformed = badRequest(
        "malformed-request", "Máy chủ không đọc được yêu cầu vì nó không đúng quy cách HTTP.")
    /// The lengths contradict each other or the coding is unknown.
    static let badLength = badRequest(
        "bad-length", "Độ dài của nội dung gửi lên không rõ ràng hoặc không đúng quy cách.")
    /// Not exactly one Host.
    static let badHost = badRequest(
        "bad-host", "Yêu cầu phải nêu đúng một tên máy chủ hợp lệ.")
    /// The path or the query is not plain.
    static let badTarget = badRequest(
        "bad-address", "Địa chỉ được yêu cầu có ký tự hoặc đoạn không hợp lệ.")
    /// The path and query are too long.
    static let targetTooLong = Self(
        status: 414, code: "address-too-long", title: "Địa chỉ quá dài",
        detail: "Địa chỉ được yêu cầu dài quá mức cho phép.")
    /// The headers are too long.
    static let headTooLong = Self(
        status: 431, code: "headers-too-long", title: "Phần đầu của yêu cầu quá dài",
        detail: "Phần đầu của yêu cầu dài quá mức cho phép.")
    /// The handler did not answer in time.
    static let late = Self(
        status: 504, code: "timeout", title: "Hết thời gian chờ",
        detail: "Hệ thống chưa trả lời kịp. Ông/Bà vui lòng thử lại sau ít phút.")
}
