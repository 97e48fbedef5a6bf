/// An answer that says no, with a sentence for the person who asked; travels to the caller as it is.
package struct Refusal: Error, Codable, Hashable, Sendable {
    /// Which kind of no; one place maps it to an HTTP status.
    package enum Kind: String, Codable, Sendable {
        /// The request is not understood or breaks a rule (400).
        case invalid
        /// Sign-in is needed (401).
        case unauthenticated
        /// Signed in, but not for this (403).
        case forbidden
        /// Not there, or not yours: both look the same (404).
        case notFound
        /// It contradicts what is there (409).
        case conflict
        /// It was there and is used up or expired (410).
        case gone
        /// Somebody changed it meanwhile (412).
        case preconditionFailed
        /// Too many bytes (413).
        case tooLarge
        /// Bytes of a kind that is not taken (415).
        case unsupported
        /// The condition `If-Match` is missing (428).
        case preconditionRequired
        /// Too often (429).
        case tooMany
        /// Not now, later (503).
        case unavailable
        /// No answer in time; repeat with the same key to learn what became of it (504).
        case expired
    }

    /// One field that is not right.
    package struct Field: Codable, Hashable, Sendable {
        /// Where in the request: `address.unit`, `answers.fullName`, `components[0].documents`.
        package var path: String
        /// What is wrong, as a Vietnamese sentence for the person who filled it in.
        package var message: String

        /// Names a field and what is wrong with it.
        package init(_ path: String, _ message: String) {
            self.path = path
            self.message = message
        }
    }

    /// Which kind of no.
    package var kind: Kind
    /// The stable last part of the problem's `type`: `email-not-valid`.
    package var code: String
    /// What happened and what to do, in kind Vietnamese.
    package var detail: String
    /// The fields that are not right.
    package var fields: [Field]
    /// After how many seconds to try again.
    package var retryAfterSeconds: Int?

    /// A no of that kind.
    package init(
        _ kind: Kind, _ code: String, _ detail: String, fields: [Field] = [],
        retryAfterSeconds: Int? = nil
    ) {
        self.kind = kind
        self.code = code
        self.detail = detail
        self.fields = fields
        self.retryAfterSeconds = retryAfterSeconds
    }

    /// Some fields are not right.
    package static func fields(_ fields: [Field]) -> Refusal {
        Refusal(
            .invalid, "fields-not-valid",
            "Một số thông tin chưa đúng. Vui lòng xem lại các mục được đánh dấu.", fields: fields)
    }

    /// Nobody is signed in.
    package static let signInNeeded = Refusal(
        .unauthenticated, "sign-in-needed", "Vui lòng đăng nhập để tiếp tục.")
    /// The caller may not do this.
    package static let notAllowed = Refusal(
        .forbidden, "not-allowed", "Tài khoản của Ông/Bà không có quyền thực hiện việc này.")
    /// Not there, or not the caller's.
    package static let notFound = Refusal(
        .notFound, "not-found", "Không tìm thấy nội dung Ông/Bà yêu cầu.")
    /// It was changed since the caller read it.
    package static let changedMeanwhile = Refusal(
        .preconditionFailed, "changed-meanwhile",
        "Thông tin đã được thay đổi sau khi Ông/Bà mở trang. Vui lòng tải lại rồi sửa tiếp.")
    /// The command's deadline has passed.
    package static let expired = Refusal(
        .expired, "no-answer-in-time",
        "Hệ thống chưa trả lời kịp. Vui lòng thử lại sau ít phút; yêu cầu gửi lại không bị ghi hai lần.",
        retryAfterSeconds: 5)
    /// The service cannot work at the moment.
    package static let unavailable = Refusal(
        .unavailable, "unavailable", "Hệ thống đang bận. Vui lòng thử lại sau ít phút.",
        retryAfterSeconds: 5)
    /// Idempotency-Key was used before with other content.
    package static let keyUsedOtherwise = Refusal(
        .conflict, "idempotency-key-used",
        "Khoá chống gửi trùng này đã được dùng cho một yêu cầu có nội dung khác.")
}
