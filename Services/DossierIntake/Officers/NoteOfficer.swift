import Contracts
import Lifecycle
import Messaging
import Store

/// Notes what identity announces of an officer. Who has left the unit or whose account is closed
/// works on nothing there any more: the dossiers go back to the unit, for whoever takes them.
struct NoteOfficerHandler: EventHandler {
    let seal: AnswerSeal

    /// Keeps the newest.
    func handle(_ event: OfficerChanged, _ delivery: Delivery) async throws {
        let history = DossierHistory(seal: seal)
        try await delivery.transaction { transaction in
            let count = try transaction.execute(
                """
                INSERT INTO officers (id, name, unit, is_active, sequence)
                VALUES (\(event.officer), \(event.fullName), \(event.unit), \(event.isActive),
                    \(event.sequence))
                ON CONFLICT (id) DO UPDATE SET name = excluded.name, unit = excluded.unit,
                    is_active = excluded.is_active, sequence = excluded.sequence
                    WHERE officers.sequence < excluded.sequence
                """)
            // An older announcement that comes later says nothing.
            guard count == 1 else { return }
            for dossier in try KeptDossier.open(assignedTo: event.officer, in: transaction)
            where !event.isActive || dossier.unit != event.unit {
                try Self.release(dossier, history, in: transaction)
            }
        }
    }

    private static func release(
        _ dossier: KeptDossier, _ history: DossierHistory, in transaction: borrowing Transaction
    ) throws {
        var course = dossier.course
        course.assignee = nil
        try course.keep(for: dossier.id, from: dossier.version, in: transaction)
        try history.add(
            NewStep(
                action: .assigned, status: course.status, version: dossier.version + 1,
                detail: StepDetail(
                    reason: "Cán bộ xử lý không còn làm việc tại đơn vị hoặc tài khoản đã đóng")),
            to: dossier.id, by: .identity, in: transaction)
        try transaction.audit(
            "dossier-released", by: StepActor.identity.id, of: dossier.id.rawValue)
    }
}

extension StepActor {
    /// Identity, whose announcements change dossiers without a person here.
    fileprivate static let identity = StepActor(
        id: ServiceName.identity.rawValue, role: .service, name: nil)
}
