import Contracts
import Messaging
import Store

/// Shows anybody the calendar that due dates are counted by.
struct ReadCalendarHandler: QueryHandler {
    let store: Store

    /// The one in force.
    func answer(_ query: ReadCalendar, for caller: Caller) async throws -> ReadCalendar.Reply {
        try await store.read { snapshot in
            let calendar = try CalendarVersions.current(in: snapshot)
            let table = calendar.table
            return ReadCalendar.Reply(
                version: calendar.version, hours: table.sessions.map { "\($0.from)–\($0.to)" },
                lastHour: table.lastHour, years: table.years.sorted(),
                holidays: table.holidays.sorted { $0.from < $1.from }
                    .map { .init(from: $0.from, to: $0.to, name: $0.name) },
                makeUpDays: table.makeUpDays.sorted { $0.day < $1.day }
                    .map { .init(day: $0.day, reason: $0.reason) },
                sources: table.sources)
        }
    }
}
