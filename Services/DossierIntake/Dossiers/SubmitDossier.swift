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
                let filing = try Filing(
                    command, content, usable: papers, on: transaction.time.localDate,
                    in: transaction)
                return try filing.keep(filed, history, in: transaction)
            })
    }

    private func withDigits(_ receipt: Receipt) -> Receipt {
        var receipt = receipt
        receipt.secretDigits = digits.of(receipt.code)
        return receipt
    }
}

/// A dossier that comes in: whose it is and what is kept of it sealed.
struct FiledDossier: Sendable {
    let id: DossierID
    let citizen: CitizenID
    let channel: Channel
    let sealedAnswers: [UInt8]
    let sealedApplicant: [UInt8]
    let applicantKey: String
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
        _ filed: FiledDossier, _ history: DossierHistory, in transaction: borrowing Transaction
    ) throws -> Receipt {
        let now = transaction.time
        let code = try DossierCode.next(of: unit.agencyId, on: now.localDate, in: transaction)
        let legal = LegalClock(calendar: try CalendarVersions.current(in: transaction))
        let clock = DossierClock(
            purpose: .acceptance, from: now, term: .acceptance, calendar: legal.calendar.version)
        let course = DossierCourse.submitted(
            clock: clock, dueAt: clock.dueDate(by: legal).dueAt,
            needsSignature: procedure.needsSignature ?? false)
        try insert(filed, code, course, at: now, in: transaction)
        let commitment = try DossierVersion.add(
            1, of: filed.id, caseKey: caseKey, sealedAnswers: filed.sealedAnswers,
            components: components, in: transaction)
        try history.add(
            NewStep(action: .submitted, status: course.status, version: 1), to: filed.id,
            by: StepActor(filed.citizen), in: transaction)
        try transaction.execute(
            DossierStatement.discardDraft(of: filed.citizen, for: procedure.code))
        try announce(filed, code, at: now, in: transaction)
        try transaction.audit(
            "dossier-submitted", by: filed.citizen.rawValue, of: filed.id.rawValue,
            commitment: commitment)
        return Receipt(
            code: code, secretDigits: nil, procedureName: procedure.name, unitName: unit.name,
            status: course.status, submittedAt: now, version: 1)
    }

    private func insert(
        _ filed: FiledDossier, _ code: DossierCode, _ course: DossierCourse, at now: Timestamp,
        in transaction: borrowing Transaction
    ) throws {
        let clock = try course.clock.map { try StrictJSON.encode($0) }
        try transaction.execute(
            """
            INSERT INTO dossiers
                (id, code, code_key, citizen, procedure, procedure_version, procedure_name,
                case_key, unit, unit_name, status, version, content_version, submitted_at,
                changed_at, channel, rule_set, applicant, applicant_key, clock, due_at, queue_at,
                needs_signature)
            VALUES (\(filed.id), \(code), \(DossierKey(code.rawValue).text), \(filed.citizen),
                \(procedure.code), \(procedureVersion), \(procedure.name), \(caseKey),
                \(unit.code), \(unit.name), \(course.status), 1, 1, \(now), \(now),
                \(filed.channel), \(RuleOfLaw.decree61.id), \(filed.sealedApplicant),
                \(filed.applicantKey), \(clock), \(course.dueAt), \(course.queueAt),
                \(course.needsSignature))
            """)
    }

    private func announce(
        _ filed: FiledDossier, _ code: DossierCode, at now: Timestamp,
        in transaction: borrowing Transaction
    ) throws {
        try transaction.publish(
            DossierSubmitted(
                dossier: filed.id, code: code, citizen: filed.citizen, unit: unit.code,
                unitName: unit.name, procedureName: procedure.name,
                documents: components.flatMap(\.documents).map(\.id), submittedAt: now,
                sequence: 1))
    }
}

/// Finds dossiers by the applicant's name though no name stands readable in the store: the key of a
/// name is its folded words under the service's key.
struct ApplicantNames: Sendable {
    private let key: SecretKey

    /// Keys under the service's key.
    init(serviceKey: SecretKey) { key = serviceKey.derived(for: "applicant names") }

    /// The key of a full name, written with or without diacritics; empty for no name.
    func key(of name: String) -> String {
        let words = VietnameseFolding.words(name).joined(separator: " ")
        return words.isEmpty ? "" : keyedHash(key: key, count: 16, Array(words.utf8)).hex
    }
}

extension Refusal {
    /// The catalogue has no such procedure today.
    static let noSuchProcedure = Refusal.fields([
        .init("procedure", "Thủ tục này không có hoặc không còn hiệu lực. Vui lòng chọn lại.")
    ])
}
