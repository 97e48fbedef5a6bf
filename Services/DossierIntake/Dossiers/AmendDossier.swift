import Contracts
import Lifecycle
import Messaging
import Store

/// Replaces form and papers of a dossier that is not yet received, or answers what its unit has asked
/// for, by the rules of the version of the procedure it was submitted under: a new version, the same
/// code.
struct AmendDossierHandler: CommandHandler {
    let store: Store
    let seal: AnswerSeal
    let describe: DescribedDocuments

    /// The dossier in its new version; refuses one that is not to be changed or was changed meanwhile.
    func handle(_ command: AmendDossier, _ delivery: Delivery) async throws -> Dossier {
        let citizen = try delivery.caller.requireCitizen()
        let caller = try DossierCaller(delivery.caller)
        let content = DossierContent(
            caseKey: command.caseKey, answers: command.answers, components: command.components)
        var papers: [AttachedDocument] = []
        if !content.documents.isEmpty {
            if let known = try await delivery.earlierReply(as: Dossier.self) {
                return withAnswers(known, command)
            }
            papers = try await newPapers(of: command, content, citizen, caller)
        }
        let (seal, described) = (seal, papers)
        let amended = try await delivery.transaction { transaction in
            let before = try Self.amendable(command, by: caller, in: transaction)
            guard
                let procedure = try Catalogue.procedure(
                    version: before.procedureVersion, in: transaction)
            else { throw StoreError.unexpected("no procedure version \(before.procedureVersion)") }
            let components = try content.check(
                against: procedure, on: transaction.time.localDate,
                usable: before.documents + described, in: transaction)
            if before.status == .supplementRequired {
                try SupplementRules(before, seal: seal, in: transaction)
                    .check(content, components)
            }
            let row = KeptDossier.sealedRow(before.id, before.version + 1)
            let amendment = Amendment(before: before, caller: caller, seal: seal)
            return try amendment.keep(
                content, components, sealedAnswers: seal.seal(command.answers, for: row),
                in: transaction)
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
        of command: AmendDossier, _ content: DossierContent, _ citizen: CitizenID,
        _ caller: DossierCaller
    ) async throws -> [AttachedDocument] {
        let held = try await store.read { snapshot in
            Set(
                try KeptDossier.find(command.code, for: caller, in: snapshot).documents.map(\.id))
        }
        let new = content.documents.filter { !held.contains($0) }
        return new.isEmpty ? [] : try await describe(citizen, new)
    }

    private static func amendable(
        _ command: AmendDossier, by caller: DossierCaller, in transaction: borrowing Transaction
    ) throws -> KeptDossier {
        let dossier = try KeptDossier.find(command.code, for: caller, in: transaction)
        guard dossier.canAmend else { throw Refusal.alreadyReceived(dossier.status) }
        try dossier.requireVersion(command.version, in: transaction)
        return dossier
    }
}

/// A change of a dossier by its citizen.
private struct Amendment {
    let before: KeptDossier
    let caller: DossierCaller
    let seal: AnswerSeal

    private var isSupplement: Bool { before.status == .supplementRequired }

    func keep(
        _ content: DossierContent, _ components: [AttachedComponent], sealedAnswers: [UInt8],
        in transaction: borrowing Transaction
    ) throws -> Dossier {
        let version = before.version + 1
        let changed = try transaction.execute(
            DossierStatement.amend(
                before.id, from: before.version, caseKey: content.caseKey,
                supplementSentAt: isSupplement
                    ? transaction.time : before.course.supplementSentAt,
                at: transaction.time))
        guard changed == 1 else { throw Refusal.changedMeanwhile }
        let commitment = try DossierVersion.add(
            version, of: before.id, caseKey: content.caseKey, sealedAnswers: sealedAnswers,
            components: components, in: transaction)
        try note(version, components, commitment, in: transaction)
        let after = try KeptDossier.find(before.code, for: caller, in: transaction)
        return try DossierView(seal: seal).withoutAnswers(
            after, for: caller, at: transaction.time, in: transaction)
    }

    private func note(
        _ version: Int64, _ components: [AttachedComponent], _ commitment: String,
        in transaction: borrowing Transaction
    ) throws {
        try DossierHistory(seal: seal).add(
            NewStep(
                action: isSupplement ? .supplemented : .amended, status: before.status,
                version: version),
            to: before.id, by: StepActor(caller), in: transaction)
        try transaction.publish(
            DossierAmended(
                dossier: before.id, code: before.code, citizen: before.citizen, unit: before.unit,
                documents: components.flatMap(\.documents).map(\.id), sequence: version))
        try transaction.audit(
            isSupplement ? "dossier-supplemented" : "dossier-amended",
            by: before.citizen.rawValue, of: before.id.rawValue, commitment: commitment)
    }
}

/// What a citizen may change when a supplement is asked for: the components that were named, and the
/// form when something was asked that is no component.
private struct SupplementRules {
    private let asked: [SupplementItem]
    private let before: KeptDossier
    private let answers: [String: JSONValue]

    init(
        _ before: KeptDossier, seal: AnswerSeal, in transaction: borrowing Transaction
    ) throws {
        let step = try DossierHistory(seal: seal)
            .newest(.moved(.requestSupplement), of: before.id, in: transaction)
        asked = step?.detail.items ?? []
        self.before = before
        answers = try seal.open(before.sealedAnswers, for: before.sealedRow)
    }

    /// Refuses what changes anything else.
    func check(_ content: DossierContent, _ components: [AttachedComponent]) throws(Refusal) {
        let open = Set(asked.compactMap(\.component))
        var problems: [Refusal.Field] = []
        if content.caseKey != before.caseKey {
            problems.append(.init("caseKey", "Không đổi trường hợp khi bổ sung hồ sơ."))
        }
        if asked.allSatisfy({ $0.component != nil }), content.answers != answers {
            problems.append(
                .init("answers", "Đơn vị chỉ yêu cầu bổ sung giấy tờ; nội dung đã khai giữ nguyên.")
            )
        }
        let keys = Set(components.map(\.key) + before.components.map(\.key)).subtracting(open)
        for key in keys.sorted()
        where documents(components, key) != documents(before.components, key) {
            problems.append(
                .init(
                    "components.\(key)",
                    "Thành phần này không có trong yêu cầu bổ sung nên giữ nguyên."))
        }
        guard problems.isEmpty else { throw .fields(problems) }
    }

    private func documents(_ components: [AttachedComponent], _ key: String) -> [DocumentID] {
        components.first { $0.key == key }?.documents.map(\.id) ?? []
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
            case .registered, .received, .inProgress, .supplementRequired, .paymentRequired,
                .withdrawalRequested:
                "Nếu cần sửa, vui lòng nhắn cho đơn vị đang giải quyết hồ sơ."
            case .refused, .stopped, .finished, .resultReturned:
                "Nếu cần thay đổi, Ông/Bà vui lòng nộp hồ sơ mới."
            }
        return Refusal(
            .conflict, "dossier-already-received",
            "Hồ sơ đang ở trạng thái “\(status.title)” nên không sửa trực tiếp được nữa. \(instead)"
        )
    }
}
