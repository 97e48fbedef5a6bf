import Contracts
import HTTP

/// Refuses changes that another website makes a person's browser ask for (CSRF): beside the
/// cookie's SameSite and the JSON content type, what the browser itself says counts.
struct SameOrigin: Sendable {
    /// Where the portal's pages come from.
    let portal: Origin

    /// Refuses a change that comes from a page of another origin.
    func check(_ request: HTTPRequest) throws(Refusal) {
        guard !request.isSafe else { return }
        // Pages cannot set this header, and every browser of today does.
        if let site = request.header("sec-fetch-site") {
            guard site == "same-origin" || site == "none" else { throw SameOrigin.refusal }
            return
        }
        if let origin = request.header("origin"), Origin(origin) != portal {
            throw SameOrigin.refusal
        }
    }

    private static let refusal = Refusal(
        .forbidden, "other-origin",
        "Yêu cầu đến từ một trang khác nên không được nhận. Vui lòng thao tác trên trang của Cổng.")
}
