import Contracts
import HTTP

extension HTTPRequest {
    /// The largest body the API takes, in bytes.
    static let bodyLimit = 256 * 1024

    /// Whether the method promises to change nothing.
    var isSafe: Bool { method == "GET" || method == "HEAD" || method == "OPTIONS" }

    /// All bytes of the body, as long as they are not too many.
    func readBody() async throws(Refusal) -> [UInt8] {
        do {
            return try await body.collect(upTo: HTTPRequest.bodyLimit)
        } catch is BodyTooLarge {
            throw Refusal(
                .tooLarge, "body-too-large",
                "Nội dung gửi lên lớn hơn 256 KiB nên không được nhận.")
        } catch {
            throw Refusal(
                .invalid, "body-not-complete",
                "Nội dung gửi lên bị đứt giữa chừng. Vui lòng gửi lại.")
        }
    }
}
