import Contracts
import Lifecycle
import Messaging
import Store

/// Makes, moves or calls off the appointment at which the citizen brings the originals.
struct SetAppointmentHandler: CommandHandler {
    let papers: PaperDesk

    /// The appointment as it is now; refuses times at which nobody works.
    func handle(
        _ command: SetAppointment, _ delivery: Delivery
    ) async throws -> SetAppointment.Reply {
        let officer = try delivery.caller.requireOfficer()
        let (papers, caller) = (papers, DossierCaller.officer(officer))
        return try await delivery.transaction { transaction in
            let dossier = try KeptDossier.find(command.code, for: caller, in: transaction)
            try dossier.requireVersion(command.version, in: transaction)
            guard dossier.course.closedAt == nil else {
                throw Refusal.dossierClosed(dossier.status)
            }
            let request = AppointmentRequest(command: command, dossier: dossier)
            let office = try papers.office(of: dossier, on: transaction.time, in: transaction)
            let appointment = try request.appointment(
                at: office, calendar: CalendarVersions.current(in: transaction),
                now: transaction.time)
            let version = try Appointments(seal: papers.seal)
                .keep(appointment, of: dossier, by: StepActor(caller), in: transaction)
            return SetAppointment.Reply(
                code: dossier.code, appointment: appointment, version: version)
        }
    }
}

/// The rules for an appointment; pure.
private struct AppointmentRequest {
    let command: SetAppointment
    let dossier: KeptDossier

    /// The furthest day.
    private static let longestWait = Duration.seconds(60 * 86_400)

    /// The appointment; nil when it is called off. Throws all that is wrong at once.
    func appointment(
        at office: IssuingOffice, calendar: WorkingCalendar, now: Timestamp
    ) throws(Refusal) -> Appointment? {
        guard let at = command.at else {
            guard command.components == nil, command.note == nil else {
                throw .fields([.init("at", "Vui lòng chọn ngày giờ hẹn.")])
            }
            return nil
        }
        let names = names
        var problems = timeProblem(at, calendar, now).map { [$0] } ?? []
        if names.isEmpty {
            problems.append(
                .init("components", "Hồ sơ không có thành phần nào để đối chiếu với bản chính."))
        }
        if names.count < command.components?.count ?? 0 {
            problems.append(.init("components", "Hồ sơ không có thành phần này."))
        }
        if let note = command.note, let problem = CatalogueText.problem(note, limit: 500) {
            problems.append(.init("note", problem))
        }
        guard problems.isEmpty else { throw .fields(problems) }
        return Appointment(at: at, place: office.counter, items: names, note: command.note)
    }

    /// The names of the components whose originals are to be brought.
    private var names: [String] {
        let wanted = command.components.map(Set.init)
        return dossier.components
            .filter { wanted?.contains($0.key) ?? !$0.documents.isEmpty }.map(\.name)
    }

    private func timeProblem(
        _ at: Timestamp, _ calendar: WorkingCalendar, _ now: Timestamp
    ) -> Refusal.Field? {
        guard at > now, at <= now + Self.longestWait else {
            return .init("at", "Ngày giờ hẹn phải trong 60 ngày tới.")
        }
        let working = calendar.workingMoment(from: at)
        guard working == at else {
            return .init(
                "at",
                "Giờ này cơ quan không làm việc; giờ làm việc gần nhất là "
                    + "\(working.localTime) ngày \(working.localDate.vietnamese).")
        }
        return nil
    }
}

/// The appointments of dossiers, kept sealed.
struct Appointments: Sendable {
    let seal: AnswerSeal

    /// The steps, in order; a released one never changes.
    static let migrations = [
        Migration(
            "appointments-001-appointments",
            "ALTER TABLE dossiers ADD COLUMN appointment BYTEA;")
    ]

    /// Keeps it as the dossier's next version and announces it; answers that version.
    func keep(
        _ appointment: Appointment?, of dossier: KeptDossier, by actor: StepActor,
        in transaction: borrowing Transaction
    ) throws -> Int64 {
        let sealed = try appointment.map { try seal.seal($0, for: Self.row(dossier.id)) }
        let version = try dossier.keep(
            DossierChange(
                action: .appointed, detail: StepDetail(reason: Self.words(appointment)),
                columns: "appointment = \(sealed)"),
            by: actor, seal, in: transaction)
        try transaction.publish(
            AppointmentChanged(
                dossier: dossier.id, code: dossier.code, citizen: dossier.citizen,
                unitName: dossier.unitName, procedureName: dossier.procedureName,
                appointment: appointment, sequence: version))
        return version
    }

    /// The appointment of a dossier.
    func of(_ dossier: KeptDossier) throws -> Appointment? {
        try dossier.sealedAppointment.map { try seal.open($0, for: Self.row(dossier.id)) }
    }

    private static func words(_ appointment: Appointment?) -> String {
        guard let appointment else { return "Huỷ lịch hẹn" }
        return "\(appointment.at.inSentence): "
            + appointment.items.joined(separator: "; ")
    }

    private static func row(_ dossier: DossierID) -> String { "appointment \(dossier)" }
}
