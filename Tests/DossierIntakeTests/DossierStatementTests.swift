import Contracts
import Lifecycle
import Store
import TestSupport
import Testing

@testable import DossierIntake

@Suite struct DossierStatementTests {
    private static let citizen = TestIntake.an
    private static let statements: [(String, SQL)] = {
        let row = DraftRow(
            citizen: citizen, procedure: TestCatalogue.birth, procedureName: "", caseKey: nil,
            unit: nil, answers: [], components: [], savedAt: Timestamp(milliseconds: 0))
        let dossier = DossierID(rawValue: "d")
        return [
            ("dossier by code", DossierStatement.dossiers(key: DossierKey("x"))),
            ("state by code", DossierStatement.states(key: DossierKey("x"))),
            ("first page", DossierStatement.dossiers(of: citizen, before: nil, limit: 21)),
            ("next page", DossierStatement.dossiers(of: citizen, before: (5, "d"), limit: 21)),
            (
                "versions of a procedure",
                ListProcedureVersionsHandler.versions(of: ProcedureCode(rawValue: "x"))
            ),
            ("unsynced", SyncAxis.unsynced(after: nil, limit: 21)),
            ("unsynced, next page", SyncAxis.unsynced(after: (5, "d"), limit: 21)),
            ("taken", SyncAxis.taken(dossier, 1, reference: "x", at: moment(5))),
            ("refused", SyncAxis.refused(dossier, 1, why: "x", at: moment(5))),
            ("history", DossierStatement.history(of: dossier)),
            ("named", DossierStatement.named(DossierCode(rawValue: "x"))),
            ("components of a version", DossierStatement.components(of: dossier, until: 1)),
            (
                "amend",
                DossierStatement.amend(
                    dossier, from: 1, caseKey: "", supplementSentAt: nil,
                    at: Timestamp(milliseconds: 0))
            ),
            ("newest step", DossierStatement.newestStep("accept", of: dossier)),
            ("last hash", DossierStatement.lastHash(of: dossier)),
            ("chain", DossierStatement.chain(of: dossier)),
            ("last step", DossierStatement.lastStep(of: dossier)),
            ("papers", IssuedPapers.all(of: dossier)),
            ("paper", IssuedPapers.paper(1, of: dossier)),
            ("last paper", IssuedPapers.last(of: dossier)),
            (
                "register",
                RegisterStatement.rows(
                    of: unit, from: LocalDate(daysSinceEpoch: 1),
                    to: LocalDate(daysSinceEpoch: 9), limit: 21)
            ),
            ("messages", page(false, before: nil)), ("older messages", page(true, before: 5)),
            ("count of messages", MessageStatement.count(of: dossier)),
            (
                "read messages",
                MessageStatement.markRead(
                    of: dossier, from: .unit, upTo: 5, at: Timestamp(milliseconds: 0))
            ),
            ("queue", queue()), ("next queue", queue(after: (5, "d"))),
            ("queue by status", queue(status: .registered)),
            ("next by status", queue(status: .registered, after: (5, "d"))),
            ("my own", queue(assignees: [officer])),
            ("my next", queue(assignees: [officer], after: (5, "d"))),
            ("my own by status", queue(status: .received, assignees: [officer])),
            ("open of an officer", DossierStatement.open(assignedTo: officer)),
            ("officer", UnitOfficers.statement(officer, in: unit)),
            (
                "absences",
                UnitOfficers.absences(standingIn: officer, on: LocalDate(daysSinceEpoch: 5))
            ),
            ("overdue", queue(until: Timestamp(milliseconds: 5))),
            (
                "soon",
                queue(from: Timestamp(milliseconds: 5), until: Timestamp(milliseconds: 9))
            ),
            ("overdue, counted", QueueStatement.count(in: unit, from: nil, until: moment(5))),
            ("soon, counted", QueueStatement.count(in: unit, from: moment(5), until: moment(9))),
            ("counted by status", QueueStatement.count(in: unit, status: .registered)),
            ("figures", MonthlyCounts.rows(until: "2026-11", unit: nil, procedure: nil)),
            (
                "found in the unit by code",
                QueueStatement.found(in: unit, key: DossierKey("x"), limit: 21)
            ),
            (
                "found by name",
                QueueStatement.found(in: unit, applicantKey: "k", after: nil, limit: 21)
            ),
            (
                "more by name",
                QueueStatement.found(in: unit, applicantKey: "k", after: "d", limit: 21)
            ),
            ("draft", DossierStatement.draft(of: citizen, for: TestCatalogue.birth)),
            ("first drafts", DossierStatement.drafts(of: citizen, before: nil, limit: 21)),
            ("next drafts", DossierStatement.drafts(of: citizen, before: (5, "1"), limit: 21)),
            ("replace draft", DossierStatement.replace(row, version: 1)),
            ("discard draft", DossierStatement.discardDraft(of: citizen, for: TestCatalogue.birth)),
        ]
    }()

