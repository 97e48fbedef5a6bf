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
        let seal = seal
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
                _ = try dossier.keep(Self.release, by: .identity, seal, in: transaction)
            }
        }
    }

    private static let release = DossierChange.assignee(
        nil, reason: "Cán bộ xử lý không còn làm việc tại đơn vị hoặc tài khoản đã đóng")
}

extension StepActor {
    /// Identity, whose announcements change dossiers without a person here.
    fileprivate static let identity = StepActor(
        id: ServiceName.identity.rawValue, role: .service, name: nil)
}
