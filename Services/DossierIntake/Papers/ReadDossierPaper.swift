import Contracts
import Messaging
import Store

/// Lists the papers a dossier's moves have issued, for its citizen or an officer of its unit.
struct ListDossierPapersHandler: QueryHandler {
    let store: Store
    let papers: IssuedPapers

    /// All of them, oldest first; a dossier has few.
    func answer(
        _ query: ListDossierPapers, for caller: Caller
    ) async throws -> ListDossierPapers.Reply {
        let caller = try DossierCaller(caller)
        return try await store.read { [papers] snapshot in
            let kept = try KeptDossier.find(query.code, for: caller, in: snapshot)
            return ListDossierPapers.Reply(items: try papers.list(of: kept.id, in: snapshot))
        }
    }
}

/// Prints a paper as it was issued, for the dossier's citizen or an officer of its unit.
struct ReadDossierPaperHandler: QueryHandler {
    let store: Store
    let desk: PaperDesk
    let press: PaperPress

    /// The paper as PDF.
    func answer(_ query: ReadDossierPaper, for caller: Caller) async throws -> PaperFile {
        let caller = try DossierCaller(caller)
        let (desk, papers) = (desk, IssuedPapers(seal: desk.seal))
        let paper = try await store.read { snapshot in
            let kept = try KeptDossier.find(query.code, for: caller, in: snapshot)
            guard let paper = try papers.paper(query.number, of: kept.id, in: snapshot) else {
                throw Refusal.paperNotFound
            }
            return desk.forReader(paper)
        }
        return PaperFile(paper, try await press.print(paper))
    }
}

extension PaperDesk {
    /// The paper with what is put in only when it is printed.
    func forReader(_ paper: Paper) -> Paper {
        guard case .receipt(var receipt) = paper.content else { return paper }
        var paper = paper
        receipt.secretDigits = digits.of(receipt.code)
        paper.content = .receipt(receipt)
        return paper
    }
}

extension Refusal {
    /// The dossier has no paper with that number.
    static let paperNotFound = Refusal(
        .notFound, "paper-not-found", "Hồ sơ này không có giấy tờ đã cấp với số này.")
}
