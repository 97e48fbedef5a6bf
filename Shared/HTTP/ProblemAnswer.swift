/// A request that the server itself refuses, or cannot answer: an RFC 9457 problem for a person.
struct ProblemAnswer: Error, Equatable {
    /// The status code.
    let status: Int
    /// The last part of the problem's `type`.
    let slug: String
    /// What kind of thing went wrong.
    let title: String
    /// What went wrong, in a sentence.
    let detail: String

    /// The answer that tells it.
    var response: HTTPResponse {
        let json = """
            {"type":"/problems/\(slug)","title":"\(title)","status":\(status),"detail":"\(detail)"}
            """
        return HTTPResponse(
            status: status,
            headers: [
                ("Content-Type", "application/problem+json"), ("Cache-Control", "no-store"),
                ("X-Content-Type-Options", "nosniff"),
            ],
            body: .bytes(Array(json.utf8)))
    }

    private static func badRequest(_ slug: String, _ detail: String) -> Self {
        Self(status: 400, slug: slug, title: "Yêu cầu không hợp lệ", detail: detail)
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
        status: 414, slug: "address-too-long", title: "Địa chỉ quá dài",
        detail: "Địa chỉ được yêu cầu dài quá mức cho phép.")
    /// The headers are too long.
    static let headTooLong = Self(
        status: 431, slug: "headers-too-long", title: "Phần đầu của yêu cầu quá dài",
        detail: "Phần đầu của yêu cầu dài quá mức cho phép.")
    /// The handler's answer cannot be sent.
    static let unsendable = Self(
        status: 500, slug: "internal", title: "Lỗi của hệ thống",
        detail: "Hệ thống gặp lỗi. Ông/Bà vui lòng thử lại sau.")
    /// The handler did not answer in time.
    static let late = Self(
        status: 504, slug: "timeout", title: "Hết thời gian chờ",
        detail: "Hệ thống chưa trả lời kịp. Ông/Bà vui lòng thử lại sau ít phút.")
}
