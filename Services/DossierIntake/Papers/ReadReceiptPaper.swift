import Contracts
import Foundation
import Lifecycle
import Messaging
import Store

/// Prints the receipt of a dossier, for its citizen or an officer of its unit.
struct ReadReceiptPaperHandler: QueryHandler {
    let store: Store
    let desk: PaperDesk
    let press: PaperPress

    /// The receipt as PDF: as it was issued, or before the unit has received the dossier that of
    /// what was submitted.
    func answer(_ query: ReadReceiptPaper, for caller: Caller) async throws -> PaperFile {
        let caller = try DossierCaller(caller)
        let desk = desk
        let paper = try await store.read { snapshot in
            let kept = try KeptDossier.find(query.code, for: caller, in: snapshot)
            let issued = try IssuedPapers(seal: desk.seal).receipt(of: kept.id, in: snapshot)
            return desk.forReader(try issued ?? desk.receipt(of: kept, in: snapshot))
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
