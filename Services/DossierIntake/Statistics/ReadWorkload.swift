import Contracts
import Lifecycle
import Messaging
import Store

/// Counts what waits in an officer's unit, by the index of its queue.
struct ReadWorkloadHandler: QueryHandler {
    let store: Store
    let clock: WallClock

    /// What waits now.
    func answer(_ query: ReadWorkload, for caller: Caller) async throws -> ReadWorkload.Reply {
        let officer = try caller.requireOfficer()
        let now = clock.now()
        let unit = officer.unit
        return try await store.read { snapshot in
            var byStatus: [DossierStatus: Int] = [:]
            for status in DossierStatus.countedAlone {
                byStatus[status] = try Self.count(.init(unit, status), in: snapshot)
            }
            let end = Timestamp(milliseconds: DossierCourse.lastPlace)
            return ReadWorkload.Reply(
                registered: byStatus[.registered] ?? 0,
                inTime: try Self.count(.init(unit, now, end), in: snapshot),
                dueSoon: try Self.count(
                    .init(unit, now, ListQueueHandler.endOfSoon(now)), in: snapshot),
                overdue: try Self.count(.init(unit, nil, now), in: snapshot),
                paused: (byStatus[.supplementRequired] ?? 0) + (byStatus[.paymentRequired] ?? 0),
                toReturn: byStatus[.finished] ?? 0)
        }
    }

    /// What is counted.
    private struct Counted {
        let sql: SQL

        init(_ unit: UnitCode, _ status: DossierStatus) {
            sql = QueueStatement.count(in: unit, status: status)
        }

        init(_ unit: UnitCode, _ from: Timestamp?, _ until: Timestamp) {
            sql = QueueStatement.count(in: unit, from: from, until: until)
        }
    }

    private static func count(_ counted: Counted, in snapshot: borrowing Snapshot) throws -> Int {
        try snapshot.first(counted.sql)?["n"] ?? 0
    }
}

extension DossierStatus {
    /// The statuses of work that is counted by itself.
    fileprivate static let countedAlone: [DossierStatus] = [
        .registered, .supplementRequired, .paymentRequired, .finished,
    ]
}
