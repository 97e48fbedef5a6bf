import Contracts
import HTTP
import Lifecycle
import Store

/// The bytes' own HTTP port: `PUT`, `HEAD`, `GET` and `OPTIONS` of `/files/{ticket}`, and `GET` of
/// `/files/{ticket}/pages/{number}`.
///
/// Who holds a ticket may use it; cookies play no part. A page may call only from the portal.
struct FileServer: Sendable {
    let store: Store
    let receive: ReceiveFile
    let send: SendFile
    let pages: SendPage
    /// The portal's origin.
    let portal: String
    /// Whether browsers reach the port through TLS.
    let isSecure: Bool
    let clock: WallClock

    /// The port itself; 0 takes a free one.
    func server(host: String = "127.0.0.1", port: Int) throws -> HTTPServer {
        try HTTPServer(host: host, port: port, refusalHeaders: headers, handler: respond)
    }

    /// Answers a request, whatever it is; never throws.
    func respond(to request: HTTPRequest) async -> HTTPResponse {
        let origin = request.header("origin")
        var response: HTTPResponse
        if let origin, origin != portal {
            response = Problem.foreignOrigin.response
        } else {
            response = await answer(request)
        }
        response.addMissing(headers)
        response.headers.append(("Vary", "Origin"))
        if origin == portal {
            response.headers.append(("Access-Control-Allow-Origin", portal))
            response.headers.append(("Access-Control-Expose-Headers", Self.exposed))
        }
        return response
    }

    private func answer(_ request: HTTPRequest) async -> HTTPResponse {
        do {
            return try await route(request)
        } catch let problem as Problem {
            return problem.response
        } catch let refusal as Refusal {
            return Problem(refusal).response
        } catch let StoreError.unavailable(reason) {
            Log.warningSometimes("the store takes no transfer", ["error": reason])
            return Problem.unavailable.response
        } catch let failure as DiskFailure {
            Log.warningSometimes("the disk gives no bytes", ["error": failure.description])
            return Problem.unavailable.response
        } catch {
            Log.error("a transfer failed", ["error": String(describing: error)])
            return Problem.broken.response
        }
    }

    private func route(_ request: HTTPRequest) async throws -> HTTPResponse {
        let isPage = request.segments.count == 4 && request.segments[2] == "pages"
        guard request.segments.count == 2 || isPage, request.segments[0] == "files" else {
            throw Problem.noSuchPath
        }
        switch request.method {
        case "OPTIONS": return Self.preflight
        case "GET", "HEAD", "PUT": break
        default: throw Problem.methodNotAllowed(["GET", "HEAD", "PUT", "OPTIONS"])
        }
        let (text, time) = (request.segments[1], clock.now())
        let found = try await store.read { try OpenTicket.find(text, at: time, in: $0) }
        guard let ticket = found else { throw Problem.ticketNotValid }
        switch (ticket.purpose, request.method) {
        case (.view, "GET") where isPage:
            return try await pages.answer(ticket, page: request.segments[3])
        case _ where isPage: throw Problem.ticketNotValid
        case (.upload, "PUT"): return try await put(request, ticket)
        case (.upload, "HEAD"):
            let offset = try await receive.offset(of: ticket)
            return HTTPResponse(status: 204, headers: Self.progress(offset, of: ticket))
        case (.download, "GET"), (.download, "HEAD"): return try await send.answer(request, ticket)
        default: throw Problem.ticketNotValid
        }
    }

    private func put(_ request: HTTPRequest, _ ticket: OpenTicket) async throws -> HTTPResponse {
        let transfer = try ReceiveFile.Transfer(request, ticket)
        let paper = try await receive.receive(transfer) {
            // The client went away or was too slow; what has arrived waits for it to go on.
            do { return try await request.body.next() } catch { throw Problem.interrupted }
        }
        guard let paper else {
            let offset = try await receive.offset(of: ticket)
            return HTTPResponse(status: 202, headers: Self.progress(offset, of: ticket))
        }
        return HTTPResponse(
            status: 201, headers: [("Content-Type", "application/json")],
            body: .bytes(try StrictJSON.encode(paper)))
    }

    private static func progress(
        _ offset: Int, of ticket: OpenTicket
    ) -> [(name: String, value: String)] {
        [("Upload-Offset", "\(offset)"), ("Upload-Length", "\(ticket.document.size)")]
    }

    private static let preflight = HTTPResponse(
        status: 204,
        headers: [
            ("Access-Control-Allow-Methods", "GET, HEAD, PUT, OPTIONS"),
            ("Access-Control-Allow-Headers", "Content-Type, Content-Range, Range, If-Range"),
            ("Access-Control-Max-Age", "600"),
        ])

    /// What a page may read of an answer, beside the usual.
    private static let exposed =
        "Upload-Offset, Upload-Length, Content-Range, Content-Disposition, Content-Length, "
        + "Accept-Ranges, ETag, Retry-After"

    /// The headers of every answer, of what never reaches a handler too.
    private var headers: [(name: String, value: String)] {
        guard isSecure else { return Self.security }
        return Self.security + [
            ("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
        ]
    }

    /// Without TLS these: what comes from here is data, never a page.
    static let security: [(name: String, value: String)] = [
        ("Content-Security-Policy", "default-src 'none'; sandbox; frame-ancestors 'none'"),
        ("X-Content-Type-Options", "nosniff"), ("Cache-Control", "no-store"),
        ("Referrer-Policy", "no-referrer"), ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"), ("X-Frame-Options", "DENY"),
    ]
}
