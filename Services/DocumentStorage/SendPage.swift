import Contracts
import HTTP
import Lifecycle
import Store

/// Gives the pages of a document as pictures: a picture is its own only page, a PDF's are drawn.
struct SendPage: Sendable {
    let store: Store
    let files: SendFile
    let drawer = PageDrawer()
    let clock: WallClock

    /// How many pages the ticket opens.
    func count(by ticket: Ticket) async throws -> Int {
        let now = clock.now()
        let found = try await store.read { try OpenTicket.find(ticket.text, at: now, in: $0) }
        guard let open = found else { throw OpenTicket.notValid }
        guard open.document.type == .pdf else { return 1 }
        do {
            return try await drawer.pageCount(of: try await files.whole(open))
        } catch let failure as DiskFailure {
            Log.warningSometimes("the disk gives no pages", ["error": failure.description])
            throw Refusal.unavailable
        } catch let damage as BlobFolder.Damaged {
            Log.error("a document is damaged", ["document": damage.document])
            throw PageDrawer.notDrawable
        }
    }

    /// The picture of the page named at the end of the path.
    func answer(_ ticket: OpenTicket, page: String) async throws -> HTTPResponse {
        guard let number = Int(page), (1...100_000).contains(number) else {
            throw Problem.noSuchPath
        }
        let bytes = try await files.whole(ticket)
        guard ticket.document.type == .pdf else {
            guard number == 1 else { throw Problem.noSuchPath }
            return picture(bytes, ticket.document.type)
        }
        return picture(try await drawer.draw(page: number, of: bytes), .jpeg)
    }

    private func picture(_ bytes: [UInt8], _ type: PaperType) -> HTTPResponse {
        HTTPResponse(
            status: 200, headers: [("Content-Type", type.rawValue)], body: .bytes(bytes))
    }
}
