import Contracts
import Lifecycle
import Messaging
import Store

/// A dossier that comes in: whose it is and what is kept of it sealed.
struct FiledDossier: Sendable {
    let id: DossierID
    let citizen: CitizenID
    let channel: Channel
    let sealedAnswers: [UInt8]
    let sealedApplicant: [UInt8]
    let applicantKey: String
}

/// What is filed and where: today's version of a procedure, at a unit that handles it.
struct FilingPlace: Sendable {
    let procedure: Procedure
    let procedureVersion: String
    /// The unit, when it exists today.
    let unit: AdministrativeUnit?
    /// What is wrong with the unit.
    let problems: [Refusal.Field]

    /// The place; refuses a procedure that the catalogue does not have today.
    init(
        _ code: ProcedureCode, at unitCode: UnitCode, in transaction: borrowing Transaction
    ) throws {
        let today = transaction.time.localDate
        let found = try Catalogue.procedure(code, on: today, in: transaction)
        guard let found else { throw Refusal.noSuchProcedure }
        (procedure, procedureVersion) = (found.procedure, found.versionID)
        unit = try Catalogue.unit(unitCode, on: today, in: transaction)
        problems = Self.problem(with: unit, for: found.procedure).map { [$0] } ?? []
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
}

/// A dossier that passed all rules of its procedure.
struct Filing: Sendable {
    let place: FilingPlace
    let caseKey: String
    let components: [AttachedComponent]

    /// Keeps a dossier that was submitted online: its acceptance is awaited.
    func keepSubmitted(
        _ filed: FiledDossier, _ history: DossierHistory, in transaction: borrowing Transaction
    ) throws -> Receipt {
        let now = transaction.time
        let legal = LegalClock(calendar: try CalendarVersions.current(in: transaction))
        let clock = DossierClock(
            purpose: .acceptance, from: now, term: .acceptance, calendar: legal.calendar.version)
        let course = DossierCourse.submitted(
            clock: clock, dueAt: clock.dueDate(by: legal).dueAt,
            needsSignature: place.procedure.needsSignature ?? false)
        let unit = try requireUnit()
        let code = try keep(
            filed, course, NewStep(action: .submitted, status: course.status, version: 1),
            by: StepActor(filed.citizen), history, in: transaction)
        try transaction.execute(
            DossierStatement.discardDraft(of: filed.citizen, for: place.procedure.code))
        return Receipt(
            code: code, secretDigits: nil, procedureName: place.procedure.name,
            unitName: unit.name, status: course.status, submittedAt: now, version: 1)
    }

    /// Keeps a dossier with its first step, and announces it; answers its code.
    func keep(
        _ filed: FiledDossier, _ course: DossierCourse, _ step: NewStep, by actor: StepActor,
        _ history: DossierHistory, in transaction: borrowing Transaction
    ) throws -> DossierCode {
        let unit = try requireUnit()
        let code = try DossierCode.next(
            of: unit.agencyId, on: transaction.time.localDate, in: transaction)
        try insert(filed, code, unit, course, in: transaction)
        let commitment = try DossierVersion.add(
            1, of: filed.id, caseKey: caseKey, sealedAnswers: filed.sealedAnswers,
            components: components, in: transaction)
        try history.add(step, to: filed.id, by: actor, in: transaction)
        try transaction.publish(
            DossierSubmitted(
                dossier: filed.id, code: code, citizen: filed.citizen, unit: unit.code,
                unitName: unit.name, procedureName: place.procedure.name,
                documents: components.flatMap(\.documents).map(\.id),
                submittedAt: transaction.time, channel: filed.channel, sequence: 1))
        try transaction.audit(
            "dossier-\(step.action.word)", by: actor.id, of: filed.id.rawValue,
            commitment: commitment)
        return code
    }

    /// The unit; the rules have refused before when there is none.
    func requireUnit() throws(Refusal) -> AdministrativeUnit {
        guard let unit = place.unit, place.problems.isEmpty else { throw .fields(place.problems) }
        return unit
    }

    private func insert(
        _ filed: FiledDossier, _ code: DossierCode, _ unit: AdministrativeUnit,
        _ course: DossierCourse, in transaction: borrowing Transaction
    ) throws {
        let (procedure, now) = (place.procedure, transaction.time)
        let clock = try course.clock.map { try StrictJSON.encode($0) }
        try transaction.execute(
            """
            INSERT INTO dossiers
                (id, code, code_key, citizen, procedure, procedure_version, procedure_name,
                case_key, unit, unit_name, status, version, content_version, submitted_at,
                changed_at, channel, rule_set, applicant, applicant_key, clock, due_at, queue_at,
                needs_signature, accepted_at, register_number, amount_due, payment_receipt)
            VALUES (\(filed.id), \(code), \(DossierKey(code.rawValue).text), \(filed.citizen),
                \(procedure.code), \(place.procedureVersion), \(procedure.name), \(caseKey),
                \(unit.code), \(unit.name), \(course.status), 1, 1, \(now), \(now),
                \(filed.channel), \(RuleOfLaw.decree61.id), \(filed.sealedApplicant),
                \(filed.applicantKey), \(clock), \(course.dueAt), \(course.queueAt),
                \(course.needsSignature), \(course.acceptedAt), \(course.registerNumber),
                \(course.amountDue), \(course.paymentReceipt))
            """)
    }
}

extension Refusal {
    /// The catalogue has no such procedure today.
    static let noSuchProcedure = Refusal.fields([
        .init("procedure", "Thủ tục này không có hoặc không còn hiệu lực. Vui lòng chọn lại.")
    ])
}
