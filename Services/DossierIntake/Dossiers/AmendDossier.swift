import Contracts
import Lifecycle
import Messaging
import Store

/// Replaces form and papers of a dossier that is not yet received, by the rules of the version of
/// the procedure it was submitted under: a new version, the same code.
struct AmendDossierHandler: CommandHandler {
    let store: Store
    let seal: AnswerSeal
    let describe: DescribedDocuments

    /// The dossier in its new version; refuses one that is received or was changed meanwhile.
    func handle(_ command: AmendDossier, _ delivery: Delivery) async throws -> Dossier {
        let citizen = try delivery.caller.requireCitizen()
        let content = DossierContent(
            caseKey: command.caseKey, answers: command.answers, components: command.components)
        var papers: [AttachedDocument] = []
        if !content.documents.isEmpty {
            if let known = try await delivery.earlierReply(as: Dossier.self) {
                return withAnswers(known, command)
            }
            papers = try await newPapers(of: command, content, citizen)
        }
        let (seal, described) = (seal, papers)
        let amended = try await delivery.transaction { transaction in
            let before = try Self.amendable(command, of: citizen, in: transaction)
            guard
                let procedure = try Catalogue.procedure(
                    version: before.procedureVersion, in: transaction)
            else { throw StoreError.unexpected("no procedure version \(before.procedureVersion)") }
            let components = try content.check(
                against: procedure, on: transaction.time.localDate,
                usable: before.documents + described, in: transaction)
            let row = KeptDossier.sealedRow(before.id, before.version + 1)
            return try Self.keep(
                content, components, sealedAnswers: seal.seal(command.answers, for: row),
                of: before, in: transaction)
        }
        return withAnswers(amended, command)
    }

    /// The answers are not kept in the stored reply; a repeated command brings the same ones.
    private func withAnswers(_ dossier: Dossier, _ command: AmendDossier) -> Dossier {
        var dossier = dossier
        dossier.answers = command.answers
        return dossier
    }

    /// The documents the dossier does not hold yet. What it holds it keeps, even if the citizen has
    /// taken the paper out of the personal ones since.
    private func newPapers(
        of command: AmendDossier, _ content: DossierContent, _ citizen: CitizenID
    ) async throws -> [AttachedDocument] {
        let held = try await store.read { snapshot in
            Set(try KeptDossier.find(command.code, of: citizen, in: snapshot).documents.map(\.id))
        }
        let new = content.documents.filter { !held.contains($0) }
        return new.isEmpty ? [] : try await describe(citizen, new)
    }

    private static func amendable(
        _ command: AmendDossier, of citizen: CitizenID, in transaction: borrowing Transaction
    ) throws -> KeptDossier {
        let dossier = try KeptDossier.find(command.code, of: citizen, in: transaction)
        guard dossier.status == .registered else { throw Refusal.alreadyReceived(dossier.status) }
        guard dossier.version == command.version else { throw Refusal.changedMeanwhile }
        return dossier
    }

    private static func keep(
        _ content: DossierContent, _ components: [AttachedComponent], sealedAnswers: [UInt8],
        of before: KeptDossier, in transaction: borrowing Transaction
    ) throws -> Dossier {
        let version = before.version + 1
        let changed = try transaction.execute(
            DossierStatement.amend(
                before.id, from: before.version, caseKey: content.caseKey, at: transaction.time))
        guard changed == 1 else { throw Refusal.changedMeanwhile }
        let commitment = try DossierVersion.add(
            version, of: before.id, caseKey: content.caseKey, sealedAnswers: sealedAnswers,
            components: components, in: transaction)
        try DossierHistory.add(
            .amended, to: before.id, by: before.citizen, status: before.status, version: version,
            in: transaction)
        try transaction.publish(
            DossierAmended(
                dossier: before.id, code: before.code, citizen: before.citizen, unit: before.unit,
                documents: components.flatMap(\.documents).map(\.id), sequence: version))
        try transaction.audit(
            "dossier-amended", by: before.citizen.rawValue, of: before.id.rawValue,
            commitment: commitment)
        return try KeptDossier.find(before.code, of: before.citizen, in: transaction)
            .shown(answers: [:], history: DossierHistory.read(before.id, in: transaction))
    }
}

extension KeptDossier {
    /// The documents that are attached now.
    fileprivate var documents: [AttachedDocument] { components.flatMap(\.documents) }
}

extension Refusal {
    /// Too late to amend; what to do instead depends on where the dossier is.
    fileprivate static func alreadyReceived(_ status: DossierStatus) -> Refusal {
        let instead =
            switch status {
            case .registered, .received, .inProgress, .paymentRequired, .withdrawalRequested:
                "Nếu cần sửa, vui lòng nhắn cho đơn vị đang giải quyết hồ sơ."
            case .supplementRequired:
                "Vui lòng gửi giấy tờ theo phiếu yêu cầu bổ sung của đơn vị giải quyết."
            case .refused, .stopped, .finished, .resultReturned:
                "Nếu cần thay đổi, Ông/Bà vui lòng nộp hồ sơ mới."
            }
        return Refusal(
            .conflict, "dossier-already-received",
            "Hồ sơ đang ở trạng thái “\(status.title)” nên không sửa trực tiếp được nữa. \(instead)"
        )
    }
}
