import Contracts
import Cryptography
import Lifecycle
import Messaging
import Store

/// Takes in a citizen's dossier: checks form and papers against today's version of the procedure,
/// gives it its code, and announces it.
struct SubmitDossierHandler: CommandHandler {
    let seal: AnswerSeal
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
        return withDigits(
            try await delivery.transaction { transaction in
                let filing = try Filing(
                    command, content, usable: papers, on: transaction.time.localDate,
                    in: transaction)
                return try filing.keep(id, of: citizen, sealedAnswers: answers, in: transaction)
            })
    }

    private func withDigits(_ receipt: Receipt) -> Receipt {
        var receipt = receipt
        receipt.secretDigits = digits.of(receipt.code)
        return receipt
    }
}

/// A submission that passed all rules of its procedure.
private struct Filing {
    let procedure: Procedure
    let procedureVersion: String
    let unit: AdministrativeUnit
    let caseKey: String
    let components: [AttachedComponent]

    /// Checks everything; throws all that is wrong at once.
    init(
        _ command: SubmitDossier, _ content: DossierContent, usable: [AttachedDocument],
        on today: LocalDate, in transaction: borrowing Transaction
    ) throws {
        let found = try Catalogue.procedure(command.procedure, on: today, in: transaction)
        guard let found else { throw Refusal.noSuchProcedure }
        let unit = try Catalogue.unit(command.unit, on: today, in: transaction)
        let problem = Self.problem(with: unit, for: found.procedure)
        components = try content.check(
            against: found.procedure, on: today, usable: usable,
            after: problem.map { [$0] } ?? [], in: transaction)
        // `check` has thrown if there is no such unit.
        guard let unit else { throw Refusal.fields(problem.map { [$0] } ?? []) }
        procedure = found.procedure
        procedureVersion = found.versionID
        self.unit = unit
        caseKey = content.caseKey
    }

    private static func problem(
        with unit: AdministrativeUnit?, for procedure: Procedure
    ) -> Refusal.Field? {
        guard let unit else {
            return .init("unit", "Đơn vị này không có hoặc không còn hoạt động. Vui lòng chọn lại.")
        }
        guard procedure.unitKinds.contains(unit.kind) else {
            return .init(
                "unit", "\(unit.name) không giải quyết thủ tục này. Vui lòng chọn đơn vị khác.")
        }
        return nil
    }

    /// Keeps the dossier, with all that goes with it.
    func keep(
        _ id: DossierID, of citizen: CitizenID, sealedAnswers: [UInt8],
        in transaction: borrowing Transaction
    ) throws -> Receipt {
        let now = transaction.time
        let code = try DossierCode.next(of: unit.agencyId, on: now.localDate, in: transaction)
        let status = DossierStatus.registered
        try transaction.execute(
            """
            INSERT INTO dossiers
                (id, code, code_key, citizen, procedure, procedure_version, procedure_name,
                case_key, unit, unit_name, status, version, content_version, submitted_at,
                changed_at)
            VALUES (\(id), \(code), \(DossierKey(code.rawValue).text), \(citizen),
                \(procedure.code), \(procedureVersion), \(procedure.name), \(caseKey),
                \(unit.code), \(unit.name), \(status), 1, 1, \(now), \(now))
            """)
        let commitment = try DossierVersion.add(
            1, of: id, caseKey: caseKey, sealedAnswers: sealedAnswers, components: components,
            in: transaction)
        try DossierHistory.add(
            .submitted, to: id, by: citizen, status: status, version: 1, in: transaction)
        try transaction.execute(DossierStatement.discardDraft(of: citizen, for: procedure.code))
        try transaction.publish(
            DossierSubmitted(
                dossier: id, code: code, citizen: citizen, unit: unit.code, unitName: unit.name,
                procedureName: procedure.name,
                documents: components.flatMap(\.documents).map(\.id), submittedAt: now,
                sequence: 1))
        try transaction.audit(
            "dossier-submitted", by: citizen.rawValue, of: id.rawValue, commitment: commitment)
        return Receipt(
            code: code, secretDigits: nil, procedureName: procedure.name, unitName: unit.name,
            status: status, submittedAt: now, version: 1)
    }
}

extension Refusal {
    /// The catalogue has no such procedure today.
    static let noSuchProcedure = Refusal.fields([
        .init("procedure", "Thủ tục này không có hoặc không còn hiệu lực. Vui lòng chọn lại.")
    ])
}
