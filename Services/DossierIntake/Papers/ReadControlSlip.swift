import Contracts
import Lifecycle
import Messaging
import Store

/// Prints the control slip of a dossier for the officers of its unit: who had it from whom and when,
/// as its history has it until now.
struct ReadControlSlipHandler: QueryHandler {
    let store: Store
    let desk: PaperDesk
    let press: PaperPress
    let clock: WallClock

    /// The slip as PDF.
    func answer(_ query: ReadControlSlip, for caller: Caller) async throws -> PaperFile {
        let officer = try caller.requireOfficer()
        let (desk, now) = (desk, clock.now())
        let paper = try await store.read { snapshot in
            let kept = try KeptDossier.find(query.code, for: .officer(officer), in: snapshot)
            return try desk.controlSlip(of: kept, at: now, in: snapshot)
        }
        return PaperFile(paper, try await press.print(paper))
    }
}

extension PaperDesk {
    /// The control slip of a dossier as it stands.
    func controlSlip(
        of kept: KeptDossier, at now: Timestamp, in reader: borrowing some SQLReader & ~Copyable
    ) throws -> Paper {
        let office = try office(of: kept, on: now, in: reader)
        let dueAt = try promisedDue(of: kept.course.clock, in: reader)
        let applicant = try applicant(of: kept)
        let steps = try DossierHistory(seal: seal).read(kept.id, isOfficer: true, in: reader)
        return Paper(
            ruleSet: kept.law.id,
            head: office.head(number: kept.course.registerNumber, at: now),
            content: .handovers(
                HandoverSheet(
                    code: kept.code, applicant: applicant, content: kept.procedureName,
                    authority: kept.unitName, dueAt: dueAt,
                    rows: Self.rows(steps, of: kept, dueAt: dueAt, applicant: applicant.name))))
    }

    /// When the result is or was due, also once the clock has done its work; nil while no time for
    /// the handling has begun.
    func promisedDue(
        of clock: DossierClock?, in reader: borrowing some SQLReader & ~Copyable
    ) throws -> Timestamp? {
        guard let clock, clock.purpose == .handling else { return nil }
        let calendar = try CalendarVersions.version(clock.calendar, in: reader)
        return clock.dueDate(by: LegalClock(calendar: calendar)).dueAt
    }

    /// One row for each time that another person had the dossier.
    private static func rows(
        _ steps: [DossierStep], of kept: KeptDossier, dueAt: Timestamp?, applicant: String
    ) -> [HandoverSheet.Row] {
        var rows: [HandoverSheet.Row] = []
        var (holder, since) = (applicant, kept.submittedAt)
        for step in steps {
            // The citizen's own steps hand the dossier to nobody.
            guard let taker = step.actor else { continue }
            if taker != holder {
                rows.append(
                    .init(
                        from: holder, to: taker, givenAt: since, takenAt: step.at, outcome: "",
                        note: step.title))
                holder = taker
            }
            if step.at == kept.course.finishedAt, !rows.isEmpty {
                rows[rows.count - 1].outcome = outcome(dueAt: dueAt, at: step.at)
            }
            since = step.at
        }
        return rows
    }

    private static func outcome(dueAt: Timestamp?, at time: Timestamp) -> String {
        guard let dueAt else { return "" }
        if time > dueAt { return "Quá hạn" }
        return time.localDate < dueAt.localDate ? "Trước hạn" : "Đúng hạn"
    }
}
