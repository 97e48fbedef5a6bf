import Contracts
import Messaging
import Store

/// Shows a citizen one of the own dossiers with its form, papers and history.
struct ReadDossierHandler: QueryHandler {
    let store: Store
    let seal: AnswerSeal

    /// The dossier in its present version.
    func answer(_ query: ReadDossier, for caller: Caller) async throws -> Dossier {
        let citizen = try caller.requireCitizen()
        let seal = seal
        return try await store.read { snapshot in
            let dossier = try KeptDossier.find(query.code, of: citizen, in: snapshot)
            return dossier.shown(
                answers: try seal.open(dossier.sealedAnswers, for: dossier.sealedRow),
                history: try DossierHistory.read(dossier.id, in: snapshot))
        }
    }
}
