import Contracts
import Lifecycle
import Messaging
import Store

/// Lists the active officers of the caller's unit, by name.
struct ListColleaguesHandler: QueryHandler {
    let store: Store
    let clock: WallClock
    /// Officers of one unit that are listed.
    private static let limit = 500

    func answer(_ query: ListColleagues, for caller: Caller) async throws -> ListColleagues.Reply {
        let today = clock.now().localDate
        return try await store.read { snapshot in
            let unit = try ActingOfficer.any(caller, in: snapshot).profile.unit
            let rows = try snapshot.rows(Self.officers(of: unit))
            let officers = try rows.map(StoredOfficer.init)
            let absences = try StoredAbsence.open(
                of: officers.map(\.id), from: today, in: snapshot)
            let items = officers.map { officer in
                ListColleagues.Colleague(
                    id: OfficerID(rawValue: officer.id), fullName: officer.profile.fullName,
                    duties: officer.profile.duties,
                    absences: absences.filter { $0.officer == officer.id }.map(\.shown))
            }
            return ListColleagues.Reply(items: items.sorted { $0.fullName < $1.fullName })
        }
    }

    /// The statement that lists a unit's active officers.
    static func officers(of unit: UnitCode) -> SQL {
        """
        SELECT officers.* FROM officers JOIN accounts ON accounts.id = officers.id
        WHERE officers.unit = \(unit) AND accounts.state <> \(AccountState.cancelled)
        ORDER BY officers.id LIMIT \(Self.limit)
        """
    }
}
