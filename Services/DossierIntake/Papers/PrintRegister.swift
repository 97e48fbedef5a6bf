import Contracts
import Lifecycle
import Messaging
import Store

/// Prints the register of a unit for its officers: the dossiers received in some days, by their
/// numbers.
struct PrintRegisterHandler: QueryHandler {
    let store: Store
    let desk: PaperDesk
    let press: PaperPress
    let clock: WallClock

    /// The longest time of one print, in days.
    private static let longest = 31
    /// The longest length of one print, in rows: what the press does before people wait too long.
    var most = 1_000

    /// The register as PDF.
    func answer(_ query: PrintRegister, for caller: Caller) async throws -> PaperFile {
        let officer = try caller.requireOfficer()
        guard officer.duties.contains(.reception) || officer.duties.contains(.leadership) else {
            throw Refusal(
                .forbidden, "register-of-reception",
                "Sổ theo dõi hồ sơ do cán bộ tiếp nhận và lãnh đạo đơn vị in.")
        }
        let days = query.to.daysSinceEpoch - query.from.daysSinceEpoch
        guard (0..<Self.longest).contains(days),
            query.from.yearMonthDay.year == query.to.yearMonthDay.year
        else {
            throw Refusal.fields([
                .init("to", "Mỗi lần in sổ tối đa \(Self.longest) ngày trong cùng một năm.")
            ])
        }
        let (desk, most, now) = (desk, most, clock.now())
        let paper = try await store.read { snapshot in
            let rows = try snapshot.rows(
                RegisterStatement.rows(
                    of: officer.unit, from: query.from, to: query.to, limit: most + 1))
            guard rows.count <= most else {
                throw Refusal.fields([
                    .init("to", "Có hơn \(most) hồ sơ. Vui lòng chọn ít ngày hơn.")
                ])
            }
            return try desk.register(query, of: officer.unit, rows, at: now, in: snapshot)
        }
        return PaperFile(paper, try await press.print(paper))
    }
}

extension PaperDesk {
    fileprivate func register(
        _ query: PrintRegister, of unit: UnitCode, _ rows: [Row], at now: Timestamp,
        in snapshot: borrowing Snapshot
    ) throws -> Paper {
        let known = try Catalogue.unit(unit, on: query.to, in: snapshot)
        let name = try rows.last.map { try $0["unit_name"] as String } ?? known?.name ?? ""
        let office = IssuingOffice(name, known, hotline: hotline)
        return Paper(
            ruleSet: RuleOfLaw.decree61.id, head: office.head(number: nil, at: now),
            content: .register(
                DossierRegister(
                    year: query.from.yearMonthDay.year, from: query.from, to: query.to,
                    rows: try rows.map { try line($0, in: snapshot) })))
    }

    private func line(
        _ row: Row, in snapshot: borrowing Snapshot
    ) throws -> DossierRegister.Row {
        let id: DossierID = try row["id"]
        let sealed: [UInt8]? = try row["applicant"]
        let applicant = try sealed.map {
            try seal.open($0, as: Applicant.self, for: KeptDossier.applicantRow(id))
        }
        let outcome: DossierOutcome? = try row["outcome"]
        let clock = try (row["clock"] as [UInt8]?).map {
            try StrictJSON.decode(DossierClock.self, trusted: $0)
        }
        let status: DossierStatus = try row["status"]
        let closedAt: Timestamp? = try row["closed_at"]
        return DossierRegister.Row(
            number: try row["register_number"], code: try row["code"],
            procedure: try row["procedure_name"], setCount: 1,
            applicant: PaperApplicant(
                name: applicant?.fullName ?? "", address: applicant?.address,
                phone: applicant?.phone),
            authority: try row["unit_name"], receivedAt: try row["accepted_at"],
            dueAt: try promisedDue(of: clock, in: snapshot),
            returnedAt: status == .resultReturned ? closedAt : nil,
            collection: try row["channel"] == Channel.post ? "Qua bưu chính" : "Tại quầy",
            note: outcome.flatMap { $0 == .granted ? nil : $0.title })
    }
}

/// The statement behind the register; a test holds it against the indices.
enum RegisterStatement {
    /// The dossiers a unit received in some days, in the order of their receiving, which is that of
    /// their numbers.
    static func rows(of unit: UnitCode, from: LocalDate, to: LocalDate, limit: Int) -> SQL {
        let end = LocalDate(daysSinceEpoch: to.daysSinceEpoch + 1)
        return """
            SELECT id, code, register_number, procedure_name, applicant, unit_name, channel,
                status, accepted_at, clock, closed_at, outcome
            FROM dossiers
            WHERE unit = \(unit) AND accepted_at >= \(from.midnight)
                AND accepted_at < \(end.midnight) AND register_number IS NOT NULL
            ORDER BY accepted_at LIMIT \(limit)
            """
    }
}