    private static let unit = UnitCode(rawValue: "u")
    private static let officer = OfficerID(rawValue: "o")

    private static func moment(_ milliseconds: Int64) -> Timestamp {
        Timestamp(milliseconds: milliseconds)
    }

    private static func page(_ withNotes: Bool, before number: Int64?) -> SQL {
        MessageStatement.page(
            of: DossierID(rawValue: "d"), withNotes: withNotes, before: number, limit: 21)
    }

    private static func queue(
        status: DossierStatus? = nil, assignees: [OfficerID] = [], from: Timestamp? = nil,
        until: Timestamp? = nil, after place: (Int64, String)? = nil
    ) -> SQL {
        QueueStatement.open(
            in: unit, status: status, assignees: assignees, from: from, until: until,
            after: place.map { (queueAt: $0.0, id: $0.1) }, limit: 21)
    }

    @Test func `every look-up goes through an index among ten thousand rows`() async throws {
        let intake = try await TestIntake()
        try await fill(intake, rows: 10_000)
        // As in production, without ANALYZE: the engine knows nothing of how the rows are spread.
        for (name, statement) in Self.statements {
            let plan = try await intake.test.store.read { try $0.plan(statement) }
            #expect(!plan.isEmpty, "\(name)")
            // What was found is counted once more, which is no look into the table.
            for step in plan where !step.contains("(subquery") {
                #expect(
                    step.contains("SEARCH") && !step.contains("TEMP B-TREE"), "\(name): \(step)")
            }
        }
    }

    @Test func `a code is looked up by its own index, however many dossiers a citizen has`()
        async throws
    {
        let intake = try await TestIntake()
        for (name, statement) in Self.statements where name.hasSuffix("by code") {
            let plan = try await intake.test.store.read { try $0.plan(statement) }
            #expect(plan.first?.contains("dossiers_by_code") == true, "\(name): \(plan)")
        }
    }

    private func fill(_ intake: TestIntake, rows: Int) async throws {
        try await intake.test.store.write { transaction in
            let version: String? = try transaction.first("SELECT id FROM procedure_versions")?["id"]
            for number in 0..<rows {
                let id = "d-\(number)"
                try transaction.execute(
                    """
                    INSERT INTO dossiers
                        (id, code, code_key, citizen, procedure, procedure_version,
                        procedure_name, case_key, unit, unit_name, status, version,
                        content_version, submitted_at, changed_at, queue_at, applicant_key,
                        assignee)
                    VALUES (\(id), \(id), \(id), \("c-\(number % 1_000)"), '1', \(version), '',
                        '', 'u', '', 1, 1, 1, \(number), \(number), \(number),
                        \("k-\(number % 1_000)"), \(number % 10 == 0 ? "o" : nil as String?))
                    """)
                try transaction.execute(
                    """
                    INSERT INTO dossier_versions
                        (dossier, version, case_key, answers, components, made_at)
                    VALUES (\(id), 1, '', \([UInt8]()), \([UInt8]()), \(number))
                    """)
                try transaction.execute(
                    """
                    INSERT INTO dossier_steps
                        (dossier, number, at, action, actor, status, version)
                    VALUES (\(id), \(number), \(number), 'submitted', '', 1, 1)
                    """)
                try transaction.execute(
                    """
                    INSERT INTO drafts
                        (citizen, procedure, procedure_name, answers, components, saved_at,
                        version)
                    VALUES (\("c-\(number % 1_000)"), \("p-\(number)"), '', \([UInt8]()),
                        \([UInt8]()), \(number), 1)
                    """)
            }
        }
    }
}
