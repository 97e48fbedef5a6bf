import Contracts
import Lifecycle
import Messaging
import Store

/// Lists the open dossiers of an officer's unit, those due first at the top.
struct ListQueueHandler: QueryHandler {
    let store: Store
    let seal: AnswerSeal
    let names: ApplicantNames
    let clock: WallClock

    /// How long before it a due date is near.
    static let soon: Duration = .seconds(24 * 3_600)

    /// The first moment that is no longer near.
    static func endOfSoon(_ now: Timestamp) -> Timestamp { now + soon + .milliseconds(1) }

    /// One page.
    func answer(_ query: ListQueue, for caller: Caller) async throws -> Page<QueuedDossier> {
        let officer = try caller.requireOfficer()
        let limit = try Page.limit(query.limit)
        let now = clock.now()
        let seal = seal
        let place = try PageCursor.read(query.after, count: 2)
            .map { cursor in (queueAt: try cursor.number(0), id: cursor.parts[1]) }
        try check(query.q)
        return try await store.read { [self] snapshot in
            let statement = try statement(
                query, for: officer, after: place, limit: limit + 1, at: now, in: snapshot)
            return try Page(rows: try snapshot.rows(statement), limit: limit) { row in
                try QueuedDossier(row, seal, at: now)
            } cursor: { row in
                PageCursor(try row["queue_at"] as Int64, try row["id"] as String)
            }
        }
    }

    private func check(_ sought: String?) throws(Refusal) {
        guard let sought, sought.utf8.count > 400 else { return }
        throw .fields([.init("q", "Nội dung tìm quá dài.")])
    }

    private func statement(
        _ query: ListQueue, for officer: OfficerCaller, after place: (queueAt: Int64, id: String)?,
        limit: Int, at now: Timestamp, in snapshot: borrowing Snapshot
    ) throws -> SQL {
        guard let sought = query.q, !sought.isEmpty else {
            let until: Timestamp? =
                switch query.due {
                case .overdue: now
                case .soon: Self.endOfSoon(now)
                default: nil
                }
            let from = query.due == .soon ? now : nil
            return QueueStatement.open(
                in: officer.unit, status: query.status,
                assignees: query.mine == true
                    ? try ownWork(of: officer, at: now, in: snapshot) : [],
                from: from, until: until, after: place, limit: limit)
        }
        let isCode = sought.contains { $0.isNumber }
        return isCode
            ? QueueStatement.found(in: officer.unit, key: DossierKey(sought), limit: limit)
            : QueueStatement.found(
                in: officer.unit, applicantKey: names.key(of: sought), after: place?.id,
                limit: limit)
    }

    /// The officer, and those for whom the officer stands in today.
    private func ownWork(
        of officer: OfficerCaller, at now: Timestamp, in snapshot: borrowing Snapshot
    ) throws -> [OfficerID] {
        try [officer.id]
            + UnitOfficers.absent(standingIn: officer.id, on: now.localDate, in: snapshot)
    }
}

extension QueuedDossier {
    /// A row of the queue.
    fileprivate init(_ row: Row, _ seal: AnswerSeal, at now: Timestamp) throws {
        let id: DossierID = try row["id"]
        let sealed: [UInt8]? = try row["applicant"]
        let applicant = try sealed.map {
            try seal.open($0, as: Applicant.self, for: KeptDossier.applicantRow(id))
        }
        let officer: OfficerID? = try row["assignee"]
        let dueAt: Timestamp? = try row["due_at"]
        let proposal: DossierOutcome? = try row["proposal"]
        let closedAt: Timestamp? = try row["closed_at"]
        self.init(
            code: try row["code"], procedureName: try row["procedure_name"],
            applicantName: applicant?.fullName ?? "", channel: try row["channel"],
            status: try row["status"], dueAt: dueAt,
            nearness: closedAt == nil ? DueNearness(dueAt, at: now) : .none,
            assignee: try officer.map { NamedOfficer(id: $0, name: try row["assignee_name"]) },
            supplementSentAt: try row["supplement_sent_at"],
            transferReportedAt: try row["transfer_at"],
            isProposed: proposal != nil && closedAt == nil,
            unreadMessages: try row["unread_by_unit"],
            submittedAt: try row["submitted_at"], version: try row["version"])
    }
}

extension DueNearness {
    /// How near a due date is.
    init(_ dueAt: Timestamp?, at now: Timestamp) {
        guard let dueAt else {
            self = .none
            return
        }
        self = dueAt < now ? .overdue : dueAt < ListQueueHandler.endOfSoon(now) ? .soon : .inTime
    }
}
