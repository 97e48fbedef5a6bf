import Contracts
import Lifecycle
import Store

/// The law's clocks a dossier is judged by: the one in force now, and the one its running time was
/// reckoned by, so that a printed date stands when the calendar changes.
struct DossierClocks {
    /// The clock for a time that begins now.
    let present: LegalClock
    /// The clock of the time that runs.
    let own: LegalClock

    /// The clocks of a dossier.
    init(of dossier: KeptDossier, in reader: borrowing some SQLReader & ~Copyable) throws {
        present = LegalClock(calendar: try CalendarVersions.current(in: reader))
        own =
            try dossier.course.clock.map {
                LegalClock(calendar: try CalendarVersions.version($0.calendar, in: reader))
            } ?? present
    }
}

extension KeptDossier {
    /// What the rules must know of it.
    func state(by clock: LegalClock) -> LifecycleState {
        let received = course.acceptedAt ?? submittedAt
        let days = Term(
            amount: law.supplementWorkingDays, unit: .workingDay, article: law.supplement)
        return course.state(
            law: law, supplementUntil: clock.dueDate(of: days, from: received).dueAt)
    }

    /// The procedure in the version it was submitted under.
    func procedureContent(
        in reader: borrowing some SQLReader & ~Copyable
    ) throws -> Procedure {
        guard let procedure = try Catalogue.procedure(version: procedureVersion, in: reader) else {
            throw StoreError.unexpected("no procedure version \(procedureVersion)")
        }
        return procedure
    }

    /// Refuses when the caller has read another version, and says who has done what meanwhile.
    func requireVersion(
        _ version: Int64, in reader: borrowing some SQLReader & ~Copyable
    ) throws {
        guard version != self.version else { return }
        guard let row = try reader.first(DossierStatement.lastStep(of: id)) else {
            throw Refusal.changedMeanwhile
        }
        let name: String? = try row["actor_name"]
        let at: Timestamp = try row["at"]
        let title = DossierAction(word: try row["action"])?.title ?? ""
        throw Refusal(
            .preconditionFailed, "changed-meanwhile",
            "\(name ?? "Người nộp hồ sơ") đã thực hiện “\(title)” lúc \(at.inSentence); hồ sơ đang ở "
                + "trạng thái “\(status.title)”. Vui lòng tải lại hồ sơ rồi tiếp tục.")
    }
}

extension Term {
    /// Taking in what came online: 8 working hours.
    static let acceptance = Term(
        amount: 8, unit: .workingHour, article: RuleOfLaw.decree61.acceptance)

    /// The time a dossier's procedure gives for its case and channel.
    static func handling(
        of dossier: KeptDossier, in reader: borrowing some SQLReader & ~Copyable
    ) throws -> Term {
        handling(
            of: try dossier.procedureContent(in: reader), caseKey: dossier.caseKey,
            channel: dossier.channel)
    }

    /// The time a procedure gives for a case and channel: the line that says most about them.
    static func handling(of procedure: Procedure, caseKey: String, channel: Channel) -> Term {
        let lines = procedure.times.filter { $0.applies(in: caseKey, by: channel) }
        let line = lines.max { weight($0) < weight($1) }
        return Term(
            amount: line?.amount ?? 0, unit: line?.unit ?? .workingDay,
            article: procedure.legalGrounds.first ?? procedure.name)
    }

    private static func weight(_ line: Procedure.HandlingTime) -> Int {
        (line.caseKey == nil ? 0 : 2) + (line.channel == nil ? 0 : 1)
    }
}

/// A line of a procedure that holds only in some case or channel.
protocol LineByCase {
    /// Only by this channel; any when nil.
    var channel: Channel? { get }
    /// Only in this case; any when nil.
    var caseKey: String? { get }
}

extension LineByCase {
    /// Whether the line holds in a case and by a channel.
    func applies(in caseKey: String, by channel: Channel) -> Bool {
        (self.caseKey ?? caseKey) == caseKey && (self.channel ?? channel) == channel
    }
}

extension Procedure.Fee: LineByCase {}
extension Procedure.HandlingTime: LineByCase {}

/// The continuous number of a unit's register of dossiers (sổ theo dõi hồ sơ), from 1 each year.
enum RegisterNumber {
    /// Takes the next one.
    static func next(
        of unit: UnitCode, on day: LocalDate, in transaction: borrowing Transaction
    ) throws -> Int {
        let row = try transaction.first(
            """
            INSERT INTO register_counters (unit, year, last)
            VALUES (\(unit), \(day.yearMonthDay.year), 1)
            ON CONFLICT (unit, year) DO UPDATE SET last = register_counters.last + 1
            RETURNING last
            """)
        guard let row else { throw StoreError.unexpected("no register number") }
        return try row["last"]
    }
}
