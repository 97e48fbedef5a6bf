import Contracts
import Cryptography
import Lifecycle
import Messaging
import Store

/// Takes in a citizen's dossier: checks form and papers against today's version of the procedure,
/// gives it its code, and announces it.
struct SubmitDossierHandler: CommandHandler {
    let seal: AnswerSeal
    let names: ApplicantNames
    let digits: SecretDigits
    let clock: WallClock
    let describe: DescribedDocuments

    /// The receipt; the same for a repeated submission, also when its papers are gone since.
    func handle(_ command: SubmitDossier, _ delivery: Delivery) async throws -> Receipt {
        let citizen = try delivery.caller.requireCitizen()
        let content = DossierContent(
            caseKey: command.caseKey, answers: command.answers, components: command.components)
        var usable: [AttachedDocument] = []
        if !content.documents.isEmpty {
            // A repeated submission gets its receipt even if a paper was taken away since.
            if let known = try await delivery.earlierReply(as: Receipt.self) {
                return withDigits(known)
            }
            usable = try await describe(citizen, content.documents)
        }
        let id = DossierID.make(at: clock.now())
        let answers = try seal.seal(command.answers, for: KeptDossier.sealedRow(id, 1))
        let papers = usable
        let applicant = Applicant(fullName: delivery.caller.name ?? "")
        let filed = FiledDossier(
            id: id, citizen: citizen, channel: .online, sealedAnswers: answers,
            sealedApplicant: try seal.seal(applicant, for: KeptDossier.applicantRow(id)),
            applicantKey: names.key(of: applicant.fullName))
        let history = DossierHistory(seal: seal)
        return withDigits(
            try await delivery.transaction { transaction in
                let place = try FilingPlace(
                    command.procedure, at: command.unit, in: transaction)
                let components = try content.check(
                    against: place.procedure, on: transaction.time.localDate, usable: papers,
                    after: place.problems, in: transaction)
                let filing = Filing(
                    place: place, caseKey: content.caseKey, components: components)
                return try filing.keepSubmitted(filed, history, in: transaction)
            })
    }

    private func withDigits(_ receipt: Receipt) -> Receipt {
        var receipt = receipt
        receipt.secretDigits = digits.of(receipt.code)
        return receipt
    }
}
