import Contracts
import Cryptography
import Lifecycle
import Messaging
import Store
import TestSupport
import Testing

@testable import Identity

struct StoredSecretsTests {
    @Test func `keeps no secret in any table`() async throws {
        let bench = try await Bench()
        try await bench.register()
        let mail = try await bench.mail(after: CitizenRegistered.name)
        let token = try await bench.token(after: CitizenRegistered.name)
        try await bench.confirm(token)
        let first = try await bench.signIn("an@example.vn", try #require(mail.password))
        let session = try await bench.desk.setFirstPassword.handle(
            .init(password: Bench.ownPassword),
            bench.delivery(SetFirstPassword.self, try await bench.caller(of: first)))
        let citizen = try await bench.caller(of: session)
        _ = try await bench.desk.changeDetails.handle(
            .init(version: 1, details: Bench.details),
            bench.delivery(ChangeDetails.self, citizen))
        _ = try await bench.desk.requestPasswordReset.handle(
            .init(email: "an@example.vn"), bench.delivery(RequestPasswordReset.self))
        let officer = try await bench.desk.createOfficer.handle(
            .init(
                email: "hoa@danang.gov.vn", fullName: "Trần Thị Hoa",
                unit: UnitCode(rawValue: "48.20194"), duties: [.reception]),
            bench.delivery(CreateOfficer.self, Caller(role: .operator, id: "root")))
        let secondFactor = bench.desk.secrets.secondFactor(officer: officer.id.rawValue)
        let enrolment = try await enrol(bench)
        let code = try await bench.desk.issueCounterCode.handle(
            .init(), bench.delivery(IssueCounterCode.self, citizen))
        let receiver = Caller(role: .officer, id: officer.id.rawValue)
        let visit = ReceiveVisitor(code: try #require(code.typed))
        let seen = try await bench.desk.receiveVisitor.handle(
            visit, bench.delivery(ReceiveVisitor.self, receiver))
        try await bench.verify(citizen, by: receiver, version: seen.version)
        let secrets: [String] = [
            enrolment.token, enrolment.reply.totpSecret,
            bench.desk.secrets.counterCode(id: code.id),
            bench.desk.secrets.typedCounterCode(id: code.id),
            token, try #require(mail.password), try #require(first.token),
            try #require(session.token), Bench.ownPassword, Bench.details.identityNumber,
            try await bench.token(after: PasswordResetRequested.name),
            try #require(officer.password), try #require(officer.totpSecret), secondFactor.hex,
            "203.0.113.7",
        ]
        let raw = secrets.map { Array($0.utf8) } + [secondFactor]

        let tables = try await dump(bench)
        #expect(tables["accounts"]?.count == 4)
        #expect(tables["inbox"]?.isEmpty == false)
        #expect(tables["outbox"]?.isEmpty == false)
        for (table, rows) in tables {
            for row in rows {
                for (number, secret) in raw.enumerated() {
                    #expect(!row.contains(secret), "secret \(number) in \(table)")
                }
            }
        }
    }

    /// Lets an administrator invite an officer who enrols.
    private func enrol(
        _ bench: Bench
    ) async throws -> (token: String, reply: OpenEnrolment.Reply) {
        let administrator = try await bench.officer("quan@danang.gov.vn", [.administration])
        _ = try await bench.desk.inviteOfficer.handle(
            .init(
                email: "nam@danang.gov.vn", fullName: "Lê Văn Nam",
                unit: UnitCode(rawValue: "48.20194"), duties: [.handling]),
            bench.delivery(InviteOfficer.self, administrator))
        let token = try await bench.token(after: EnrolmentLinkIssued.name)
        let reply = try await bench.desk.openEnrolment.answer(
            .init(token: token), for: Bench.visitor())
        return (token, reply)
    }

    /// The bytes of every row of every table.
    private func dump(_ bench: Bench) async throws -> [String: [[UInt8]]] {
        try await bench.store.read { snapshot in
            var tables: [String: [[UInt8]]] = [:]
            for table in try snapshot.rows("SELECT name FROM sqlite_master WHERE type = 'table'") {
                let name: String = try table["name"]
                var columns: [String] = []
                for column in try snapshot.rows("SELECT name FROM pragma_table_info(\(name))") {
                    columns.append(try column["name"])
                }
                let list = columns.map { "coalesce(hex(\($0)), '') || ' '" }
                    .joined(separator: " || ")
                let rows = try snapshot.rows(
                    SQL(stringLiteral: "SELECT \(list) AS bytes FROM \(name)"))
                tables[name] = try rows.map { row in
                    let text: String = try row["bytes"]
                    return text.split(separator: " ").flatMap { [UInt8](hex: String($0)) ?? [] }
                }
            }
            return tables
        }
    }

    @Test func `finds the dump's own words`() async throws {
        // The search above would be worth nothing if it could not find what is there.
        let bench = try await Bench()
        try await bench.register()
        let rows = try await dump(bench)["accounts"] ?? []
        #expect(rows.contains { $0.contains(Array("an@example.vn".utf8)) })
    }

    @Test func `finds what is asked often by an index`() async throws {
        let bench = try await Bench()
        let statements: [SQL] = [
            OpenSessions.byToken("x"), OpenSessions.byAccount("x"), StoredAccount.byEmail("x"),
            Link.byToken([1]), Link.newest(of: "x", for: .confirm), SignInLimits.byName("x"),
            Counters.byName("x"), "SELECT * FROM citizens WHERE identity_number_hash = 'x'",
            "SELECT * FROM officers WHERE id = 'x'",
            ListOfficersHandler.page(of: UnitCode(rawValue: "x"), after: "", limit: 9),
            ListOfficersHandler.page(of: nil, after: "x", limit: 9),
            ListColleaguesHandler.officers(of: UnitCode(rawValue: "x")),
            StoredAbsence.byOfficers(["x", "y"], from: bench.clock.clock.now().localDate),
            StoredAbsence.byDeputy("x", from: bench.clock.clock.now().localDate),
            try Wanted(.init(email: "a@b.vn", reason: "")).statement(bench.desk.secrets),
            try Wanted(.init(phone: "0905123456", reason: "")).statement(bench.desk.secrets),
            try Wanted(.init(identityNumber: "048090001234", reason: ""))
                .statement(bench.desk.secrets),
            VerificationDecision.last(of: "x"),
            ListAccountAccessesHandler.page(of: "x", before: 9, limit: 9),
            ReceiveVisitorHandler.byCode([1], isScanned: true),
            ReceiveVisitorHandler.byCode([1], isScanned: false),
            LinkOffice.superseding(.confirm, of: "x", at: bench.clock.clock.now()),
        ]
        try await bench.store.read { snapshot in
            for statement in statements {
                let plan = try snapshot.plan(statement)
                #expect(
                    plan.allSatisfy { $0.contains("USING") && !$0.contains("SCAN") }
                        && !plan.isEmpty, "\(statement.text): \(plan)")
            }
        }
    }

    @Test func `removes what has expired and nothing else`() async throws {
        let bench = try await Bench()
        try await bench.activate()
        _ = await refusal { try await bench.signIn("an@example.vn", "sai mật khẩu") }
        bench.clock.advance(by: .seconds(3600))
        let session = try await bench.signIn("an@example.vn", Bench.ownPassword)
        try await bench.desk.cleaning.run()
        #expect(try await bench.count("SELECT count(*) AS n FROM counters") == 0)
        #expect(try await bench.count("SELECT count(*) AS n FROM sessions") == 2)
        #expect(try await bench.resolve(session).caller != nil)
        #expect(try await bench.count("SELECT count(*) AS n FROM links") == 1)
        bench.clock.advance(by: .seconds(86_400 * 91))
        try await bench.desk.cleaning.run()
        for table: SQL in [
            "SELECT count(*) AS n FROM sessions", "SELECT count(*) AS n FROM links",
            "SELECT count(*) AS n FROM failures", "SELECT count(*) AS n FROM known_devices",
        ] { #expect(try await bench.count(table) == 0) }
        #expect(try await bench.count("SELECT count(*) AS n FROM accounts") == 1)
        #expect(try await bench.count("SELECT count(*) AS n FROM consents") == 1)
    }
}
