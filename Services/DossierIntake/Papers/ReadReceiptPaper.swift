import Contracts
import Foundation
import Lifecycle
import Messaging
import Store

/// Prints the receipt of a dossier, for its citizen or an officer of its unit.
struct ReadReceiptPaperHandler: QueryHandler {
    let store: Store
    let desk: ReceiptDesk
    let press: PaperPress
    let clock: WallClock

    /// The receipt as PDF.
    func answer(_ query: ReadReceiptPaper, for caller: Caller) async throws -> PaperFile {
        let caller = try DossierCaller(caller)
        let (desk, now) = (desk, clock.now())
        let paper = try await store.read { snapshot in
            let kept = try KeptDossier.find(query.code, for: caller, in: snapshot)
            return try desk.paper(of: kept, at: now, in: snapshot)
        }
        return PaperFile(paper, try await press.print(paper))
    }
}

extension PaperFile {
    /// A printed paper on its way.
    init(_ paper: Paper, _ bytes: [UInt8]) {
        self.init(
            fileName: paper.fileName, contentType: "application/pdf",
            base64: Foundation.Data(bytes).base64EncodedString())
    }
}
