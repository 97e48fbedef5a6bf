import Contracts
import Lifecycle
import Messaging
import Store

/// Notes when an officer is away and who stands in, as identity announces it.
struct NoteAbsenceHandler: EventHandler {
    /// How long an absence that is over is remembered.
    private static let memory = 30

    /// Keeps the newest, and forgets what is long over.
    func handle(_ event: OfficerAbsenceSet, _ delivery: Delivery) async throws {
        try await delivery.transaction { transaction in
            try transaction.execute(
                """
                INSERT INTO officer_absences
                    (id, officer, deputy, first_day, last_day, is_cancelled, sequence)
                VALUES (\(event.absence), \(event.officer), \(event.deputy), \(event.from),
                    \(event.until), \(event.isCancelled), \(event.sequence))
                ON CONFLICT (id) DO UPDATE SET deputy = excluded.deputy,
                    first_day = excluded.first_day, last_day = excluded.last_day,
                    is_cancelled = excluded.is_cancelled, sequence = excluded.sequence
                    WHERE officer_absences.sequence < excluded.sequence
                """)
            let past = LocalDate(
                daysSinceEpoch: transaction.time.localDate.daysSinceEpoch - Self.memory)
            try transaction.execute(
                """
                DELETE FROM officer_absences
                WHERE deputy = \(event.deputy) AND last_day < \(past)
                """)
        }
    }
}
